"""A judge at a tablet: taps what a judge would tap, reads what a judge would read."""

import re
from typing import Final

from playwright.sync_api import Locator, Page, expect

LOOK_MS: Final = 4000
"""So often a tablet looks for news."""
_SHOWN: Final = """() => [...document.querySelectorAll("nav.list li button")].map((line) => {
    const part = (name) => line.querySelector(name)?.innerText.trim() ?? "";
    return [part(".id"), part(".v"), line.classList[0] ?? ""];
})"""
_REFUSALS: Final = """() => [
    ...document.querySelectorAll(".refusals li:not(.group)"),
].map((item) => {
    const [, sheet, aspect] = item.querySelector("a[href]").hash.match(/^#sheet-(\\d+)-(\\d+)$/);
    return [Number(sheet), Number(aspect), item.querySelector("dd").textContent.trim()];
})"""

# Read and pressed at once: a tap that takes its time may meet a newer mark of the same cell.
_DECIDED: Final = """([sheet, aspect, words, isSentAgain]) => {
    const item = [...document.querySelectorAll(".refusals li:not(.group)")].find(
        (each) => each.querySelector("a[href]")?.hash === `#sheet-${sheet}-${aspect}`);
    const [mine, theirs] = [...(item?.querySelectorAll("dd.num") ?? [])].map(
        (each) => each.textContent.trim());
    if (mine !== words) {
        return null;
    }
    [...item.querySelectorAll(".ways button")].at(isSentAgain ? -1 : 0).click();
    return theirs;
}"""
_BEGUN: Final = """([code, key]) => {
    const text = (element) => element?.textContent.trim() ?? "";
    const line = [...document.querySelectorAll("nav.list li button")].find(
        (each) => text(each.querySelector(".id")) === code);
    const shown = text(line?.querySelector(".v"));
    [...document.querySelectorAll(".pad button")].find((each) => text(each) === key).click();
    return shown;
}"""

# One tap after the other through the page's own buttons, each when its time has come.
_WORK: Final = """async ([marks, begin, pace]) => {
    const until = async (isMet, what) => {
        for (let tries = 0; !isMet(); tries++) {
            if (tries > 1000) {
                throw new Error(`waited for ${what}`);
            }
            await new Promise((resolve) => setTimeout(resolve, 10));
        }
    };
    const text = (element) => element?.textContent.trim() ?? "";
    const line = (code) => [...document.querySelectorAll("nav.list li button")].find(
        (each) => text(each.querySelector(".id")) === code);
    const button = (words) => words === "not_attempted"
        ? document.querySelector(".tools .na")
        : [...document.querySelectorAll("main [role=radio]")].find(
            (each) => [".k", ".tx b"].some((part) => text(each.querySelector(part)) === words));
    const isOn = (each) => [each?.ariaChecked, each?.ariaPressed].includes("true");
    for (const [at, [code, words]] of marks.entries()) {
        const rest = begin + at * pace - Date.now();
        await new Promise((resolve) => setTimeout(resolve, Math.max(rest, 0)));
        line(code).click();
        await until(() => text(document.querySelector("#aspect .num")) === code, code);
        await until(() => button(words), `${code} ${words}`);
        button(words).click();
        const kept = ["unsent", "received", "conflict"];
        await until(() => isOn(button(words)) && kept.includes(line(code).classList[0]), code);
    }
}"""


class Tablet:
    """One judge's tablet, in English unless the page says otherwise."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def sign_in(self, code: str, pin: str) -> None:
        """Sign in on the first page and wait for the list of sheets."""
        self.page.goto("/judging/")
        self.page.locator("input[name=code]").fill(code)
        self.enter_pin(pin)
        expect(self.page.locator(".stations a").first).to_be_visible()
        self.prefer(goesOn=False)

    def prefer(self, **habits: object) -> None:
        """Mark as a judge likes to who has set this in the tablet's own form."""
        self.page.evaluate(
            "(habits) => document.querySelector('judge-tablet').desk.prefer(habits)", habits
        )

    def enter_pin(self, pin: str) -> None:
        """Type the PIN and send it."""
        self.page.locator("input[name=pin]").fill(pin)
        self.page.locator("form.signin .btn.main").tap()

    def come_in(self, code: str, pin: str) -> None:
        """Open the first page, whoever was left sitting there, and sign in where that is asked."""
        page = self.page
        page.goto("/judging/")
        page.locator(".stations a, input[name=code], input[name=pin]").first.wait_for()
        if page.locator("input[name=code]").is_visible():
            page.locator("input[name=code]").fill(code)
            self.enter_pin(pin)
            expect(page.locator(".stations a").first).to_be_visible()
        self.prefer(goesOn=False)
        self.come_back(pin)

    def come_back(self, pin: str) -> None:
        """Type the PIN again where the page asks for it."""
        if self.page.locator("dialog input[name=pin]").is_visible():
            self.enter_pin(pin)
            expect(self.page.locator("dialog")).to_have_count(0)

    def look(self) -> Page:
        """Set the clock, which the page has had from the beginning, on to its next look."""
        self.page.clock.fast_forward(LOOK_MS)
        return self.page

    def open(self, sheet: int) -> None:
        """Open a sheet and wait until its aspects are there."""
        self.page.evaluate("(sheet) => { location.hash = `#sheet-${sheet}`; }", sheet)
        expect(self.page.locator("nav.list li").first).to_be_visible()

    def turn_to(self, aspect: str) -> None:
        """Show one aspect of the open sheet."""
        self.line(aspect).tap()
        expect(self.page.locator("#aspect .num")).to_have_text(aspect)

    def choose(self, aspect: str, words: str) -> None:
        """Mark an aspect by one tap."""
        self.turn_to(aspect)
        self.page.get_by_role("radio", name=words, exact=True).tap()

    def vote(self, aspect: str, score: str) -> None:
        """Give a judged aspect its score."""
        self.turn_to(aspect)
        self.page.locator("button.lv").filter(has=self.page.locator(f".k:text-is('{score}')")).tap()

    def vote_again(self, aspect: str) -> None:
        """Open another round on an aspect of the open sheet, as who leads the panel does."""
        self.turn_to(aspect)
        self.page.get_by_role("button", name="Second round").tap()
        self.hear_of_round(aspect)

    def hear_of_round(self, aspect: str) -> None:
        """Wait until the page of an aspect says that the panel votes again."""
        self.turn_to(aspect)
        expect(self.remark).to_contain_text("vote again")

    def type(self, aspect: str, keys: str) -> None:
        """Type a reading on the pad and store it."""
        self.turn_to(aspect)
        self._press(keys)

    def type_over(self, aspect: str, keys: str) -> str:
        """Type a reading and store it; return what stood there as the first key was pressed."""
        self.turn_to(aspect)
        expect(self.page.locator(".pad")).to_be_visible()
        shown = self.page.evaluate(_BEGUN, [aspect, keys[0]])
        self._press(keys[1:])
        return str(shown)

    def _press(self, keys: str) -> None:
        pad = self.page.locator(".pad")
        for key in keys:
            pad.get_by_role("button", name=key, exact=True).tap()
        self.page.locator(".padbox .btn.main").tap()

    def work(self, marks: list[tuple[str, str]], begin: float, pace: float) -> None:
        """Mark aspects of the open sheet by their words, from *begin* on, one every *pace* seconds.

        The page's own buttons are pressed from within it: a whole day takes no
        longer than the page does.
        """
        self.page.evaluate(_WORK, [marks, begin * 1000, pace * 1000])

    def line(self, aspect: str) -> Locator:
        """Return the line of an aspect in the list of the open sheet."""
        return self.page.locator("nav.list li button").filter(
            has=self.page.locator(f".id:text-is('{aspect}')")
        )

    def state(self, aspect: str) -> Locator:
        """Return what the list says about an aspect."""
        return self.line(aspect).locator(".st")

    def is_at(self, sheet: int) -> bool:
        """Answer whether a sheet is open."""
        return re.search(rf"#sheet-{sheet}(-\d+)?$", self.page.url) is not None

    def shown(self) -> list[tuple[str, str, str]]:
        """Return code, value and state of each aspect of the open sheet, as they stand there."""
        return [(code, words, state) for code, words, state in self.page.evaluate(_SHOWN)]

    def refusals(self) -> list[tuple[int, int, str]]:
        """Return sheet, aspect and own value of each mark to decide about, by turning to it."""
        alarm = self.page.locator("a.alarm")
        if alarm.count() == 0 and not self.page.url.endswith("#attention"):
            return []
        if alarm.count():
            alarm.tap()
        found = self.page.evaluate(_REFUSALS)
        return [(sheet, aspect, words) for sheet, aspect, words in found]

    def settle_refusal(
        self, sheet: int, aspect: int, words: str, *, is_sent_again: bool
    ) -> str | None:
        """Send a refused mark again, or give it up, and wait until it is off the list.

        Return what the list said of the sheet.  None: it shows another value than
        *words* by now, and nothing was decided.
        """
        link = self.page.locator(f'a[href="#sheet-{sheet}-{aspect}"]')
        item = self.page.locator(".refusals li").filter(has=link)
        theirs = self.page.evaluate(_DECIDED, [sheet, aspect, words, is_sent_again])
        if theirs is None:
            return None
        expect(item).to_have_count(0)
        return str(theirs)

    def has_all_received(self) -> bool:
        """Answer whether the page says that every mark was received."""
        return self.status.locator(".g-received").count() > 0

    @property
    def remark(self) -> Locator:
        """Return what is said about the mark on the screen."""
        return self.page.locator(".remark")

    @property
    def status(self) -> Locator:
        """Return the line that says whether marks get through."""
        return self.page.locator(".net")
