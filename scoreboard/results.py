"""Publishing a trade's result: provisional, then official; each edition stays as it was."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import Session

from competition.accounts.models import Account
from competition.audit import note
from competition.clock import now, written
from competition.errors import Refusal, sentence
from competition.programme.journey import Step
from competition.programme.models import Competition, Trade
from competition.programme.trades import touch
from competition.scoring.figures import spelled
from competition.scoring.report import document_of
from competition.scoring.rules import Rules, ScaleRule
from competition.scoring.rules_document import document_of as rules_document
from competition.scoring.standings import Row as Scored
from competition.scoring.standings import Standings, score
from competition.scoring.trade import TradeFile
from competition.scoring.values import TradeId
from judging import dossier, sheets
from scoreboard.models import Publication
from scoreboard.standing import Standing, decimals
from scoreboard.standings import build
from scoreboard.visibility import Veil, is_out, result, shown

ORDER = ("provisional", "official")
_FURTHER = ("members", "honours", "delegations", "advancement")


class NotSigned(Refusal):
    """The chief judge's signature comes before any publication."""

    code, status = "not-signed", HTTPStatus.CONFLICT
    text = sentence("The chief judge has not signed yet.")


class NextStateOnly(Refusal):
    """A result is provisional first, then official, each once."""

    code, status = "next-state-only", HTTPStatus.CONFLICT
    text = sentence(
        "A result is published as provisional first, then as official, each once. "
        "Nothing was published."
    )


@dataclass(frozen=True, slots=True)
class Publishing:
    """Somebody publishes a trade's result in a state."""

    trade: int
    state: str
    by: int


def publish(session: Session, publishings: Sequence[Publishing]) -> Sequence[int | Exception]:
    """Publish results; answer each with its edition, or with why not."""
    return [_publish_one(session, publishing) for publishing in publishings]


def newest(session: Session, trade: int, before: datetime | None = None) -> Publication | None:
    """Return the newest publication of *trade*, or of those *before* a moment; None for none."""
    query = select(Publication).where(Publication.trade_id == trade)
    if before is not None:
        query = query.where(Publication.published_at < before)
    return session.scalar(query.order_by(Publication.edition.desc()).limit(1))


def public(session: Session, trade: int, veil: Veil) -> tuple[Publication, dict[str, Any]] | None:
    """Return the newest publication of *trade* that the public may see, and what it may read."""
    rows = session.scalars(
        select(Publication)
        .where(Publication.trade_id == trade)
        .order_by(Publication.edition.desc())
    )
    for row in rows:
        if is_out(row.edition, row.published_at, veil):
            return row, result(orjson.loads(row.document), veil)
    return None


def all_public(
    session: Session, veils: Mapping[int, Veil]
) -> dict[int, tuple[str, dict[str, Any]]]:
    """Return the state of the newest publication that the public may see, and what it may read.

    By trade, of those that *veils* name and that have one.
    """
    newest_out = {
        trade: (number, state)
        for number, trade, edition, state, at in session.execute(
            select(
                Publication.id,
                Publication.trade_id,
                Publication.edition,
                Publication.state,
                Publication.published_at,
            )
            .where(Publication.trade_id.in_(veils))
            .order_by(Publication.edition)
        )
        if is_out(edition, at, veils[trade])
    }
    wanted = [number for number, _ in newest_out.values()]
    rows = session.execute(
        select(Publication.trade_id, Publication.document).where(Publication.id.in_(wanted))
    )
    return {
        trade: (newest_out[trade][1], result(orjson.loads(text), veils[trade]))
        for trade, text in rows
    }


def step(session: Session, trade: Trade) -> Step:
    """Return the publication step of *trade*."""
    name, endpoint = sentence("Result"), "scoreboard.publication"
    published = newest(session, trade.id)
    if published is None:
        return Step(name, endpoint, is_done=False, missing=sentence("Not published."))
    if published.state == "provisional":
        return Step(
            name, endpoint, is_done=False, missing=sentence("Provisional; not official yet.")
        )
    return Step(name, endpoint, is_done=True)


def document(session: Session, standing: Standing) -> dict[str, object]:
    """Return everything a published result says, ready to be kept as JSON."""
    trade = session.get_one(Trade, standing.trade)
    event = session.get_one(Competition, trade.competition_id)
    signature = sheets.signature(session, standing.trade)
    signed_by = session.get(Account, signature.account_id) if signature else None
    given = dossier.trade_of(session, standing.trade)
    found = score(given)
    told = document_of(found, given)
    return {
        "format": "jiangsai.result/1",
        "trade": {
            "id": trade.id,
            "code": trade.code,
            "names": trade.names,
            "unit": standing.unit,
            "group": trade.group_names or None,
        },
        "competition": {
            "names": event.names,
            "dates": [event.starts_on.isoformat(), event.ends_on.isoformat()],
        },
        "criteria": [
            {"code": module.code, "names": module.names, "max": decimals(standing.most(module))}
            for module in (standing.plan.modules if standing.plan else ())
        ],
        "rules": rules_document(given.rules),
        "scale": _scale(found, given.rules),
        "rows": [_row(row, standing, given.rules) for row in found.rows],
        **_further(told, given, standing.shows),
        "ledger": {"lines": signature.lines, "hash": signature.hash} if signature else None,
        "signatures": [
            {"role": "chief", "name": signed_by.names, "at": written(signature.signed_at)}
        ]
        if signature and signed_by
        else [],
    }


def _further(told: Mapping[str, object], given: TradeFile, shows: str) -> dict[str, object]:
    """Return what else the rules ask for; without names nothing leads from a code to a home."""
    found = {key: told[key] for key in _FURTHER if key in told}
    if shows != "names":
        found.pop("delegations", None)
        return found
    names = {entry.code: dict(entry.names) for entry in given.entries}
    members = found.get("members")
    if isinstance(members, list):
        found["members"] = [{**row, "name": names[row["entry"]]} for row in members]
    return found


def _publish_one(session: Session, publishing: Publishing) -> int | Exception:
    if not sheets.is_signed(session, publishing.trade):
        return NotSigned()
    last = newest(session, publishing.trade)
    if ORDER.index(publishing.state) != (ORDER.index(last.state) + 1 if last else 0):
        return NextStateOnly()
    edition = last.edition + 1 if last else 1
    standing = build(session, publishing.trade)
    body = orjson.dumps(document(session, standing), option=orjson.OPT_SORT_KEYS)
    digest = hashlib.sha256(body).hexdigest()
    session.add(
        Publication(
            trade_id=publishing.trade,
            edition=edition,
            state=publishing.state,
            published_at=now(),
            published_by=publishing.by,
            document=body.decode(),
            digest=digest,
        )
    )
    note(
        session,
        publishing.by,
        "result-published",
        trade=publishing.trade,
        state=publishing.state,
        edition=edition,
        digest=digest,
    )
    session.flush()
    touch(session, TradeId(publishing.trade))
    return edition


def _scale(found: Standings, rules: Rules) -> dict[str, str] | None:
    """Return what a reader needs to reckon the scores again, or None where there are none."""
    rule, scale = rules.scale, found.scale
    if rule is None or not any(row.scale is not None for row in found.rows):
        return None
    constants = {"centre": str(rule.centre)}
    if isinstance(rule, ScaleRule):
        constants |= {"k": str(rule.k), "c": str(rule.c)}
    if scale is not None:
        constants |= {"median": spelled(scale.median, None), "mad": spelled(scale.mad, None)}
    return constants


def _row(row: Scored, standing: Standing, rules: Rules) -> dict[str, object]:
    competitor = standing.competitors[row.code]
    scale = None if rules.scale is None else rules.scale.decimals
    modules = row.total.modules if row.total else ()
    return {
        "place": row.place,
        "status": row.status.value,
        **shown(competitor, standing.shows),
        "total": None if row.total is None else decimals(row.total.points),
        "marks": [decimals(module.points) for module in modules] or [None] * len(standing.modules),
        "scale": None if row.scale is None else spelled(row.scale, scale),
        "medal": None if row.medal is None else row.medal.value,
        "prize": row.prize,
        "note": _tie_note(row, rules),
    }


def _tie_note(row: Scored, rules: Rules) -> dict[str, str] | None:
    """Return by which key the row was parted from equals, and its value there, or None."""
    if row.broken_by is None or row.total is None:
        return None
    step = next((at for at, key in enumerate(rules.ties) if key.key == row.broken_by), None)
    value = None if step is None else row.total.ties[step]
    # What belongs to the person and not to this result does not go public with it.
    if value is None or row.broken_by in {"age", "earlier"}:
        return {"key": row.broken_by}
    return {"key": row.broken_by, "points": decimals(value)}
