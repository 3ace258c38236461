"""A hall's own certificates: who may read them, for whom they vouch, how they are renewed."""

import plistlib
import ssl
import stat
from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from flask import Flask
from flask.testing import FlaskClient

from competition import certificate
from competition.certificate import Certificates
from competition.clock import now
from wsgi import cli, create_app

ADDRESS = "203.0.113.7"
NAME = "hall.example.org"


def ordered(folder: Path, *words: str) -> Result:
    """Give the command and return what it said."""
    return CliRunner().invoke(cli, ["certificate", "--out", str(folder), *words])


def read(path: Path) -> x509.Certificate:
    """Return a certificate of a file."""
    return x509.load_pem_x509_certificate(path.read_bytes())


def believes(authority: Path, server: Path, host: str) -> bool:
    """Answer whether a client that trusts *authority* opens *host* with that certificate."""
    subject: x509.DNSName | x509.IPAddress = x509.DNSName(host)
    if host[0].isdigit():
        subject = x509.IPAddress(ip_address(host))
    store = Store([read(authority)])
    try:
        PolicyBuilder().store(store).build_server_verifier(subject).verify(read(server), [])
    except VerificationError:
        return False
    return True


@pytest.fixture
def made(tmp_path: Path) -> Certificates:
    """Give certificates for a name and an address."""
    result = ordered(tmp_path / "made", "--host", NAME, "--host", ADDRESS)
    assert result.exit_code == 0, result.output
    return Certificates(tmp_path / "made")


def test_a_tablet_that_trusts_the_authority_trusts_the_server(made: Certificates) -> None:
    for host in (NAME, ADDRESS, "localhost", "127.0.0.1", *map(str, certificate.addresses())):
        assert believes(made.authority, made.server, host), host
    assert not believes(made.authority, made.server, "elsewhere.example.org")
    ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(made.server)


def test_keys_are_the_owners_alone(made: Certificates) -> None:
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in made.folder.iterdir()}
    assert modes == {"authority.crt": 0o644, "authority.key": 0o600, "server.pem": 0o600}
    assert stat.S_IMODE(made.folder.stat().st_mode) == 0o700


def test_ipads_believe_it_as_long_as_it_lasts(made: Certificates) -> None:
    server, authority = read(made.server), read(made.authority)
    assert server.not_valid_after_utc - server.not_valid_before_utc <= timedelta(days=825)
    assert authority.not_valid_after_utc > now() + timedelta(days=3649)
    assert server.not_valid_before_utc < now() - timedelta(hours=23)


def test_the_authority_vouches_for_nobody_outside_the_hall(
    made: Certificates, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("competition.signing.permits", lambda *_: True)
    certificate.renew(made, ["bank.example.com", ip_address("198.51.100.1")])
    assert read(made.server).issuer == read(made.authority).subject
    assert not believes(made.authority, made.server, "bank.example.com")
    assert not believes(made.authority, made.server, "198.51.100.1")


def test_nothing_is_overwritten(made: Certificates) -> None:
    before = {path: path.read_bytes() for path in made.folder.iterdir()}
    result = ordered(made.folder)
    assert result.exit_code == 1
    assert "--renew" in result.output
    assert {path: path.read_bytes() for path in made.folder.iterdir()} == before


def test_a_renewed_one_is_believed_by_the_same_tablets(made: Certificates) -> None:
    authority, server = made.authority.read_bytes(), read(made.server)
    result = ordered(made.folder, "--renew", "--host", "192.168.7.7", "--host", f"two.{NAME}")
    assert result.exit_code == 0, result.output
    assert made.authority.read_bytes() == authority
    assert read(made.server).serial_number != server.serial_number
    assert stat.S_IMODE(made.server.stat().st_mode) == 0o600
    for host in (NAME, f"two.{NAME}", ADDRESS, "192.168.7.7", "localhost"):
        assert believes(made.authority, made.server, host), host


def test_what_the_authority_may_not_vouch_for_is_refused(made: Certificates) -> None:
    before = made.server.read_bytes()
    result = ordered(made.folder, "--renew", "--host", "other.example.org")
    assert result.exit_code == 1
    assert "other.example.org" in result.output
    assert made.server.read_bytes() == before


@pytest.mark.parametrize("name", ["", "a b", "-hall", "hall_1", "匠赛", "*.example.org", "a" * 64])
def test_what_is_no_name_is_refused(tmp_path: Path, name: str) -> None:
    assert ordered(tmp_path / "made", f"--host={name}").exit_code == 2
    assert not (tmp_path / "made").exists()


def test_there_is_nothing_to_renew_in_an_empty_folder(tmp_path: Path) -> None:
    result = ordered(tmp_path / "made", "--renew")
    assert result.exit_code == 1
    assert "authority.crt" in result.output


def test_serving_needs_certificates(tmp_path: Path) -> None:
    words = ["serve", "--data", str(tmp_path), "--certificate", str(tmp_path / "none")]
    result = CliRunner().invoke(cli, [*words, "--port", "0"])
    assert result.exit_code == 1
    assert "jiangsai certificate --out" in result.output


@pytest.fixture
def secure_app(made: Certificates, sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """Give the application of a server with certificates."""
    app = create_app(
        {
            "JIANGSAI_DATA": str(tmp_path),
            "JIANGSAI_DATABASE_URL": sqlite_url,
            "JIANGSAI_CERTIFICATE": str(made.folder),
            "JIANGSAI_PORT": "8000",
        }
    )
    yield app
    app.extensions["publisher"].stop()
    app.extensions["database"].close()


@pytest.fixture
def client(secure_app: Flask) -> FlaskClient:
    """Give a tablet that trusts nothing yet."""
    return secure_app.test_client()


@pytest.mark.parametrize(("language", "title"), [("zh", "平板"), ("en", "Certificate for tablets")])
def test_the_install_page_shows_what_to_compare(
    client: FlaskClient, made: Certificates, language: str, title: str
) -> None:
    page = client.get(f"/install?lang={language}", headers={"Host": "hall.example.org:8080"}).text
    assert title in page
    for line in made.fingerprint().replace(":", " ")[:23], made.fingerprint()[-2:]:
        assert line in page
    assert 'href="https://hall.example.org:8000/judging/"' in page
    assert "PRIVATE" not in page


def test_tablets_get_the_certificate_in_both_forms(client: FlaskClient, made: Certificates) -> None:
    plain = client.get("/install/authority.crt")
    assert plain.mimetype == "application/x-x509-ca-cert"
    assert plain.data == made.der()
    profile = client.get("/install/authority.mobileconfig")
    assert profile.mimetype == "application/x-apple-aspen-config"
    document = plistlib.loads(profile.data)
    (root,) = document["PayloadContent"]
    assert root["PayloadType"] == "com.apple.security.root"
    assert root["PayloadContent"] == made.der()
    assert client.get("/install/code.svg").mimetype == "image/svg+xml"


def test_without_certificates_there_is_no_install_page(app: Flask) -> None:
    for path in ("", "/authority.crt", "/authority.mobileconfig"):
        assert app.test_client().get(f"/install{path}").status_code == 404


def test_what_was_interrupted_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, write = Certificates(tmp_path / "made"), certificate._write  # noqa: SLF001

    def full(path: Path, content: bytes, mode: int) -> None:
        write(path, content, mode)
        if path.name.startswith("authority.crt"):
            raise OSError("disk full")

    monkeypatch.setattr(certificate, "_write", full)
    with pytest.raises(OSError, match="disk full"):
        certificate.make(found)
    monkeypatch.setattr(certificate, "_write", write)
    certificate.make(found)
    assert believes(found.authority, found.server, "localhost")
    assert stat.S_IMODE(found.authority_key.stat().st_mode) == 0o600
