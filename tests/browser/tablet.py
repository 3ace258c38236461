"""A judge at a tablet: taps what a judge would tap, reads what a judge would read."""

from playwright.sync_api import Locator, Page, expect


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

    def type(self, aspect: str, keys: str) -> None:
        """Type a reading on the pad and store it."""
        self.turn_to(aspect)
        pad = self.page.locator(".pad")
        for key in keys:
            pad.get_by_role("button", name=key, exact=True).tap()
        self.page.locator(".padbox .btn.main").tap()

    def line(self, aspect: str) -> Locator:
        """Return the line of an aspect in the list of the open sheet."""
        return self.page.locator("nav.list li button").filter(
            has=self.page.locator(f".id:text-is('{aspect}')")
        )

    def state(self, aspect: str) -> Locator:
        """Return what the list says about an aspect."""
        return self.line(aspect).locator(".st")

    @property
    def remark(self) -> Locator:
        """Return what is said about the mark on the screen."""
        return self.page.locator(".remark")

    @property
    def status(self) -> Locator:
        """Return the line that says whether marks get through."""
        return self.page.locator(".net")
