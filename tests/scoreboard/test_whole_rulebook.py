"""Boards follow the whole rulebook: they say what the engine says of the same trade's file."""

from collections.abc import Sequence
from random import Random

import orjson
import pytest
from sqlalchemy.orm import Session

from competition.clock import now
from competition.db import Database
from competition.programme.models import Trade
from competition.scoring.figures import spelled
from competition.scoring.standings import Standings, score
from competition.scoring.values import Status
from judging import dossier, ledger
from judging.intake import Intake, read, take_in
from judging.models import TradeSignature
from scoreboard.snapshot import picture
from scoreboard.standing import Standing, decimals
from scoreboard.standings import build
from tests.builders import ANY_DATABASE, a_competition, an_organiser
from tests.rulebook.trades import a_trade

SEEDS = range(80)


def closed(session: Session, trades: Sequence[int]) -> Sequence[None]:
    """Sign trades as they are, complete or not, and show them: their rules then apply in full."""
    for trade in trades:
        session.get_one(Trade, trade).shows = "codes"
        session.add(
            TradeSignature(trade_id=trade, account_id=1, signed_at=now(), lines=0, hash="0" * 64)
        )
    return [None] * len(trades)


def taken_in(database: Database, seed: int) -> int:
    """Return a trade made by chance, in the database and signed."""
    by = an_organiser(database, f"O{seed}").id
    document = a_trade(Random(seed))  # noqa: S311 - invented trades
    for criterion in document["scheme"]["criteria"]:
        # Without it lists of votes differ in length, which no panel's do.
        criterion["judges"] = criterion.get("judges") or 5
    given = read(orjson.dumps(document))
    trade = database.write(take_in, Intake(given, "by chance", a_competition(database), by)).trade
    database.write(closed, trade)
    return int(trade)


def both(database: Database, trade: int) -> tuple[Standing, Standings]:
    """Return the board's standing of *trade* and what its file comes to."""
    with database.read() as session:
        return build(session, trade), score(dossier.trade_of(session, trade))


def check(standing: Standing, found: Standings) -> None:
    """Compare everything that a board shows; there is no board without a scheme."""
    if standing.plan is None:
        return
    rows = {row.competitor.code: (at, row) for at, row in enumerate(standing.rows)}
    assert set(rows) == {each.code for each in found.rows}
    scale = standing.rules.scale
    seen = picture(standing)
    places: dict[int, list[int]] = {}
    for each in found.rows:
        at, row = rows[each.code]
        line = seen.lines[at]
        assert standing.status(row) is each.status
        if each.place is not None:
            places.setdefault(each.place, []).append(at)
        assert line.status == each.status
        assert line.total == (None if each.total is None else decimals(each.total.points))
        for mark, module in zip(line.marks, each.total.modules if each.total else (), strict=False):
            assert mark is None or mark.removeprefix("~") == decimals(module.points)
        if each.status is Status.RANKED:
            exact, at_most = each.scale, 0 if scale is None else scale.decimals
            assert standing.score(row) == (None if exact is None else spelled(exact, at_most))
    groups = [sorted([group] if isinstance(group, int) else group) for group in seen.order]
    assert groups == [sorted(places[place]) for place in sorted(places)]


@ANY_DATABASE
@pytest.mark.parametrize("seed", SEEDS)
def test_a_board_says_what_the_engine_says_of_the_file(database: Database, seed: int) -> None:
    check(*both(database, taken_in(database, seed)))


@ANY_DATABASE
@pytest.mark.parametrize("seed", SEEDS)
def test_marks_in_any_order_and_number_come_to_the_same(database: Database, seed: int) -> None:
    trade = taken_in(database, seed)
    standing, found = both(database, trade)
    assert standing.tally is not None or standing.plan is None
    with database.read() as session:
        cells = ledger.standing_cells(session, trade)
    chance = Random(seed)  # noqa: S311 - invented batches
    chance.shuffle(cells)
    standing.cells = {entry: {} for entry in standing.cells}
    standing.races.clear()
    if standing.tally is not None:
        standing.open(standing.tally)
    while cells:
        batch, cells = cells[: (many := chance.choice((1, 2, 7, 40)))], cells[many:]
        standing.take(batch)
        if chance.random() < 0.3:
            standing.settle()
    check(standing, found)
