"""What a page says and hides: words in the wrong language, barriers, faults behind the scenes."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.chromium import ROOT
from tests.messages import kept

AXE: Final = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
STANDARDS: Final = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# The rules that see colours; the others find the same in the dark.
COLOURS: Final = ["color-contrast", "link-in-text-block"]
# What a closed section holds is not drawn, and lies on what comes after it.
_RUN: Final = """(values) => axe.run({exclude: [["details:not([open]) > :not(summary)"]]}, {
    runOnly: {type: values[0].startsWith("wcag") ? "tag" : "rule", values},
    resultTypes: ["violations"],
})"""
_WORDS: Final = """() => {
    const said = [];
    const say = (element, words) => {
        const text = words.replace(/\\s+/g, " ").trim();
        if (text !== "" && element.checkVisibility() && !element.closest("code, pre, textarea")) {
            said.push([element.closest("[lang]").lang, text]);
        }
    };
    const nodes = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (nodes.nextNode()) {
        const element = nodes.currentNode.parentElement;
        if (!element.closest("[aria-hidden=true], script, style, noscript")) {
            say(element, nodes.currentNode.data);
        }
    }
    for (const element of document.body.querySelectorAll("*")) {
        for (const name of ["aria-label", "title", "alt", "placeholder"]) {
            say(element, element.getAttribute(name) ?? "");
        }
    }
    return said;
}"""
_HAN: Final = re.compile(r"[\u3400-\u9fff]")
_ENGLISH: Final = re.compile(r"[A-Za-z']{2,} [A-Za-z']+ [A-Za-z']{2,}")
# A line of a certificate's fingerprint, which may have no digit in it.
_FINGERPRINT: Final = re.compile(r"[0-9A-F]{2}([ :][0-9A-F]{2}){3,}")


class Complaints(list[str]):
    """Whatever goes wrong behind a page since begin(), but for answers of expected statuses."""

    def __init__(self, page: Page) -> None:
        super().__init__()
        self._expected: frozenset[int] = frozenset()
        self._asked: set[Request] = set()
        page.on("request", self._ask)
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.append(str(error)))
        page.on("requestfailed", self._miss)
        page.on("response", self._see)

    def begin(self, expected: frozenset[int]) -> None:
        """Forget what was heard, and what the page before still asks for."""
        self.clear()
        self._asked.clear()
        self._expected = expected

    def _ask(self, request: Request) -> None:
        self._asked.add(request)

    def _hear(self, message: ConsoleMessage) -> None:
        # What an answer's status is worth, _see judges.
        is_status = message.text.startswith("Failed to load resource: the server responded")
        if message.type in {"error", "warning"} and not is_status:
            self.append(f"{message.type}: {message.text}")

    def _miss(self, request: Request) -> None:
        # A picture that the page itself gave up, because it drew anew, is no failure.
        is_given_up = request.resource_type == "image" and request.failure == "net::ERR_ABORTED"
        if request in self._asked and not is_given_up:
            self.append(f"failed: {request.url} {request.failure}")

    def _see(self, response: Response) -> None:
        is_unexpected = response.status >= 400 and response.status not in self._expected
        if is_unexpected and response.request in self._asked:
            self.append(f"{response.status}: {response.url}")


def barriers(page: Page, rules: list[str]) -> list[str]:
    """Return what axe finds wrong on *page*, one line each."""
    found: dict[str, Any] = page.evaluate(_RUN, rules)
    return [
        f"{violation['id']}: {node['target']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]


def strangers(page: Page) -> list[str]:
    """Return what stands on *page* in the other language and does not say so."""
    return strange(page.evaluate(_WORDS))


def strange(said: Iterable[Sequence[str]]) -> list[str]:
    """Return which of *said*, pairs of a language and a text, are in the other language."""
    heard = {(language[:2], text) for language, text in said}
    return [
        f"[{language}] {text}"
        for language, text in sorted(heard)
        if (_is_english(text) if language == "zh" else _is_chinese(text))
    ]


def _is_chinese(text: str) -> bool:
    # Hints show examples in Chinese characters, within an English sentence of ours.
    return _HAN.search(text) is not None and not _is_ours(text)


def _is_english(text: str) -> bool:
    if _HAN.search(text) or not re.search("[A-Za-z]{2}", text) or _FINGERPRINT.fullmatch(text):
        return False
    return _ENGLISH.search(text) is not None or _is_ours(text)


def _is_ours(text: str) -> bool:
    return text in _PLAIN or any(pattern.fullmatch(text) for pattern in _PATTERNS)


def _translated() -> Iterator[str]:
    """Yield our English texts that read otherwise in Chinese."""
    for message in kept():
        ours, theirs = _forms(message.id), _forms(message.string)
        yield from (text for text in ours if text and text not in theirs)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


_VALUE: Final = re.compile(r"%\(\w+\)s")
_PLAIN: Final = {text for text in _translated() if not _VALUE.search(text)}
_PATTERNS: Final = [
    re.compile(re.escape(_VALUE.sub("\0", text)).replace("\0", ".+").replace("%%", "%"))
    for text in _translated()
    if _VALUE.search(text) and re.search("[A-Za-z]{2}", _VALUE.sub("", text))
]
