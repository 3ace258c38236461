"""Requests are read and answered the short way where that comes to what gunicorn does."""

import sys
from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.message import Message, Request
from gunicorn.http.unreader import IterUnreader
from gunicorn.http.wsgi import Response
from hypothesis import given
from hypothesis import strategies as st

from competition.commands import server_arguments
from competition.serving import Answer, Head, Kept, said_to_all

ADDRESS = ("192.0.2.7", 40000)
USUAL = (
    "Host: 192.0.2.1:8000",
    "Content-Type: application/json",
    "Content-Length: 0",
    "Jiangsai-Judge: 7",
    "Accept: */*",
    "Cookie: jiangsai=abc; language=zh",
)
UNUSUAL = (
    *("", " ", ":", ": nothing", "no colon", "Space : before", "Tab\t: before", " folded: line"),
    *("\tfolded", "Two words: here", "Umlaut\xe4: name", "Value: \xe4", "Empty:", "Spaces:  a \t"),
    *("Host: other", "host: other", "Content-Type: text/html", "Content-Length: 5", "Accept: b"),
    *("Expect: 100-continue", "Expect: a cake", "X-Forwarded-Proto: https", "Transfer-Encoding: x"),
    *("Transfer-Encoding: chunked", "X_Forwarded_For: 1", "Under_score: 1", "Bare: a\rb"),
    *("Bare: a\nb", "Nothing: a\0b", "Delete: \x7f", "Colons: a:b:c", "CONNECTION: close"),
    *(f"Long: {'x' * 8182}", f"Long: {'x' * 8183}", f"Long: {'x' * 8190}", "Sharp\xdf: s"),
)
LINES = (
    *("GET / HTTP/1.1", "POST /judging/sheets/1/marks HTTP/1.1", "GET /a?b=c&d=%20 HTTP/1.1"),
    *("GET /a? HTTP/1.1", "GET /a??b HTTP/1.1", "GET /a#b HTTP/1.1", "GET /a?b#c HTTP/1.1"),
    *("GET //a HTTP/1.1", "GET /a//b HTTP/1.1", "GET /%2F/[a];b:c@d HTTP/1.1", "GET  / HTTP/1.1"),
    *("GET / HTTP/1.0", "GET / HTTP/2.0", "GET / HTTP/1.10", "GET / http/1.1", "get / HTTP/1.1"),
    *("GET http://a/b?c HTTP/1.1", "GET * HTTP/1.1", "OPTIONS * HTTP/1.1", "CONNECT a:1 HTTP/1.1"),
    *("GET /a b HTTP/1.1", "GET /\xe4 HTTP/1.1", "GET /\0 HTTP/1.1", "GET /\tb HTTP/1.1", "GET /"),
    *("", " ", "BREW / HTTP/1.1", "GET /a HTTP/1.1 ", "GET a HTTP/1.1", "G\xdf / HTTP/1.1"),
    *("GET /a\n HTTP/1.1", "GET / HTTP/1.1\n", f"GET /{'x' * 4085} HTTP/1.1"),
)


def settings(**changed: object) -> Config:
    found = Config()
    for name, value in changed.items():
        found.set(name, value)
    return found


def told(kind: type[Request], config: Any, raw: bytes) -> object:
    """Return all that a request says, or how it is refused."""
    try:
        request = kind(config, IterUnreader([raw]), ADDRESS)
    except Exception as refusal:  # noqa: BLE001 - compared with gunicorn's own
        return type(refusal), str(refusal)
    target = (request.uri, request.path, request.query, request.fragment)
    facts = (request.method, *target, request.version)
    body = type(request.body.reader).__name__
    fate = request.should_close(), request._expected_100_continue, request.scheme  # noqa: SLF001 - what it does next
    return facts, request.headers, body, fate


def alike(lines: tuple[str, ...], config: Config) -> object:
    """Return what both make of a head, once they are found to make the same of it."""
    raw = "\r\n".join(("POST /judging/sheets/1/marks HTTP/1.1", *lines, "", "")).encode("latin-1")
    own = told(Head, Kept(config), raw)
    assert own == told(Request, config, raw)
    return own


@pytest.mark.parametrize("line", UNUSUAL)
@pytest.mark.parametrize("at", [0, 3, len(USUAL)])
def test_whatever_is_unusual_is_read_or_refused_as_by_gunicorn(line: str, at: int) -> None:
    alike((*USUAL[:at], line, *USUAL[at:]), settings())


@pytest.mark.parametrize("line", LINES)
@pytest.mark.parametrize("limit", [None, 4098, 4099, 4100])
def test_so_is_every_first_line(line: str, limit: int | None) -> None:
    config = settings(**({} if limit is None else {"limit_request_line": limit}))
    raw = "\r\n".join((line, *USUAL, "", "")).encode("latin-1")
    assert told(Head, Kept(config), raw) == told(Request, config, raw)


@given(st.sampled_from(LINES), st.data())
def test_so_is_whatever_chance_makes_of_it(line: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(line)))
    slip = data.draw(st.text(st.characters(max_codepoint=255), max_size=3))
    raw = "\r\n".join((line[:at] + slip + line[at:], *USUAL, "", "")).encode("latin-1")
    assert told(Head, Kept(settings()), raw) == told(Request, settings(), raw)


@given(st.lists(st.sampled_from([*USUAL, *UNUSUAL]), max_size=6), st.data())
def test_so_is_whatever_chance_makes_of_a_head(lines: list[str], data: st.DataObject) -> None:
    text = "\r\n".join(lines)
    at = data.draw(st.integers(0, len(text)))
    slip = data.draw(st.text(st.characters(max_codepoint=255), max_size=3))
    alike((text[:at] + slip + text[at:],), settings())


@pytest.mark.parametrize(
    "changed",
    [
        {"limit_request_fields": len(USUAL)},
        {"limit_request_fields": len(USUAL) - 1},
        {"limit_request_field_size": len("Cookie: jiangsai=abc; language=zh") + 2},
        {"limit_request_field_size": len("Cookie: jiangsai=abc; language=zh") + 1},
        {"limit_request_field_size": 0},
        {"permit_obsolete_folding": True},
        {"strip_header_spaces": True},
        {"header_map": "refuse"},
        {"header_map": "dangerous"},
        {"forwarded_allow_ips": "*"},
    ],
    ids=str,
)
def test_the_limits_and_permissions_of_gunicorn_hold(changed: dict[str, object]) -> None:
    alike(USUAL, settings(**changed))
    for line in UNUSUAL:
        alike((*USUAL, line), settings(**changed))


def test_a_usual_request_never_comes_to_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(Message, "parse_headers")
    monkeypatch.delattr(Request, "parse_request_line")
    head = "\r\n".join(("POST / HTTP/1.1", *USUAL, "", "")).encode()
    request = Head(Kept(settings()), IterUnreader([head]), ADDRESS)
    assert dict(request.headers)["JIANGSAI-JUDGE"] == "7"


class Line:
    """A connection that keeps what is sent, piece by piece."""

    def __init__(self) -> None:
        self.pieces: list[bytes] = []

    def sendall(self, data: bytes) -> None:
        """Take *data*."""
        self.pieces.append(data)


def answered(
    kind: type[Response], first: str, status: str, fields: list[tuple[str, str]], body: list[bytes]
) -> list[bytes]:
    """Return the pieces in which an answer is sent."""
    raw = "\r\n".join((first, *USUAL, "", "")).encode()
    request = Request(settings(), IterUnreader([raw]), ADDRESS)
    line = Line()
    answer = kind(request, line, settings())
    answer.start_response(status, fields)
    for piece in body:
        answer.write(piece)
    answer.close()
    return line.pieces


@pytest.mark.parametrize("first", ["POST / HTTP/1.1", "HEAD / HTTP/1.1", "GET / HTTP/1.0"])
@pytest.mark.parametrize("status", ["201 CREATED", "204 NO CONTENT", "304 NOT MODIFIED"])
@pytest.mark.parametrize(
    "fields",
    [[("Content-Length", "6")], [("Content-Length", "4"), ("Umlaut", "\xe4")], []],
    ids=["length", "too short", "no length"],
)
@pytest.mark.parametrize("body", [[], [b""], [b"abcdef"], [b"abc", b"", b"def"], [b"", b"abcdef"]])
def test_an_answer_is_what_gunicorn_sends(
    first: str,
    status: str,
    fields: list[tuple[str, str]],
    body: list[bytes],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("gunicorn.util.time.time", lambda: 1_800_000_000.5)
    given_ = (first, status, [("Content-Type", "text/plain"), *fields], body)
    assert b"".join(answered(Answer, *given_)) == b"".join(answered(Response, *given_))


def test_a_usual_answer_is_sent_as_one_piece() -> None:
    pieces = answered(Answer, "POST / HTTP/1.1", "200 OK", [("Content-Length", "3")], [b"abc"])
    assert len(pieces) == 1
    assert pieces[0].endswith(b"\r\n\r\nabc")


def test_the_date_of_an_answer_is_that_of_its_second(monkeypatch: pytest.MonkeyPatch) -> None:
    for second, told_ in ((0.9, b"00:00:00"), (1.0, b"00:00:01"), (61.2, b"00:01:01")):
        monkeypatch.setattr("competition.serving.time.time", lambda second=second: second)
        (piece,) = answered(Answer, "GET / HTTP/1.1", "200 OK", [("Content-Length", "1")], [b"a"])
        assert b"Date: Thu, 01 Jan 1970 %s GMT\r\n" % told_ in piece


def test_each_request_is_told_what_gunicorn_tells_it(capsys: pytest.CaptureFixture[str]) -> None:
    make = said_to_all(Kept(settings()))
    found, own = make(None), wsgi.base_environ(settings())
    assert {**found, "wsgi.errors": None} == {**own, "wsgi.errors": None}
    found["wsgi.multithread"] = "changed"
    assert make(None)["wsgi.multithread"] == own["wsgi.multithread"]
    print("fault", file=found["wsgi.errors"])
    sys.stderr.flush()
    assert capsys.readouterr().err == "fault\n"


def test_settings_are_those_of_gunicorn() -> None:
    config = settings(keepalive=10, certfile="a", keyfile="b")
    kept = Kept(config)
    assert {name: getattr(kept, name) for name in config.settings} == {
        name: getattr(config, name) for name in config.settings
    }
    assert kept.is_ssl
    assert kept.forwarded_allow_networks() == config.forwarded_allow_networks()


def test_the_server_is_started_with_this_worker() -> None:
    assert "--worker-class=competition.serving.Worker" in server_arguments("127.0.0.1", 1)
