"""A judge's tablet that keeps every mark until it is answered, over a bad line."""

import http.client
import json
import random
import threading
import time
import uuid
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import urlsplit

from competition.clock import now, written

_PATIENCE_S: Final = 60.0
_TIMEOUT_S: Final = 10.0
_LOST_ANSWER: Final = 0.06
_REPEATED: Final = 0.05
_LOOKED_AGAIN: Final = 0.15
_OVERRULED: Final = 0.5
_MANY: Final = 0.1
_MOST_AT_ONCE: Final = 12
_SCORES: Final = ("0", "1", "2", "3", "not_attempted")
_AGREED: Final = {"A": ("0", "1", "not_attempted")}
"""In this module votes are never too far apart, so that judges may change them all the time."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One mark as a tablet made it, once, whatever became of it."""

    uuid: str
    sheet: int
    aspect: int
    value: str
    base: int
    author: int
    device: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said to one request with a mark; *code* names a refusal."""

    uuid: str
    status: int
    line: int = 0
    version: int = 0
    code: str = ""


@dataclass(slots=True)
class Tap:
    """One mark as a judge tapped it on a page, and what the page showed of it.

    *is_kept*: it was shown as on the tablet or as received; *is_refused*: the
    judge was told that it was not accepted; *before*: what the page said stood
    in its place when it was given, where that was read in the same moment.
    """

    author: int
    sheet: int
    aspect: int
    value: str
    is_kept: bool = False
    is_refused: bool = False
    before: str | None = None


@dataclass(slots=True)
class Diary:
    """All that the tablets sent and all that they were answered, in the order it came.

    *turned_away* are the marks of pages whose refusal the server has answered, by uuid.
    """

    sent: dict[str, Sent] = field(default_factory=dict)
    answers: list[Answer] = field(default_factory=list)
    sheets: dict[int, dict[str, Any]] = field(default_factory=dict)
    retries: int = 0
    given_up: list[str] = field(default_factory=list)
    taps: list[Tap] = field(default_factory=list)
    unkept: list[str] = field(default_factory=list)
    turned_away: dict[str, Sent] = field(default_factory=dict)

    @property
    def acknowledged(self) -> int:
        """Return how many different marks were acknowledged, or shown as kept by a page."""
        answered = {answer.uuid for answer in self.answers if is_acknowledged(answer)}
        return len(answered) + sum(tap.is_kept for tap in self.taps)


def is_acknowledged(answer: Answer) -> bool:
    """Answer whether the server promised that the mark is kept."""
    return answer.status in {HTTPStatus.CREATED, HTTPStatus.OK}


class Tablet(threading.Thread):
    """Marks at random until *stopping*; then it waits for what is still unanswered.

    Its base is always what it has really seen: the sheet as it was last fetched,
    or its own last answer about that cell.
    """

    def __init__(self, base: str, judge: tuple[str, str], number: int, seed: int) -> None:
        super().__init__(name=f"tablet-{number}", daemon=True)
        self.stopping = threading.Event()
        self.diary = Diary()
        self._address = urlsplit(base).netloc
        self._judge = judge
        self._device = f"tablet-{number}"
        self._chance = random.Random(seed * 1000 + number)  # noqa: S311 - invented marks
        self._sequence = 0
        self._author = 0
        self._cookie = ""
        self._line: http.client.HTTPConnection | None = None
        self._sheets: dict[int, dict[str, Any]] = {}
        self._seen: dict[tuple[int, int], int] = {}

    @property
    def progress(self) -> int:
        """Return how many answers there were."""
        return len(self.diary.answers)

    def run(self) -> None:
        """Sign in, look at every sheet, mark."""
        try:
            self._sign_in()
            listed = self._ask("GET", "/judging/sheets")[1]["sheets"]
            for row in listed:
                self._look(row["id"])
            sheets = [row["id"] for row in listed]
            while not self.stopping.is_set():
                if self._chance.random() < _MANY:
                    self._mark_without_network(sheets)
                else:
                    self._mark(self._chance.choice(sheets))
        finally:
            self._hang_up()

    def _sign_in(self) -> None:
        code, pin = self._judge
        answer, document = self._ask("POST", "/judging/session", {"code": code, "pin": pin})
        self._cookie = answer.headers["Set-Cookie"].split(";")[0]
        self._author = document["judge"]["id"]

    def _look(self, number: int) -> None:
        sheet = self._ask("GET", f"/judging/sheets/{number}")[1]
        self._sheets[number] = self.diary.sheets[number] = sheet
        for aspect in sheet["aspects"]:
            self._seen[number, aspect["id"]] = sheet["version"]

    def _mark(self, sheet: int) -> None:
        mark = self._made(sheet)
        self._deliver(mark)
        if self._chance.random() < _REPEATED:
            self._deliver(mark)

    def _mark_without_network(self, sheets: list[int]) -> None:
        """Make some marks, and send them at once as whoever has the network back."""
        count = self._chance.randint(2, _MOST_AT_ONCE)
        marks = [self._made(self._chance.choice(sheets)) for _ in range(count)]
        self._deliver_all(marks)
        if self._chance.random() < _REPEATED:
            self._deliver_all(marks)

    def _made(self, sheet: int) -> Sent:
        if self._chance.random() < _LOOKED_AGAIN:
            self._look(sheet)
        aspect = self._chance.choice(self._sheets[sheet]["aspects"])
        self._sequence += 1
        mark = Sent(
            uuid=str(uuid.UUID(int=self._chance.getrandbits(128), version=4)),
            sheet=sheet,
            aspect=aspect["id"],
            value=self._value(aspect["kind"], self._sheets[sheet]["criterion"]["code"]),
            base=self._seen[sheet, aspect["id"]],
            author=self._author,
            device=self._device,
            sequence=self._sequence,
        )
        self.diary.sent[mark.uuid] = mark
        return mark

    def _value(self, kind: str, module: str) -> str:
        if kind == "pass_fail":
            return self._chance.choice(("0", "1", "not_attempted"))
        if kind == "judgement":
            return self._chance.choice(_AGREED.get(module, _SCORES))
        return self._chance.choice(_SCORES)

    def _deliver(self, mark: Sent) -> None:
        path, document = f"/judging/sheets/{mark.sheet}/marks", _document(mark)
        if self._chance.random() < _LOST_ANSWER:
            self._send_and_hang_up(path, document)
        answer, body = self._ask("POST", path, document)
        self._answered(mark, answer.status, body)

    def _deliver_all(self, marks: list[Sent]) -> None:
        path = "/judging/sheets/marks"
        while marks:
            letters = [{"sheet": mark.sheet, "mark": _document(mark)} for mark in marks]
            if self._chance.random() < _LOST_ANSWER:
                self._send_and_hang_up(path, {"letters": letters})
            _, body = self._ask("POST", path, {"letters": letters})
            answers = {each["uuid"]: each for each in body["answers"]}
            waiting = []
            for mark in marks:
                found = answers.get(mark.uuid)
                if found and found["status"] < HTTPStatus.INTERNAL_SERVER_ERROR:
                    self._answered(mark, found["status"], found["body"])
                else:
                    waiting.append(mark)
            marks = waiting

    def _answered(self, mark: Sent, status: int, body: dict[str, Any]) -> None:
        line, version = body.get("line", 0), body.get("version", 0)
        self.diary.answers.append(Answer(mark.uuid, status, line, version, body.get("code", "")))
        self._learn(mark, status, body)

    def _learn(self, mark: Sent, status: int, body: dict[str, Any]) -> None:
        cell = mark.sheet, mark.aspect
        if status == HTTPStatus.CREATED:
            self._seen[cell] = max(self._seen[cell], body["version"])
        # A stale mark's answer shows what stands: half the judges overrule it, half look first.
        if body.get("code") == "stale-mark" and self._chance.random() < _OVERRULED:
            self._seen[cell] = max(self._seen[cell], body["version"])

    def _send_and_hang_up(self, path: str, document: dict[str, Any]) -> None:
        try:
            self._request("POST", path, document)
        except (OSError, http.client.HTTPException):
            return
        finally:
            time.sleep(self._chance.uniform(0, 0.004))
            self._hang_up()

    def _ask(
        self, method: str, path: str, document: dict[str, Any] | None = None
    ) -> tuple[http.client.HTTPResponse, dict[str, Any]]:
        until = time.monotonic() + _PATIENCE_S
        while time.monotonic() < until:
            try:
                answer = self._request(method, path, document).getresponse()
                body = answer.read()
                if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                    return answer, json.loads(body)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                self._hang_up()
            self.diary.retries += 1
            time.sleep(self._chance.uniform(0.02, 0.06))
        self.diary.given_up.append(f"{method} {path}")
        raise TimeoutError(path)

    def _request(
        self, method: str, path: str, document: dict[str, Any] | None
    ) -> http.client.HTTPConnection:
        if self._line is None:
            self._line = http.client.HTTPConnection(self._address, timeout=_TIMEOUT_S)
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._cookie:
            headers["Cookie"] = self._cookie
        self._line.request(method, path, json.dumps(document) if document else None, headers)
        return self._line

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None


def _document(mark: Sent) -> dict[str, Any]:
    return {
        "uuid": mark.uuid,
        "aspect": mark.aspect,
        "value": mark.value,
        "base": mark.base,
        "device": mark.device,
        "sequence": mark.sequence,
        "taken_at": written(now()),
    }
