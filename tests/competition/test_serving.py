"""Requests are read the short way exactly where that comes to what gunicorn makes of them."""

from typing import Any

import pytest
from gunicorn.config import Config
from gunicorn.http.message import Message, Request
from gunicorn.http.unreader import IterUnreader
from hypothesis import given
from hypothesis import strategies as st

from competition.commands import server_arguments
from competition.serving import Head, Kept

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
    facts = (request.method, request.uri, request.path, request.query, request.version)
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
    head = "\r\n".join(("POST / HTTP/1.1", *USUAL, "", "")).encode()
    request = Head(Kept(settings()), IterUnreader([head]), ADDRESS)
    assert dict(request.headers)["JIANGSAI-JUDGE"] == "7"


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
