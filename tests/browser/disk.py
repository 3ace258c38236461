"""The disk of a tablet: with little room, filled to the last byte and emptied again, or slow."""

from collections.abc import Callable
from typing import Final

from playwright.sync_api import BrowserContext

from tests.browser.conftest import TABLET
from tests.browser.tablet import Tablet

ROOM: Final = 1_000_000
# Leaves no room for another byte: pieces that are made smaller until none goes in.
FILL: Final = """async () => {
    const disk = await new Promise((resolve, reject) => {
        const asked = indexedDB.open("photos", 1);
        asked.onupgradeneeded = () => asked.result.createObjectStore("all", {autoIncrement: true});
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => reject(asked.error);
    });
    const put = (size) => new Promise((resolve) => {
        const act = disk.transaction("all", "readwrite");
        act.objectStore("all").put(crypto.getRandomValues(new Uint8Array(size)));
        act.oncomplete = () => resolve(true);
        act.onabort = () => resolve(false);
    });
    for (let size = 40_000; size >= 1; size = Math.floor(size / 4)) {
        while (await put(size)) {}
    }
    disk.close();
}"""
EMPTY: Final = """() => new Promise((resolve) => {
    indexedDB.deleteDatabase("photos").onsuccess = () => resolve();
})"""
# A disk that takes its time: until ``slow.go()`` no mark is on it.
SLOW: Final = """() => {
    const { storage } = document.querySelector("judge-tablet").desk;
    const add = storage.add.bind(storage);
    globalThis.slow = { isSlow: true, waiting: [] };
    slow.go = () => {
        slow.isSlow = false;
        slow.waiting.splice(0).forEach((ready) => ready());
    };
    storage.add = async (mark) => {
        if (slow.isSlow) {
            await new Promise((ready) => slow.waiting.push(ready));
        }
        return add(mark);
    };
}"""
CANNOT_STORE: Final = "This tablet cannot store marks. Write them on paper and tell the organiser."


def narrow(enter: Callable[..., BrowserContext], language: str, base: str) -> Tablet:
    """Return a tablet with little room."""
    context = enter(language, base, viewport=TABLET, has_touch=True)
    tablet = Tablet(context.new_page())
    # Before the first byte: a browser remembers for a while how much room there was.
    quota = {"origin": base, "quotaSize": ROOM}
    context.new_cdp_session(tablet.page).send("Storage.overrideQuotaForOrigin", quota)
    return tablet
