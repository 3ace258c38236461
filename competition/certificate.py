"""Makes a hall's own certificates: an authority that its tablets trust, and the server's."""

import fcntl
import hashlib
import os
import re
import socket
import ssl
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from pathlib import Path
from typing import Final

from competition.clock import now

AUTHORITY_LASTS: Final = timedelta(days=3652)
# iPads refuse more than 825 days.
SERVER_LASTS: Final = timedelta(days=820)
# Tablets whose clocks are slow shall take it on its first day.
_EARLIER: Final = timedelta(days=1)
_PRIVATE: Final = (
    *("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8"),
    *("fc00::/7", "fe80::/10", "::1/128"),
)
_LOCAL: Final = ("localhost", "local", "lan", "internal", "home.arpa", "test")
_NAME: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_ADDRESS_OF_INTERFACE: Final = 0x8915

Host = str | IPv4Address | IPv6Address


class Exists(Exception):
    """Certificates lie there already; tablets may trust them."""


class Unusable(ValueError):
    """This is neither an address nor a name of a machine."""


class Beyond(ValueError):
    """The authority was made for other names than this one."""


@dataclass(frozen=True, slots=True)
class Certificates:
    """The files of one hall, all in *folder*."""

    folder: Path

    @property
    def authority(self) -> Path:
        """Return where the certificate lies that tablets install."""
        return self.folder / "authority.crt"

    @property
    def authority_key(self) -> Path:
        """Return where the key lies that signs; serving does without it."""
        return self.folder / "authority.key"

    @property
    def server(self) -> Path:
        """Return where the server's certificate and its key lie, in one file."""
        return self.folder / "server.pem"

    def der(self) -> bytes:
        """Return the authority's certificate as tablets read it."""
        return ssl.PEM_cert_to_DER_cert(self.authority.read_text(encoding="ascii"))

    def fingerprint(self) -> str:
        """Return the SHA-256 of the authority's certificate, in pairs of digits."""
        return hashlib.sha256(self.der()).digest().hex(":").upper()


def make(found: Certificates, asked: Sequence[Host] = ()) -> datetime:
    """Make an authority and a server's certificate; return when the latter ends.

    The server's is for this machine's own names and addresses and those *asked*
    for. The authority can vouch for private addresses, local names and these
    only, so that a stolen key opens nothing else. Raises Exists.
    """
    from competition import signing  # noqa: PLC0415 - serving does without cryptography

    for path in (found.authority, found.authority_key, found.server):
        if path.exists():
            raise Exists(path)
    hosts = list(dict.fromkeys([*asked, *own_hosts()]))
    found.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    begins = now() - _EARLIER
    title = f"Jiangsai {socket.gethostname()} {now():%Y-%m-%d}"
    authority = signing.authority(title, begins, begins + AUTHORITY_LASTS, permitted(hosts))
    ends = begins + SERVER_LASTS
    fresh = (
        _fresh(found.server, signing.server(authority, begins, ends, hosts), 0o600),
        _fresh(found.authority_key, authority.key_file(), 0o600),
        _fresh(found.authority, authority.certificate_file(), 0o644),
    )
    # Nothing is in its place before everything is written: whatever ends this, it can be repeated.
    for path, place in zip(
        fresh, (found.server, found.authority_key, found.authority), strict=True
    ):
        path.replace(place)
    return ends


def renew(found: Certificates, asked: Sequence[Host] = ()) -> datetime:
    """Make the server's certificate anew with the authority there is; return when it ends.

    It is for the hosts of the old one, for those *asked* for and for this
    machine's own. Raises Beyond when the authority cannot vouch for one asked for.
    """
    from competition import signing  # noqa: PLC0415 - serving does without cryptography

    authority = signing.read(found.authority.read_bytes(), found.authority_key.read_bytes())
    for host in asked:
        if not signing.permits(authority, host):
            raise Beyond(host)
    own = [each for each in own_hosts() if signing.permits(authority, each)]
    old = signing.hosts_of(found.server.read_bytes()) if found.server.exists() else []
    hosts = list(dict.fromkeys([*old, *asked, *own]))
    begins = now() - _EARLIER
    ends = min(begins + SERVER_LASTS, authority.ends)
    _fresh(found.server, signing.server(authority, begins, ends, hosts), 0o600).replace(
        found.server
    )
    return ends


def host(given: str) -> Host:
    """Return *given* as an address, if it is one, else as a name; raises Unusable."""
    try:
        return ip_address(given.strip("[]"))
    except ValueError:
        name = given.lower().rstrip(".")
    if not _NAME.fullmatch(name):
        raise Unusable(given)
    return name


def own_hosts() -> list[Host]:
    """Return the names and addresses under which this machine is reached in the hall."""
    name = socket.gethostname().split(".")[0].lower()
    names = [name, f"{name}.local"] if _NAME.fullmatch(name) else []
    local: list[Host] = ["localhost", ip_address("127.0.0.1"), ip_address("::1")]
    return [*addresses(), *names, *local]


def addresses() -> list[IPv4Address]:
    """Return this machine's own IPv4 addresses, but for the loop."""
    found = {ip_address(each) for each in (*_of_interfaces(), *_of_name())}
    return sorted(each for each in found if isinstance(each, IPv4Address) and not each.is_loopback)


def permitted(hosts: Iterable[Host]) -> list[str]:
    """Return the networks and names that an authority made for *hosts* may vouch for."""
    own = [str(each) for each in hosts if not _is_private(each)]
    return [*_PRIVATE, *_LOCAL, *own]


def _is_private(found: Host) -> bool:
    if isinstance(found, str):
        return found.rpartition(".")[2] in _LOCAL
    networks = [ip_network(each) for each in _PRIVATE]
    return any(found.version == each.version and found in each for each in networks)


def _of_interfaces() -> list[str]:
    found = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _, interface in socket.if_nameindex():
            asked = struct.pack("256s", interface.encode()[:15])
            try:
                answer = fcntl.ioctl(probe.fileno(), _ADDRESS_OF_INTERFACE, asked)
            except OSError:
                continue
            found.append(socket.inet_ntoa(answer[20:24]))
    return found


def _of_name() -> list[str]:
    try:
        return [
            str(each[4][0]) for each in socket.getaddrinfo(socket.gethostname(), 0, socket.AF_INET)
        ]
    except OSError:
        return []


def _fresh(place: Path, content: bytes, mode: int) -> Path:
    """Write what belongs in *place* beside it and return where."""
    path = place.with_name(f"{place.name}.new")
    path.unlink(missing_ok=True)
    _write(path, content, mode)
    return path


def _write(path: Path, content: bytes, mode: int) -> None:
    # Nobody else may read it for a moment either, and nothing is overwritten.
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
