"""Which paired tablet sends a request, and what the tablets last said of themselves."""

import time
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select

from competition.accounts import devices
from competition.accounts.devices import DeviceChanged, PairedDevice, Report, Sighting
from competition.accounts.models import Device
from competition.accounts.sign_in import token_hash
from competition.clock import now
from competition.db import Database

DEVICE_COOKIE: Final = "jiangsai-device"
SECURE_DEVICE_COOKIE: Final = "__Host-jiangsai-device"
_REMEMBERED_S: Final = 20.0
_WRITTEN_EVERY_S: Final = 60.0


class Presence:
    """The paired tablets of one database; a revocation here is seen at once, elsewhere in 20 s.

    When a tablet was last heard is kept in memory and written once a minute;
    everything else that it says is written when it changes.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, tuple[float, PairedDevice]] = {}
        self._changes = 0
        self._heard: dict[int, Sighting] = {}
        self._written: dict[int, float] = {}
        database.listen(DeviceChanged, self._forget)

    def which(self, cookies: Mapping[str, str]) -> PairedDevice | None:
        """Return the device whose token stands in *cookies*, revoked or not, or None."""
        token = cookies.get(SECURE_DEVICE_COOKIE) or cookies.get(DEVICE_COOKIE)
        if not token:
            return None
        hashed = token_hash(token)
        known = self._known.get(hashed)
        if known is not None and time.monotonic() - known[0] < _REMEMBERED_S:
            return known[1]
        self._known.pop(hashed, None)
        changes = self._changes
        with self._database.read() as session:
            row = session.scalar(select(Device).where(Device.token_hash == hashed))
        if row is None:
            return None
        found = devices.described(row)
        # What changed while it was read may not be in it: it is read again next time.
        if changes == self._changes:
            self._known[hashed] = (time.monotonic(), found)
        return found

    def hear(self, device: int, report: Report) -> None:
        """Take in what a tablet says of itself; on disk if it is news or a minute has gone."""
        before = self._heard.get(device)
        sighting = Sighting(device, now(), report)
        self._heard[device] = sighting
        is_news = before is None or before.report != report
        since = time.monotonic() - self._written.get(device, -_WRITTEN_EVERY_S)
        if is_news or since >= _WRITTEN_EVERY_S:
            self._written[device] = time.monotonic()
            self._database.write(devices.sight, sighting)

    def latest(self, device: Device) -> tuple[datetime, Report]:
        """Return when *device* was last heard and what it said, from memory or its row."""
        heard = self._heard.get(device.id)
        if heard is not None and heard.at >= device.last_seen_at:
            return heard.at, heard.report
        said = (device.unsent, device.battery, device.charging, device.refused, device.remarks)
        return device.last_seen_at, Report(*said)

    def _forget(self, fact: DeviceChanged) -> None:
        self._changes += 1
        self._heard.pop(fact.device, None)
        self._written.pop(fact.device, None)
        for hashed, (_, device) in list(self._known.items()):
            if device.id == fact.device:
                del self._known[hashed]
