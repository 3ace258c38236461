"""With the hall's own certificate tablets work without network, and boards stay live."""

import base64
import hashlib
import os
import signal
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import BrowserContext, BrowserType, expect

from competition import certificate
from competition.certificate import Certificates
from tests.browser import trusting
from tests.browser.conftest import TABLET
from tests.browser.hall import Hall, Staged
from tests.browser.reading import AXE, STANDARDS, Complaints, barriers, strangers
from tests.browser.tablet import Tablet
from tests.chromium import ROOT
from tests.server import free_port

pytestmark = pytest.mark.browser


@dataclass
class Secure:
    """A server with certificates, in front of the same database as the hall's."""

    base: str
    porch: str
    found: Certificates
    process: "subprocess.Popen[bytes]"

    def key(self) -> str:
        """Return the setting that trusts this server's key, where no authority can be installed."""
        read = x509.load_pem_x509_certificate(self.found.server.read_bytes())
        key = read.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        digest = base64.b64encode(hashlib.sha256(key).digest()).decode()
        return f"--ignore-certificate-errors-spki-list={digest}"

    def stop(self) -> None:
        """End the server at once, whoever keeps a connection."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(15)


@pytest.fixture
def secure(hall: Hall, trade: Staged, tmp_path: Path) -> Iterator[Secure]:
    """Give such a server, started by the command that operators use."""
    assert trade.id
    found = Certificates(tmp_path / "certificate")
    certificate.make(found)
    port, porch = free_port(), free_port()
    words = ["serve", "--data", str(tmp_path), "--host", "127.0.0.1", "--port", str(port)]
    words += ["--certificate", str(found.folder), "--install-port", str(porch)]
    environment = {**os.environ, "JIANGSAI_DATABASE_URL": hall.database}
    with (tmp_path / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "wsgi.py", *words], cwd=ROOT, env=environment, stdout=log, stderr=log
        )
    made = Secure(f"https://localhost:{port}", f"http://127.0.0.1:{porch}", found, process)
    try:
        wait(made, tmp_path / "server.log")
        yield made
    finally:
        made.stop()


def wait(server: Secure, log: Path) -> None:
    """Wait until the server answers whoever trusts its authority."""
    until = time.monotonic() + 30
    while time.monotonic() < until and server.process.poll() is None:
        try:
            if requests.get(
                f"{server.base}/health", verify=str(server.found.authority), timeout=5
            ).ok:
                return
        # On a busy machine the listener answers long before the worker.
        except (requests.ConnectionError, requests.Timeout):
            time.sleep(0.05)
    raise AssertionError(log.read_text(errors="replace"))


@pytest.fixture
def start(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any], tmp_path: Path
) -> Callable[..., AbstractContextManager[BrowserContext]]:
    """Give a way to start a browser in which the hall's authority is installed, or is not."""

    def started(server: Secure, *, trusts: bool) -> BrowserContext:
        options: dict[str, Any] = {**browser_type_launch_args}
        options["env"] = {**options["env"], "HOME": str(tmp_path)}
        if trusts and sys.platform == "linux":
            trusting.install(tmp_path, server.found.authority, options["env"])
        elif trusts:
            options["args"] = [*options["args"], server.key()]
        options |= {"base_url": server.base, "viewport": TABLET, "has_touch": True, "locale": "en"}
        return browser_type.launch_persistent_context(tmp_path / "home", **options)

    return started


def test_a_tablet_that_trusts_the_hall_opens_without_network(
    hall: Hall, trade: Staged, secure: Secure, start: Callable[..., Any]
) -> None:
    sheet = hall.panel(trade).sheet("K1", "B")
    with start(secure, trusts=True) as browser:
        page = browser.pages[0]
        tablet = Tablet(page)
        tablet.sign_in(trade.judges[0], trade.pins[trade.judges[0]])
        expect(page.locator(".readiness")).to_contain_text("All 8 sheets are on this tablet.")
        cookie = next(each for each in browser.cookies() if "jiangsai" in each["name"])
        assert (cookie["name"], cookie["secure"]) == ("__Host-jiangsai", True)
        board = browser.new_page()
        sockets: list[str] = []
        board.on("websocket", lambda socket: sockets.append(socket.url))
        board.goto(f"/board/{trade.id}")
        expect(board.locator("tr.row").first).to_be_visible()
        tablet.page.bring_to_front()
        tablet.open(sheet)
        tablet.choose("B1.1", "Yes, met")
        expect(board.locator("tr.row .tot").first).to_have_text("4.00")
        assert sockets[0].startswith("wss://")
        board.close()
        secure.stop()
        page.reload()
        tablet.vote("B1.2", "2")
        expect(tablet.state("B1.2")).to_have_text("On this tablet")


def test_a_browser_that_does_not_trust_the_hall_is_warned(
    secure: Secure, start: Callable[..., Any]
) -> None:
    with start(secure, trusts=False) as browser:
        answer = browser.pages[0].goto(f"{secure.porch}/install")
        assert answer is not None
        assert answer.ok
        with pytest.raises(Exception, match="ERR_CERT_AUTHORITY_INVALID"):
            browser.pages[0].goto("/judging/")
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(f"{secure.base}/health", timeout=5)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_tablet_fetches_the_certificate_at_the_porch(
    secure: Secure, start: Callable[..., Any], language: str
) -> None:
    with start(secure, trusts=False) as browser:
        page = browser.pages[0]
        complaints = Complaints(page)
        page.goto(f"{secure.porch}/judging/?lang={language}")
        page.goto(f"{secure.porch}/install?lang={language}")
        expect(page.locator("h1")).to_have_text(
            {"zh": "平板证书", "en": "Certificate for tablets"}[language]
        )
        shown = page.locator(".fingerprint").inner_text().split()
        assert ":".join(shown) == secure.found.fingerprint()
        with page.expect_download() as fetched:
            page.locator(".btn.main").tap()
        pem = ssl.DER_cert_to_PEM_cert(Path(fetched.value.path()).read_bytes())
        assert pem.split() == secure.found.authority.read_text().split()
        page.locator("details summary").nth(3).tap()
        assert complaints == []
        assert strangers(page) == []
        page.evaluate(AXE)
        assert barriers(page, STANDARDS) == []
