"""Publishing a trade's result: provisional, then official; each edition stays as it was."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

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
from competition.scoring.placing import broken_by
from competition.scoring.ranking import Place
from competition.scoring.scale import Scale
from competition.scoring.values import TradeId
from judging import sheets
from scoreboard.models import Publication
from scoreboard.standings import Row, Standing, build, decimals, mark_text
from scoreboard.visibility import shown

ORDER = ("provisional", "official")


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


def newest(session: Session, trade: int) -> Publication | None:
    """Return the newest publication of *trade*, or None."""
    return session.scalar(
        select(Publication)
        .where(Publication.trade_id == trade)
        .order_by(Publication.edition.desc())
        .limit(1)
    )


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
    scale = standing.scale
    return {
        "format": "jiangsai.result/1",
        "trade": {
            "id": trade.id,
            "code": trade.code,
            "names": trade.names,
            "unit": trade.unit,
            "group": trade.group_names or None,
        },
        "competition": {
            "names": event.names,
            "dates": [event.starts_on.isoformat(), event.ends_on.isoformat()],
        },
        "criteria": [
            {"code": module.code, "names": module.names, "max": decimals(module.max)}
            for module in (standing.plan.modules if standing.plan else ())
        ],
        "scale": _scale(scale) if scale else None,
        "rows": _rows(standing),
        "ledger": {"lines": signature.lines, "hash": signature.hash} if signature else None,
        "signatures": [
            {"role": "chief", "name": signed_by.names, "at": written(signature.signed_at)}
        ]
        if signature and signed_by
        else [],
    }


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


def _scale(scale: Scale) -> dict[str, str]:
    rule = scale.rule
    constants = {"centre": str(rule.centre), "k": str(rule.k), "c": str(rule.c)}
    return {**constants, "median": str(scale.median), "mad": str(scale.mad)}


def _rows(standing: Standing) -> list[dict[str, object]]:
    rows = {row.entry: row for row in standing.rows}
    listed: list[dict[str, object]] = []
    for place in standing.places:
        listed += [_row(standing, rows[each.entry], place) for each in place.totals]
    ranked = {each.entry for place in standing.places for each in place.totals}
    listed += [_row(standing, row, None) for row in standing.rows if row.entry not in ranked]
    return listed


def _row(standing: Standing, row: Row, place: Place | None) -> dict[str, object]:
    points = standing.totals[row.entry].points
    scale = standing.scale.score(points) if standing.scale and place else None
    return {
        "place": place.rank if place else None,
        "status": row.status,
        **shown(row.competitor, standing.shows),
        "total": decimals(points),
        "marks": [mark_text(standing, row.entry, at) for at in range(len(standing.modules))],
        "scale": scale,
        "note": _tie_note(standing, place, row) if place else None,
    }


def _tie_note(standing: Standing, place: Place, row: Row) -> dict[str, object] | None:
    """Return by which key of the tie chain the row was parted from equals, or None."""
    if standing.plan is None:
        return None
    chain = standing.plan.rules.ties
    at = standing.places.index(place)
    parted = broken_by([each.totals for each in standing.places], at, chain)
    step = next((step for step, key in enumerate(chain) if key.key == parted), None)
    if step is None:
        return None
    value = standing.totals[row.entry].ties[step]
    tie = chain[step].of if chain[step].name == "criterion" else chain[step].key
    return {"tie": tie, "points": "" if value is None else decimals(value)}
