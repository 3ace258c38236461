"""The HTTP server's worker: gunicorn's for gevent, which goes the short way with plain requests."""

import io
import re
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, Final

from gunicorn.config import Config
from gunicorn.http import wsgi
from gunicorn.http.message import Request
from gunicorn.http.parser import RequestParser
from gunicorn.http.wsgi import Response
from gunicorn.util import http_date
from gunicorn.workers.ggevent import GeventWorker

_LINE: Final = re.compile(
    rb"(GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS) ((/(?!/)[!\"$->@-~]*)(?:\?([!\"$-~]*))?) HTTP/1\.1"
)
"""A method, path and query as they are usually asked for, without ``//`` first and ``#``."""
_PLAIN: Final = re.compile(
    r"(?:[!#$%&'*+\-.^`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*(?:\r\n(?!\Z)|\Z))+"
)
"""Fields of a head, each on a line of its own, by RFC 9110; no name with ``_`` is among them."""
_CLOSES: Final = len("\r\n")


class Worker(GeventWorker):  # type: ignore[misc, unused-ignore] # it has no stubs
    """A worker whose requests are read as *Head*, and answered by *Answer*."""

    def init_process(self) -> None:
        """Serve, in the worker's own process."""
        self.cfg: Kept = Kept(self.cfg)
        # gunicorn calls its parser by a function of its own; which message it reads can be set.
        RequestParser.mesg_class = Head
        # What answers and what every request says it looks up by name, each time.
        wsgi.Response = Answer
        wsgi.base_environ = said_to_all(self.cfg)
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

    def parse_request_line(self, line_bytes: bytes) -> None:
        """Take the first line in; raises what gunicorn raises."""
        found = _LINE.fullmatch(line_bytes)
        if found is None:
            super().parse_request_line(line_bytes)
            return
        self.method, self.uri, self.path, query = (
            part and part.decode("ascii") for part in found.groups()
        )
        self.query, self.fragment, self.version = query or "", "", (1, 1)

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


class Answer(Response):  # type: ignore[misc, unused-ignore] # it has no stubs
    """An answer that is sent as one piece where its body comes at once: head and body together."""

    headers_sent: bool
    _head = b""

    def default_headers(self) -> list[str]:
        """Return the lines that gunicorn puts before ours."""
        if self.upgrade or self.chunked or self.should_close():
            found: list[str] = super().default_headers()
            return found
        return [
            f"HTTP/{self.req.version[0]}.{self.req.version[1]} {self.status}\r\n",
            f"Server: {self.version}\r\n",
            f"Date: {_date(int(time.time()))}\r\n",
            "Connection: keep-alive\r\n",
        ]

    def write(self, arg: bytes) -> None:
        """Send *arg*, and the head before it."""
        if self.headers_sent or self.chunked or not arg or self._omits_body:
            super().write(arg)
            return
        fields = "".join(f"{name}: {value}\r\n" for name, value in self.headers)
        self._head = f"{''.join(self.default_headers())}{fields}\r\n".encode("latin-1")
        self.headers_sent = True
        super().write(arg)

    def _emit_body(self, data: bytes) -> None:
        super()._emit_body(self._head + data if self._head else data)
        self._head = b""


class _Errors(io.RawIOBase):
    """Where a request tells of faults: looked up when one does."""

    def __init__(self, config: "Config | Kept") -> None:
        super().__init__()
        self._config = config

    def write(self, data: Any) -> int:
        wsgi.WSGIErrorsWrapper(self._config).write(data)
        return len(data)


def said_to_all(config: "Config | Kept") -> Callable[[object], dict[str, Any]]:
    """Return what makes the part of a request's environment that is the same for all of them."""
    known = {**wsgi.base_environ(config), "wsgi.errors": _Errors(config)}
    return lambda _config: known.copy()


@lru_cache(maxsize=1)
def _date(second: int) -> str:
    found: str = http_date(second)
    return found
