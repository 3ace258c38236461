"""Why the program says no to a person, and how each refusal is reported."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import ClassVar


def sentence(text: str) -> str:
    """Return *text* unchanged; marks it for translation at the edge."""
    return text


class Refusal(Exception):
    """A rule was broken by the person, not by the program.

    *values* fill the sentence; *extra* is what the answer carries besides.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[HTTPStatus] = HTTPStatus.UNPROCESSABLE_ENTITY
    text: ClassVar[str] = sentence("This cannot be done.")

    def __init__(self, extra: Mapping[str, object] | None = None, **values: object) -> None:
        super().__init__(self.code)
        self.extra = dict(extra or {})
        self.values = values

    def __str__(self) -> str:
        return self.text % self.values


class NotSignedIn(Refusal):
    """Nobody is signed in, or the sign-in has ended."""

    code, status = "signed-out", HTTPStatus.UNAUTHORIZED
    text = sentence("Sign in first.")


class NotAllowed(Refusal):
    """The person signed in has no right to this."""

    code, status = "not-allowed", HTTPStatus.FORBIDDEN
    text = sentence("You have no right to do this.")


class NotFound(Refusal):
    """There is no such thing, or not any more."""

    code, status = "not-found", HTTPStatus.NOT_FOUND
    text = sentence("There is no such page or thing.")


class Invalid(Refusal):
    """Some fields cannot be taken; *extra* holds the sentences by field."""

    code = "invalid"
    text = sentence("Some of what was entered cannot be taken.")


class ForeignRequest(Refusal):
    """A write that another site's page has started."""

    code, status = "foreign-request", HTTPStatus.FORBIDDEN
    text = sentence("This request came from another site and was refused.")


class HiddenAddress(ForeignRequest):
    """A write from a page with another address: another site's, or ours behind a proxy."""

    text = sentence(
        "This page is at %(page)s, but the request arrived for %(host)s and was refused as another "
        "site's. Where both are this server, its reverse proxy must leave the header Host as it "
        "came, with the port, or send X-Forwarded-Host, and the server needs JIANGSAI_PROXIES=1 "
        "then. Tell the organiser."
    )
