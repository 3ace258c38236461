"""Which paired tablets of a trade are heard, and what only they hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from competition.accounts import devices
from competition.accounts.devices import Report
from competition.accounts.models import Account, Device, SignIn
from competition.accounts.presence import Presence
from competition.clock import now
from judging.models import JudgeSeat, KeptSeat, Panel, Sheet

_STALE: Final = timedelta(seconds=60)
_LOW: Final = 15


@dataclass(frozen=True, slots=True)
class Shown:
    """One tablet as the desk shows it; *age* is whole seconds since it was last heard."""

    device: Device
    account: Account | None
    revoked_by: Account | None
    heard_at: datetime
    age: int
    report: Report

    @property
    def is_stale(self) -> bool:
        """Answer whether it has not been heard for longer than three heartbeats."""
        return self.age > _STALE.total_seconds()

    @property
    def is_low(self) -> bool:
        """Answer whether its battery needs a person."""
        battery = self.report.battery
        return battery is not None and battery <= _LOW and not self.report.charging


def of_trade(session: Session, presence: Presence, trade: int) -> list[Shown]:
    """Return the tablets of *trade* as they are now, by label, revoked ones last."""
    return [
        _shown(session, presence, device, account)
        for device, account in devices.of_trade(session, trade)
    ]


def paired(session: Session, presence: Presence, trade: int) -> list[Shown]:
    """Return the tablets of *trade* that are not revoked, as they are now, by label."""
    found = of_trade(session, presence, trade)
    return [each for each in found if each.device.revoked_at is None]


def unpaired(session: Session, trade: int) -> Sequence[Account]:
    """Return the judges with a seat in *trade* who are signed in on a tablet not paired for it.

    A seat that has passed counts while a sheet stayed with its judge.  They come
    by code.  Their marks count; of these tablets nobody knows battery, silence or
    what waits there.
    """
    is_ours = select(Device.id).where(Device.id == SignIn.device_id, Device.trade_id == trade)
    signed_in = (
        select(SignIn.id)
        .where(SignIn.account_id == Account.id, SignIn.way == "pin", ~is_ours.exists())
        .where(SignIn.ended_at.is_(None), SignIn.ends_at > now())
    )
    sits = (
        select(JudgeSeat.id)
        .join(Panel, Panel.id == JudgeSeat.panel_id)
        .where(Panel.trade_id == trade, JudgeSeat.account_id == Account.id)
    )
    keeps = (
        select(KeptSeat.sheet_id)
        .join(Sheet, Sheet.id == KeptSeat.sheet_id)
        .where(Sheet.trade_id == trade, KeptSeat.account_id == Account.id)
    )
    has_seat = or_(sits.exists(), keeps.exists())
    query = select(Account).where(has_seat, signed_in.exists()).order_by(Account.code)
    return session.scalars(query).all()


def _shown(session: Session, presence: Presence, device: Device, account: Account | None) -> Shown:
    heard_at, report = presence.latest(device)
    age = max(0, int((now() - heard_at).total_seconds()))
    by = session.get(Account, device.revoked_by) if device.revoked_by else None
    return Shown(device, account, by, heard_at, age, report)
