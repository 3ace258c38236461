"""One simulated person's connection: signs in, sends forms and marks, keeps trying."""

import random
import time
from pathlib import Path
from typing import Any, Final

import requests

_PATIENCE_S: Final = 60.0
_SERVER_FAULT: Final = 500


class Refused(Exception):
    """The server said no, with a status and its JSON answer."""

    def __init__(self, status: int, answer: dict[str, Any]) -> None:
        super().__init__(f"{status} {answer.get('code')}: {answer.get('detail')} {answer}")
        self.status = status
        self.answer = answer


class Caller:
    """Talks to the server like a browser would; a network error is tried again, nothing else."""

    def __init__(self, base: str, language: str = "zh") -> None:
        self._base = base
        self._session = requests.Session()
        self._session.headers["Accept"] = "application/json"
        self._session.cookies.set("language", language)

    def get(self, path: str) -> dict[str, Any]:
        """Return the JSON answer at *path*."""
        found: dict[str, Any] = self._send("GET", path).json()
        return found

    def post(self, path: str, document: dict[str, Any]) -> dict[str, Any]:
        """Send JSON and return the JSON answer."""
        found: dict[str, Any] = self._send("POST", path, json=document).json()
        return found

    def fill(self, path: str, form: dict[str, Any], file: Path | None = None) -> requests.Response:
        """Send a form, with a file where there is one; redirects are not followed."""
        files = {"file": (file.name, file.read_bytes())} if file else None
        return self._send("POST", path, data=form, files=files)

    def _send(self, method: str, path: str, **content: Any) -> requests.Response:
        until = time.monotonic() + _PATIENCE_S
        pause = 0.1
        while True:
            try:
                answer = self._session.request(
                    method, self._base + path, timeout=15, allow_redirects=False, **content
                )
            except requests.ConnectionError:
                answer = None
            except requests.Timeout:
                answer = None
            if answer is not None and answer.status_code < _SERVER_FAULT:
                break
            if time.monotonic() > until:
                raise Refused(0, {"code": "unreachable", "detail": path})
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 - jitter, not a secret
            pause = min(2.0, pause * 2)
        if answer.status_code >= 400:  # noqa: PLR2004
            raise Refused(answer.status_code, _json(answer))
        return answer


def _json(answer: requests.Response) -> dict[str, Any]:
    try:
        found: dict[str, Any] = answer.json()
    except requests.JSONDecodeError:
        return {"code": "not-json", "detail": answer.text[:200]}
    return found
