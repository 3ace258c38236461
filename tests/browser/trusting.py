"""An authority installed for one Chromium on Linux, as an operator would install it.

Chromium reads the authorities of its user from a database of NSS in their home
folder. NSS comes with every Chromium; its `certutil` does not, so the library
is asked itself.
"""

import ssl
import subprocess
import sys
from ctypes import CDLL, POINTER, Structure, byref, c_char_p, c_int, c_uint, c_ulong, c_void_p
from pathlib import Path
from typing import Final

from tests.chromium import ROOT

FLAGS: Final = b"C,,"
"""What certutil calls an authority that is trusted for servers, and for nothing else."""


class Bytes(Structure):
    """NSS's SECItem."""

    _fields_ = (("type", c_uint), ("data", c_char_p), ("length", c_uint))


class Trust(Structure):
    """NSS's CERTCertTrust: what a certificate is trusted for."""

    _fields_ = (("servers", c_uint), ("mail", c_uint), ("programs", c_uint))


def install(home: Path, authority: Path, environment: dict[str, str]) -> None:
    """Let the Chromium that runs with *environment* trust *authority* where *home* is its home.

    In a process of its own: the library finds its parts by LD_LIBRARY_PATH.
    """
    words = [sys.executable, "-m", "tests.browser.trusting", str(home), str(authority)]
    subprocess.run(words, cwd=ROOT, env=environment, check=True)


def _install(home: Path, authority: Path) -> None:
    folder = home / ".pki" / "nssdb"
    folder.mkdir(parents=True)
    nss = _library()
    _must(nss, nss.NSS_InitReadWrite(f"sql:{folder}".encode()))
    slot, store = nss.PK11_GetInternalKeySlot(), nss.CERT_GetDefaultCertDB()
    _must(nss, nss.PK11_InitPin(slot, None, b""))
    told = ssl.PEM_cert_to_DER_cert(authority.read_text(encoding="ascii"))
    read = nss.CERT_NewTempCertificate(store, byref(Bytes(0, told, len(told))), None, 0, 1)
    _must(nss, nss.PK11_ImportCert(slot, read, 0, b"hall", 0))
    trust = Trust()
    _must(nss, nss.CERT_DecodeTrustString(byref(trust), FLAGS))
    _must(nss, nss.CERT_ChangeCertTrust(store, read, byref(trust)))


def _library() -> CDLL:
    nss = CDLL("libnss3.so")
    nss.NSS_InitReadWrite.argtypes = [c_char_p]
    nss.PK11_GetInternalKeySlot.restype = c_void_p
    nss.CERT_GetDefaultCertDB.restype = c_void_p
    nss.PK11_InitPin.argtypes = [c_void_p, c_char_p, c_char_p]
    nss.CERT_NewTempCertificate.restype = c_void_p
    nss.CERT_NewTempCertificate.argtypes = [c_void_p, POINTER(Bytes), c_char_p, c_int, c_int]
    nss.PK11_ImportCert.argtypes = [c_void_p, c_void_p, c_ulong, c_char_p, c_int]
    nss.CERT_DecodeTrustString.argtypes = [POINTER(Trust), c_char_p]
    nss.CERT_ChangeCertTrust.argtypes = [c_void_p, c_void_p, POINTER(Trust)]
    return nss


def _must(nss: CDLL, status: int) -> None:
    if status != 0:
        raise OSError(nss.PORT_GetError(), "NSS did not take the authority")


if __name__ == "__main__":
    _install(Path(sys.argv[1]), Path(sys.argv[2]))
