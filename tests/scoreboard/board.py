"""A board that knows docs/protocol.md and nothing else of the program."""

import json
from typing import Any


class MustFetch(Exception):
    """The board cannot go on from what it holds: it must fetch the snapshot."""


class Board:
    """What one board holds: a snapshot, and every delta that followed it."""

    def __init__(self, snapshot: bytes | str) -> None:
        self.picture: dict[str, Any] = json.loads(snapshot)

    @property
    def version(self) -> int:
        """Return the version held."""
        return int(self.picture["version"])

    @property
    def shown(self) -> dict[str, Any]:
        """Return what is on the screen: everything but when and by which process it was made."""
        return {key: each for key, each in self.picture.items() if key not in {"at", "epoch"}}

    def hear(self, event: str, payload: dict[str, Any]) -> None:
        """Take an event in, by the rules for a client."""
        if event == "pulse":
            newer = payload["version"] > self.version
            if newer or payload["epoch"] != self.picture["epoch"]:
                raise MustFetch
            return
        if payload["version"] <= self.version:
            return
        if payload["base"] != self.version:
            raise MustFetch
        self._apply(payload)

    def _apply(self, delta: dict[str, Any]) -> None:
        for index, total, marks in delta.get("rows", []):
            row = self.picture["rows"][index]
            row["total"] = total
            for criterion, mark in marks.items():
                row["marks"][int(criterion)] = mark
        for criterion, done in delta.get("done", {}).items():
            self.picture["criteria"][int(criterion)]["done"] = done
        if "scale" in delta:
            median, mad = delta["scale"] or (None, None)
            self.picture["scale"] |= {"median": median, "mad": mad}
        for index, score in delta.get("scores", {}).items():
            self.picture["rows"][int(index)]["score"] = score
        for index, status in delta.get("statuses", {}).items():
            self.picture["rows"][int(index)]["status"] = status
        self._turn(delta)
        for key in ("order", "state", "version"):
            self.picture[key] = delta.get(key, self.picture[key])

    def _turn(self, delta: dict[str, Any]) -> None:
        if "state" in delta:
            self.picture.pop("since", None)
            self.picture |= {key: delta[key] for key in ("since",) if key in delta}
