"""What judges remark about sheets, in words and photos: lines are added, and stay."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import note
from competition.clock import now, written
from competition.errors import NotAllowed, NotFound, Refusal, sentence
from competition.scoring.values import SHARED
from judging import acts
from judging.chain import GENESIS, Link, content_hash, walked
from judging.models import LedgerHead, Sheet
from judging.pictures import Photo, digest
from judging.plan import PlannedAspect, PlannedSheet
from judging.reason import reasoned
from judging.remark_models import Picture, Remark
from judging.sheets import CellsOfEntry

LONGEST: Final = 2000


class RemarkEmpty(Refusal):
    """A remark says something, or shows something."""

    code = "remark-empty"
    text = sentence("Write something or take a photo.")


class OtherSheetsPart(Refusal):
    """What the remark is about stands on another sheet."""

    code = "other-sheets-part"
    text = sentence("This sub-criterion or aspect is not on this sheet.")


class RemarkUuidReused(Refusal):
    """One uuid cannot stand for two different remarks."""

    code, status = "uuid-reused", HTTPStatus.CONFLICT
    text = sentence("This remark's identity was used for another remark. Nothing was changed.")


class NotYourRemark(NotAllowed):
    """A remark is withdrawn by whoever made it, or by the chief judge."""

    code = "not-your-remark"
    text = sentence("Only the judge who made this remark, or the chief judge, withdraws it.")


class WithdrawnAlready(Refusal):
    """One withdrawal is enough."""

    code, status = "withdrawn-already", HTTPStatus.CONFLICT
    text = sentence("This remark is withdrawn already.")


@dataclass(frozen=True, slots=True)
class NewRemark:
    """A remark to keep, about a *sub*-criterion of a sheet or one *aspect* of it."""

    uuid: str
    sheet: int
    sub: str
    aspect: int | None
    text: str
    photo: Photo | None
    author: int
    device: str
    taken_at: str


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Somebody takes a remark back, for a *reason*; what it said is kept.

    *as_chief* where the chief judge of *trade* does it.
    """

    uuid: str
    withdraws: str
    reason: str
    author: int
    device: str
    taken_at: str
    sheet: int | None = None
    trade: int | None = None
    as_chief: bool = False


@dataclass(frozen=True, slots=True)
class Kept:
    """The number of a line; *is_new* is False when it was known already.

    *about* is the uuid of the remark that it is, or that it withdraws.
    """

    number: int
    about: str
    is_new: bool


class Told(NamedTuple):
    """A remark, who made it, and the line that withdraws it with who did, if there is one."""

    line: Remark
    author: Account
    withdrawal: Remark | None = None
    withdrawn_by: Account | None = None


def keep(session: Session, remarks: Sequence[NewRemark]) -> Sequence[Kept | Exception]:
    """Add *remarks*; a known uuid answers the line it made.

    They are taken whatever is signed by then: a photo may have waited on its tablet.
    """
    return acts.each(session, remarks, _keep_one)


def withdraw(session: Session, withdrawals: Sequence[Withdrawal]) -> Sequence[Kept | Exception]:
    """Add lines that take remarks back; nothing is removed."""
    return acts.each(session, withdrawals, _withdraw_one)


def part(sheet: PlannedSheet, sub: str, aspect: int | None) -> list[PlannedAspect]:
    """Return the aspects of *sheet* that a remark is about; raises OtherSheetsPart."""
    found = [
        each
        for each in sheet.aspects
        if each.sub_code == sub and aspect in {None, int(each.rule.id)}
    ]
    if not found:
        raise OtherSheetsPart
    return found


def of_trade(session: Session, trade: int, sheets: Iterable[int] | None = None) -> Sequence[Told]:
    """Return the remarks of *trade*, or about some of its *sheets*, the oldest first."""
    query = (
        select(Remark, Account)
        .join(Account, Account.id == Remark.author_id)
        .where(Remark.trade_id == trade)
        .order_by(Remark.number)
    )
    if sheets is not None:
        query = query.where(Remark.sheet_id.in_(sheets))
    rows = [(line, author) for line, author in session.execute(query)]
    back = {line.withdraws: (line, by) for line, by in rows if line.withdraws is not None}
    return [
        Told(line, author, *back.get(line.uuid, (None, None)))
        for line, author in rows
        if line.withdraws is None
    ]


def is_shown(line: Remark, sheet: PlannedSheet, cells: CellsOfEntry, account: int) -> bool:
    """Answer whether a judge of the panel may see a remark: not one that might tell a vote.

    Others' remarks are shown once every vote is in for whatever they are about.
    """
    if line.author_id == account:
        return True
    about = [
        each
        for each in sheet.aspects
        if each.sub_code == line.sub_code and line.aspect_id in {None, int(each.rule.id)}
    ]
    return all(
        len(set(cells.get(each.rule.id, {})) - {SHARED}) >= len(sheet.module.judges)
        for each in about
        if each.rule.kind.is_voted
    )


def shown(
    session: Session, trade: int, sheet: PlannedSheet, cells: CellsOfEntry, account: int
) -> list[dict[str, object]]:
    """Return the remarks about *sheet* that the judge *account* may see."""
    found = of_trade(session, trade, [sheet.id])
    return [
        described(told, account) for told in found if is_shown(told.line, sheet, cells, account)
    ]


def described(told: Told, account: int) -> dict[str, object]:
    """Return a remark as a tablet is told of it; of a withdrawn one, why, and no more to others."""
    line, is_mine = told.line, told.line.author_id == account
    is_open = told.withdrawal is None or is_mine
    return {
        "uuid": line.uuid,
        "sub": line.sub_code,
        "aspect": line.aspect_id,
        "text": line.text if is_open else "",
        "photo": is_open and line.picture_sha256 is not None,
        "by": told.author.names,
        "mine": is_mine,
        "taken_at": line.taken_at,
        "withdrawn": told.withdrawal.text if told.withdrawal else None,
    }


def told_of(session: Session, line: Remark) -> Told:
    """Return a remark with who made it, and what withdraws it."""
    found = of_trade(session, line.trade_id, [line.sheet_id])
    return next(each for each in found if each.line.uuid == line.uuid)


def one(session: Session, uuid: str, sheet: int | None = None) -> Remark:
    """Return the remark *uuid*, which is about *sheet* if that is given; raises NotFound."""
    found = session.scalar(select(Remark).where(Remark.uuid == uuid, Remark.withdraws.is_(None)))
    if found is None or sheet not in {None, found.sheet_id}:
        raise NotFound
    return found


def photo(session: Session, line: Remark) -> tuple[bytes, str]:
    """Return the bytes and the type of the photo of a remark; raises NotFound without one."""
    found = session.get(Picture, line.picture_sha256) if line.picture_sha256 else None
    if found is None:
        raise NotFound
    return found.content, found.type


def tally(session: Session, trade: int) -> Counter[int]:
    """Return how many remarks stand about each sheet of *trade*."""
    return Counter(
        told.line.sheet_id for told in of_trade(session, trade) if told.withdrawal is None
    )


def head(session: Session, trade: int) -> tuple[int, str]:
    """Return how many lines *trade* has and the hash of the last one."""
    row = session.get(LedgerHead, trade)
    return (row.remarks, row.remarks_hash or GENESIS) if row else (0, GENESIS)


def verify(session: Session, trade: int) -> str | None:
    """Return what is wrong with the remarks of *trade*, or None when every line stands.

    Finds any line that was changed, removed or put elsewhere, and any photo whose
    bytes are not those that were taken.
    """
    query = select(Remark).where(Remark.trade_id == trade).order_by(Remark.number)
    found = session.scalars(query).all()
    links = (Link(line.number, line.previous, line.hash, line_hash(line)) for line in found)
    number, last, fault = walked(links, "remark")
    if fault is None and head(session, trade) != (number, last):
        fault = f"the remarks end at line {number}, their head says otherwise"
    shots = ((line.number, line.picture_sha256) for line in found if line.picture_sha256)
    return fault or next((wrong for each in shots if (wrong := _fault(session, *each))), None)


def line_hash(line: Remark) -> str:
    """Return the SHA-256 over a line's content and the hash of the line before it."""
    told = [
        *(line.previous, line.trade_id, line.number, line.uuid, line.sheet_id, line.sub_code),
        *(line.aspect_id, line.text, line.picture_sha256, line.withdraws, line.author_id),
        *(line.device, line.taken_at, line.recorded_at),
    ]
    return content_hash(told)


def _keep_one(session: Session, new: NewRemark) -> Kept:
    text = new.text.strip().replace("\0", "")
    if not text and new.photo is None:
        raise RemarkEmpty
    trade = _hold(session, new.sheet)
    line = Remark(
        uuid=new.uuid,
        trade_id=trade,
        sheet_id=new.sheet,
        sub_code=new.sub,
        aspect_id=new.aspect,
        text=text,
        picture_sha256=new.photo.sha256 if new.photo else None,
        author_id=new.author,
        device=new.device,
        taken_at=new.taken_at,
    )
    known = _known(session, line)
    if known is not None:
        return known
    if new.photo is not None:
        _shelve(session, new.photo)
    return _append(session, line)


def _withdraw_one(session: Session, new: Withdrawal) -> Kept:
    reason = reasoned(new.reason)
    found = one(session, new.withdraws, new.sheet)
    if new.trade not in {None, found.trade_id}:
        raise NotFound
    if found.author_id != new.author and not new.as_chief:
        raise NotYourRemark
    _hold(session, found.sheet_id)
    line = Remark(
        uuid=new.uuid,
        trade_id=found.trade_id,
        sheet_id=found.sheet_id,
        sub_code=found.sub_code,
        aspect_id=found.aspect_id,
        text=reason,
        withdraws=found.uuid,
        author_id=new.author,
        device=new.device,
        taken_at=new.taken_at,
    )
    known = _known(session, line)
    if known is not None:
        return known
    if session.scalar(select(func.count(Remark.id)).where(Remark.withdraws == found.uuid)):
        raise WithdrawnAlready
    note(session, new.author, "remark-withdrawn", trade=found.trade_id, remark=found.number)
    return _append(session, line)


def _hold(session: Session, sheet: int) -> int:
    """Hold *sheet*, then its trade's head, as everything does that adds lines; return the trade."""
    trade = session.scalar(select(Sheet.trade_id).where(Sheet.id == sheet).with_for_update())
    if trade is None:
        raise NotFound
    session.get(LedgerHead, trade, with_for_update=True, populate_existing=True)
    return trade


def _known(session: Session, line: Remark) -> Kept | None:
    """Return the line that has this uuid already; raises RemarkUuidReused where it says another."""
    found = session.scalar(select(Remark).where(Remark.uuid == line.uuid))
    if found is None:
        return None
    same: Mapping[str, object] = {name: getattr(line, name) for name in _SAID}
    if any(getattr(found, name) != value for name, value in same.items()):
        raise RemarkUuidReused
    return Kept(found.number, found.withdraws or found.uuid, is_new=False)


def _shelve(session: Session, new: Photo) -> None:
    if session.get(Picture, new.sha256) is None:
        session.add(
            Picture(
                sha256=new.sha256,
                type=new.type,
                width=new.width,
                height=new.height,
                content=new.content,
            )
        )
        session.flush()


def _append(session: Session, line: Remark) -> Kept:
    number, line.previous = head(session, line.trade_id)
    line.number, line.recorded_at = number + 1, written(now())
    line.hash = line_hash(line)
    held = session.get_one(LedgerHead, line.trade_id)
    held.remarks, held.remarks_hash = line.number, line.hash
    session.add(line)
    session.flush()
    return Kept(line.number, line.withdraws or line.uuid, is_new=True)


def _fault(session: Session, number: int, sha256: str) -> str | None:
    found = session.get(Picture, sha256)
    if found is None:
        return f"the photo of remark {number} is missing"
    is_same = digest(found.content) == sha256
    return None if is_same else f"the photo of remark {number} was changed"


_SAID: Final = (
    *("trade_id", "sheet_id", "sub_code", "aspect_id", "text", "picture_sha256"),
    *("withdraws", "author_id", "device"),
)
