"""The HTTP server's worker: gunicorn's for gevent, which reads a plain request the short way."""

import re
from typing import Any, Final

from gunicorn.config import Config
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.workers.ggevent import GeventWorker

_PLAIN: Final = re.compile(
    r"(?:[!#$%&'*+\-.^`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*(?:\r\n(?!\Z)|\Z))+"
)
"""Fields of a head, each on a line of its own, by RFC 9110; no name with ``_`` is among them."""
_CLOSES: Final = len("\r\n")


class Worker(GeventWorker):  # type: ignore[misc, unused-ignore] # it has no stubs
    """A worker whose requests are read by *Head*."""

    def init_process(self) -> None:
        """Serve, in the worker's own process."""
        self.cfg: Kept = Kept(self.cfg)
        # gunicorn calls its parser by a function of its own; which message it reads can be set.
        RequestParser.mesg_class = Head
        super().init_process()


class Kept:
    """gunicorn's settings, looked up once: it looks at thirty for each request."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self.__dict__.update((name, getattr(config, name)) for name in config.settings)
        self.is_ssl = config.is_ssl
        self.telling = frozenset({"EXPECT", *config.secure_scheme_headers})
        """The fields by which gunicorn does more than to hand them on."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._config, name)


class Head(Request):  # type: ignore[misc, unused-ignore] # it has no stubs
    """A request whose fields are split all at once where nothing is unusual about them.

    All others are left to gunicorn, which says what is wrong with them, or what follows.
    """

    cfg: Kept

    def parse_headers(
        self,
        data: bytes,
        from_trailer: bool = False,  # noqa: FBT001, FBT002 - as it is called
    ) -> list[tuple[str, str]]:
        """Return the fields of *data*, names in capitals; raises what gunicorn raises."""
        found = None if from_trailer else self._plain(data.decode("latin-1"))
        return super().parse_headers(data, from_trailer) if found is None else found

    def _plain(self, text: str) -> list[tuple[str, str]] | None:
        lines = text.split("\r\n")
        longest = max(map(len, lines)) + _CLOSES
        if len(lines) > self.limit_request_fields or longest > self.limit_request_field_size:
            return None
        if not _PLAIN.fullmatch(text):
            return None
        pairs = (line.split(":", 1) for line in lines)
        found = [(name.upper(), value.strip(" \t")) for name, value in pairs]
        names = {name for name, _ in found}
        is_plain = len(names) == len(found) and names.isdisjoint(self.cfg.telling)
        return found if is_plain else None
