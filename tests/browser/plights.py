"""What a tablet looks like when something is wrong: each state brought about as it comes about."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playwright.sync_api import Page, expect

from tests.browser.hall import Hall, Staged
from tests.browser.tablet import Tablet
from tests.proxy import Proxy

_SEAT: Final = 2


@dataclass(frozen=True)
class Scene:
    """A judge at a tablet behind a network that fails, and the trade that is marked."""

    hall: Hall
    trade: Staged
    tablet: Tablet
    proxy: Proxy

    @property
    def page(self) -> Page:
        """Return the tablet's page."""
        return self.tablet.page

    def open(self) -> None:
        """Open the sheet of K1 with everything on the tablet that marking takes."""
        expect(self.page.locator(".readiness .g-received")).to_be_visible()
        self.tablet.open(self.hall.panel(self.trade).sheet("K1", "A"))

    def keep(self) -> None:
        """Mark without network."""
        self.open()
        self.proxy.refuse(b"/judging/")
        self.tablet.type("A1.3", "4")
        self.tablet.type("A1.4", "20.4")
        expect(self.tablet.line("A1.4").locator(".st.unsent")).to_be_visible()


def no_network(scene: Scene) -> None:
    scene.keep()
    expect(scene.page.locator(".net .g-received")).to_have_count(0)


def leaving_with_marks(scene: Scene) -> None:
    scene.keep()
    scene.page.locator(".top .back").tap()
    scene.page.locator(".settings .btn").last.tap()
    expect(scene.page.locator("dialog #leave")).to_be_visible()


def changing_judge_with_marks(scene: Scene) -> None:
    scene.keep()
    scene.page.locator(".me").tap()
    expect(scene.page.locator("dialog #switch")).to_be_visible()


def refused_mark(scene: Scene) -> None:
    scene.keep()
    scene.hall.panel(scene.trade).mark("K1", "A1.3", "6")
    scene.proxy.restore()
    scene.tablet.turn_to("A1.3")
    expect(scene.page.locator("a.alarm")).to_be_visible()


def attention(scene: Scene) -> None:
    refused_mark(scene)
    scene.page.locator("a.alarm").tap()
    expect(scene.page.locator(".refusals li")).to_have_count(1)


def pin_again(scene: Scene) -> None:
    scene.open()
    scene.page.context.clear_cookies(name="jiangsai")
    scene.tablet.type("A1.3", "4")
    expect(scene.page.locator("dialog #again")).to_be_visible()


def missing_sheet(scene: Scene) -> None:
    expect(scene.page.locator(".readiness .g-received")).to_be_visible()
    scene.page.evaluate("() => { location.hash = '#sheet-999999'; }")
    note = scene.page.locator("main.round .note")
    expect(note).not_to_have_text(re.compile("Fetching the sheet|正在取评分表"))


def hidden_address(scene: Scene) -> None:
    scene.open()
    scene.proxy.hide_address()
    scene.tablet.type("A1.3", "4")
    scene.page.get_by_role("button", name=re.compile("What to do|怎么办")).tap()
    expect(scene.page.locator("dialog #foreign")).to_be_visible()


def suspended(scene: Scene) -> None:
    scene.open()
    scene.hall.suspend(scene.trade)
    expect(scene.page.locator(".halt, .halted").first).to_be_visible()


def revoked(scene: Scene) -> None:
    organiser = scene.hall.organiser
    here = f"/organise/trades/{scene.trade.id}/devices"
    shown = organiser.fill(f"{here}/codes", {"label": f"A-{scene.trade.id}"}).text
    code = re.search(r'class="typed num">(\w{4}) (\w{4})<', shown)
    assert code is not None
    scene.page.goto(f"/judging/#pair={code[1]}{code[2]}")
    scene.page.locator(".door a[href='#']").first.tap()
    scene.keep()
    ((device,),) = scene.hall.rows("select id from device order by id desc limit 1")
    scene.proxy.restore()
    organiser.fill(f"{here}/{device}/revocation", {})
    scene.page.reload()
    expect(scene.page.locator(".kept, form.pairing").first).to_be_visible()


PLIGHTS: Final[dict[str, Callable[[Scene], None]]] = {
    "no network": no_network,
    "leaving with marks": leaving_with_marks,
    "changing judge with marks": changing_judge_with_marks,
    "refused mark": refused_mark,
    "attention": attention,
    "PIN again": pin_again,
    "missing sheet": missing_sheet,
    "hidden address": hidden_address,
    "suspended": suspended,
    "revoked": revoked,
}
