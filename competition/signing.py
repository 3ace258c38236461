"""Signs certificates: the only module that knows the library for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import IPv4Address, IPv6Address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

Host = str | IPv4Address | IPv6Address


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate that signs others, and its key."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def ends(self) -> datetime:
        """Return when tablets stop to believe it, UTC."""
        return self.certificate.not_valid_after_utc

    def certificate_file(self) -> bytes:
        """Return the certificate as PEM."""
        return self.certificate.public_bytes(Encoding.PEM)

    def key_file(self) -> bytes:
        """Return the key as PEM."""
        return _pem(self.key)


def authority(title: str, begins: datetime, ends: datetime, permitted: Sequence[str]) -> Authority:
    """Return a new authority that may vouch for the networks and names in *permitted*."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _name(title)
    limits = x509.NameConstraints([_subtree(each) for each in permitted], None)
    certificate = (
        _builder(name, name, key, (begins, ends))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(limits, critical=True)
        .sign(key, hashes.SHA256())
    )
    return Authority(certificate, key)


def read(certificate: bytes, key: bytes) -> Authority:
    """Return the authority of two PEM files."""
    found = load_pem_private_key(key, None)
    if not isinstance(found, ec.EllipticCurvePrivateKey):
        raise TypeError("The authority's key is not one that this program has made.")
    return Authority(x509.load_pem_x509_certificate(certificate), found)


def server(signer: Authority, begins: datetime, ends: datetime, hosts: Sequence[Host]) -> bytes:
    """Return a new key and a certificate for *hosts*, as one PEM file."""
    key = ec.generate_private_key(ec.SECP256R1())
    issuer = signer.certificate.subject
    # Some clients take a subject that looks like a name for one; this does not.
    certificate = (
        _builder(_name("Jiangsai server"), issuer, key, (begins, ends))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([_general(each) for each in hosts]), critical=False
        )
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.key.public_key()),
            critical=False,
        )
        .sign(signer.key, hashes.SHA256())
    )
    return _pem(key) + certificate.public_bytes(Encoding.PEM)


def permits(signer: Authority, host: Host) -> bool:
    """Answer whether certificates of *signer* for *host* are believed."""
    limits = signer.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    return any(_covers(each.value, host) for each in limits.permitted_subtrees or ())


def hosts_of(certificate: bytes) -> list[Host]:
    """Return the hosts of a server's certificate, PEM."""
    found = x509.load_pem_x509_certificate(certificate)
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    addresses = [
        each
        for each in names.get_values_for_type(x509.IPAddress)
        if isinstance(each, IPv4Address | IPv6Address)
    ]
    return [*addresses, *names.get_values_for_type(x509.DNSName)]


def _covers(limit: object, host: Host) -> bool:
    if isinstance(limit, str) or isinstance(host, str):
        whole = isinstance(limit, str) and isinstance(host, str)
        return whole and f".{host}".endswith(f".{limit}")
    network = ip_network(str(limit))
    return network.version == host.version and host in network


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    lasts: tuple[datetime, datetime],
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(lasts[0])
        .not_valid_after(lasts[1])
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _subtree(limit: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_network(limit))
    except ValueError:
        return x509.DNSName(limit)


def _general(host: Host) -> x509.GeneralName:
    return x509.DNSName(host) if isinstance(host, str) else x509.IPAddress(host)


def _name(title: str) -> x509.Name:
    # A common name holds 64 characters.
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, title[:64])])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
