"""A judge writes remarks and takes photos; what of them the server has."""

import json
import re

from playwright.sync_api import FilePayload, Locator, Page, expect

from tests.browser.hall import Hall, Staged
from tests.browser.tablet import Tablet

# Headless Chromium has always room: a disk that ends what is too large for it, as a full one does.
FULL = """() => {
    const { put } = IDBObjectStore.prototype;
    IDBObjectStore.prototype.put = function (value, ...key) {
        const request = put.call(this, value, ...key);
        if (!globalThis.hasRoom && value?.byteLength > 60_000) {
            this.transaction.abort();
        }
        return request;
    };
}"""


def write(tablet: Tablet, says: str, shot: bytes | None = None) -> Locator:
    """Keep a remark about the open sheet and return the list of them."""
    page = tablet.page
    if page.locator("dialog.remarks").count() == 0:
        page.locator(".top .tool:has(.g-remark)").tap()
    page.locator("textarea").fill(says)
    if shot is not None:
        choose(page, shot)
        expect(page.locator(".preview img")).to_be_visible()
    page.locator(".writing .btn.main").tap()
    return page.locator(".told li")


def choose(page: Page, shot: bytes) -> None:
    """Let the camera give *shot*."""
    file = FilePayload(name="1.jpg", mimeType="image/jpeg", buffer=shot)
    page.locator("input[name=photo]").set_input_files(file)


def refuse(tablet: Tablet) -> re.Pattern[str]:
    """Let the server take no remark, and return which requests it refuses."""
    body = json.dumps({"code": "photo-unusable", "detail": "This is no photo that can be kept."})
    path = re.compile(r"/remarks$")
    tablet.page.context.route(path, lambda route: route.fulfill(status=422, body=body))
    return path


def kept(hall: Hall, trade: Staged) -> list[tuple[str, str | None, int | None, int | None]]:
    """Return the remarks of *trade*: what they say, and type and size of their photos."""
    found = hall.rows(
        "select r.text, p.type, p.width, p.height from remark r"
        " left join picture p on p.sha256 = r.picture_sha256"
        " where r.trade_id = :trade order by r.number",
        trade=trade.id,
    )
    return [tuple(row) for row in found]
