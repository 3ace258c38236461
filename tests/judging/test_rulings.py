"""What the jury rules: kept in one chain, refused where it names nothing, taken back openly."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from competition.db import Database
from competition.errors import NotFound, Refusal
from competition.scoring.trade import MedalDecision
from judging import dossier, rulings
from judging.chain import GENESIS
from judging.models import Ruling
from judging.reason import ReasonMissing
from judging.refused import SheetLocked
from judging.rulings import NewRuling, Ruled, Withdrawal
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_scheme,
    a_trade,
    an_aspect,
    everything_marked,
    signed,
    somebody,
)

Document = dict[str, object]
PENALTY: Document = {"entry": "01", "scope": "event", "points": "2.50", "reason": "Late / 迟到"}
ADJUSTMENT: Document = {
    "entry": "02",
    "scope": "module",
    "module": "A",
    "points": -1,
    "reason": "Appeal 3",
}
MEDAL: Document = {"kind": "medal", "entry": "03", "medal": None, "reason": "Rule 12"}


@pytest.fixture
def trade(database: Database) -> LockedTrade:
    scheme = a_scheme(an_aspect("A1.1", "free", "10"), an_aspect("B1.1", "judgement", "3"))
    return a_locked_trade(database, scheme=scheme)


def ruled(database: Database, trade: LockedTrade, kind: str, document: dict[str, object]) -> int:
    """Rule as the chief does and return the number of the ruling."""
    new = NewRuling(trade.id, kind, document, trade.chief.id)
    number: int = database.write(rulings.rule, new)
    return number


def withdrawn(database: Database, trade: LockedTrade, number: int, reason: str = "wrong") -> int:
    """Withdraw ruling *number* as the chief does."""
    line: int = database.write(
        rulings.withdraw, Withdrawal(trade.id, number, reason, trade.chief.id)
    )
    return line


def listed(database: Database, trade: LockedTrade) -> list[Ruled]:
    """Return the rulings that stand."""
    with database.read() as session:
        return rulings.standing(session, trade.id)


def verified(database: Database, trade: LockedTrade) -> str | None:
    """Return what is wrong with the rulings of *trade*, or None."""
    with database.read() as session:
        return rulings.verify(session, trade.id)


def four(database: Database, trade: LockedTrade) -> None:
    """Make three rulings and withdraw the second."""
    for kind, document in (
        ("penalty", PENALTY),
        ("adjustment", ADJUSTMENT),
        ("decision", MEDAL),
    ):
        ruled(database, trade, kind, document)
    withdrawn(database, trade, 2)


def test_rulings_stand_in_the_trade_until_they_are_withdrawn(
    database: Database, trade: LockedTrade
) -> None:
    four(database, trade)
    assert [(each.number, each.kind) for each in listed(database, trade)] == [
        (1, "penalty"),
        (3, "decision"),
    ]
    with database.read() as session:
        given = dossier.trade_of(session, trade.id)
        every = rulings.all_of(session, trade.id)
        assert rulings.head(session, trade.id)[0] == 4
    assert [str(each.points) for each in given.penalties] == ["2.5"]
    assert given.adjustments == ()
    assert given.decisions == (MedalDecision("03", None, "Rule 12"),)
    assert [each.withdrawn is not None for each in every] == [False, True, False]
    assert every[0].account == trade.chief.code
    taken_back = every[1].withdrawn
    assert taken_back is not None
    assert (taken_back.number, taken_back.document["reason"]) == (4, "wrong")
    assert every[0].document["points"] == "2.5"
    assert verified(database, trade) is None


@pytest.mark.parametrize(
    ("kind", "change", "refusal", "field"),
    [
        ("penalty", {"entry": "99"}, rulings.UnknownEntrant, "entry"),
        ("penalty", {"entry": ...}, rulings.UnknownEntrant, "entry"),
        ("penalty", {"reason": ""}, ReasonMissing, "reason"),
        ("penalty", {"reason": ...}, ReasonMissing, "reason"),
        ("penalty", {"void": True}, rulings.UnusablePoints, "points"),
        ("penalty", {"points": ...}, rulings.UnusablePoints, "points"),
        ("penalty", {"points": "-1"}, rulings.UnusablePoints, "points"),
        ("penalty", {"points": "much"}, rulings.UnusablePoints, "points"),
        ("penalty", {"scope": "aspect"}, rulings.UnknownAspect, "aspect"),
        ("penalty", {"scope": "aspect", "aspect": "Z1"}, rulings.UnknownAspect, "aspect"),
        ("penalty", {"scope": "module", "module": "Z"}, rulings.UnknownModule, "module"),
        ("penalty", {"scope": "world"}, rulings.UnusableRuling, "scope"),
        ("penalty", {"colour": "red"}, rulings.UnusableRuling, "colour"),
        ("adjustment", {"points": ...}, rulings.UnusablePoints, "points"),
        ("decision", {"kind": "luck"}, rulings.UnusableRuling, "kind"),
        ("decision", {"kind": "order", "entries": ["01"]}, rulings.NotEquals, "entries"),
        ("decision", {"kind": "share", "entries": ["01", "01"]}, rulings.NotEquals, "entries"),
        ("decision", {"kind": "order", "entries": ["01", "99"]}, rulings.NotEquals, "entries"),
        ("punishment", {}, rulings.UnusableRuling, "kind"),
    ],
)
def test_a_ruling_that_says_nothing_sure_is_refused_by_field(
    database: Database,
    trade: LockedTrade,
    kind: str,
    change: dict[str, Any],
    refusal: type[Refusal],
    field: str,
) -> None:
    usual: dict[str, Document] = {
        "adjustment": ADJUSTMENT,
        "decision": {"kind": "medal", "reason": "x"},
    }
    document: Document = {**usual.get(kind, PENALTY), **change}
    with pytest.raises(refusal) as refused:
        ruled(database, trade, kind, {key: each for key, each in document.items() if each != ...})
    assert type(refused.value) is refusal
    assert refused.value.extra == {"field": field}
    assert str(refused.value)
    assert listed(database, trade) == []


def test_a_team_is_ruled_about_only_where_teams_are_ranked(
    database: Database, trade: LockedTrade
) -> None:
    columns = "trade_id, code, names, status, honours"
    team = f"insert into team ({columns}) values ({trade.id}, 'T1', '{{}}', 'ranked', '[]')"  # noqa: S608
    database.write(_execute, team)
    with pytest.raises(rulings.UnknownEntrant):
        ruled(database, trade, "penalty", {**PENALTY, "entry": "T1"})
    database.write(_execute, """update trade set rules = '{"team": {"kind": "sum"}}'""")
    assert ruled(database, trade, "penalty", {**PENALTY, "entry": "T1"}) == 1


def test_nothing_is_ruled_before_the_scheme_is_locked(database: Database) -> None:
    number = a_trade(database)
    chief = somebody(database, "chief")
    with pytest.raises(rulings.NotOpen):
        database.write(rulings.rule, NewRuling(number, "penalty", PENALTY, chief.id))


def test_nothing_is_ruled_or_withdrawn_after_the_signature(
    database: Database, trade: LockedTrade
) -> None:
    ruled(database, trade, "penalty", PENALTY)
    everything_marked(database, trade)
    signed(database, trade)
    with pytest.raises(SheetLocked):
        ruled(database, trade, "penalty", PENALTY)
    with pytest.raises(SheetLocked):
        withdrawn(database, trade, 1)


def test_a_ruling_is_withdrawn_once_and_with_a_reason(
    database: Database, trade: LockedTrade
) -> None:
    ruled(database, trade, "penalty", PENALTY)
    with pytest.raises(ReasonMissing):
        withdrawn(database, trade, 1, " ")
    assert withdrawn(database, trade, 1) == 2
    with pytest.raises(rulings.AlreadyWithdrawn):
        withdrawn(database, trade, 1)
    for nothing in (2, 3):
        with pytest.raises(NotFound):
            withdrawn(database, trade, nothing)
    assert listed(database, trade) == []


@pytest.mark.parametrize("act", ["update ruling set kind = 'penalty'", "delete from ruling"])
def test_the_database_refuses_to_touch_a_ruling(
    database: Database, trade: LockedTrade, act: str
) -> None:
    ruled(database, trade, "penalty", PENALTY)
    with pytest.raises(DatabaseError, match="lines are only added"):
        database.write(_execute, act)


FORGED = {
    "kind": "'penalty'",
    "document": """'{"entry": "01", "scope": "event", "points": "1", "reason": "x"}'""",
    "author_id": "author_id + 1",
    "recorded_at": "'2026-11-21T06:32:08.000000Z'",
    "previous": "hash",
    "hash": "previous",
}
SWAPPED = "; ".join(
    f"update ruling set number = {new} where number = {old}"  # noqa: S608
    for old, new in ((1, 9), (2, 1), (9, 2))
)


@pytest.mark.parametrize("column", FORGED)
def test_any_changed_field_of_a_ruling_is_found(
    database: Database, trade: LockedTrade, column: str
) -> None:
    four(database, trade)
    database.write(_forge, f"update ruling set {column} = {FORGED[column]} where number = 2")  # noqa: S608
    assert verified(database, trade) == "ruling 2 was changed"


@pytest.mark.parametrize(
    ("forgery", "found"),
    [
        ("delete from ruling where number = 1", "ruling 1 is missing"),
        ("delete from ruling where number = 3", "ruling 3 is missing"),
        (
            "delete from ruling where number = 4",
            "ruling 4 is not the one that the audit log knows",
        ),
        ("delete from ruling", "ruling 1 is not the one that the audit log knows"),
        (SWAPPED, "ruling 1 was changed"),
    ],
)
def test_a_ruling_removed_or_put_elsewhere_is_found(
    database: Database, trade: LockedTrade, forgery: str, found: str
) -> None:
    four(database, trade)
    database.write(_forge, forgery)
    assert verified(database, trade) == found


def test_a_chain_forged_from_end_to_end_is_found_by_the_audit_log(
    database: Database, trade: LockedTrade
) -> None:
    four(database, trade)
    database.write(_forge_whole, trade.id)
    assert verified(database, trade) == "ruling 4 is not the one that the audit log knows"


def test_a_ruling_that_no_act_has_made_is_found(database: Database, trade: LockedTrade) -> None:
    database.write(_insert_alone, (trade.id, trade.chief.id))
    assert verified(database, trade) == "ruling 1 is not in the audit log"


def test_what_the_chief_signed_has_these_rulings(database: Database, trade: LockedTrade) -> None:
    four(database, trade)
    everything_marked(database, trade)
    signed(database, trade)
    database.write(_execute, "update trade_signature set rulings = 3")
    found = verified(database, trade)
    assert found == "the rulings end at line 4, the chief's signature says otherwise"


@pytest.mark.postgres
def test_two_chiefs_who_rule_at_once_get_numbers_of_their_own(postgres_url: str) -> None:
    programs = [Database(postgres_url), Database(postgres_url)]
    trade = a_locked_trade(programs[0])
    with ThreadPoolExecutor(8) as crowd:
        numbers = list(
            crowd.map(lambda n: ruled(programs[n % 2], trade, "penalty", PENALTY), range(24))
        )
    assert sorted(numbers) == list(range(1, 25))
    assert verified(programs[0], trade) is None
    for program in programs:
        program.close()


def test_nothing_ruled_is_an_empty_chain(database: Database, trade: LockedTrade) -> None:
    with database.read() as session:
        assert rulings.head(session, trade.id) == (0, GENESIS)
    assert verified(database, trade) is None


def _execute(session: Session, statements: Sequence[str]) -> Sequence[None]:
    for statement in statements:
        session.execute(text(statement.replace(":", "\\:")))
    return [None] * len(statements)


def _unguard(session: Session) -> None:
    unguard = {
        "sqlite": [
            "drop trigger ruling_no_update",
            "drop trigger ruling_no_delete",
            "pragma defer_foreign_keys = on",
        ],
        "postgresql": ["set session_replication_role = replica"],
    }
    for statement in unguard[session.get_bind().dialect.name]:
        session.execute(text(statement))


def _forge(session: Session, forgeries: Sequence[str]) -> Sequence[None]:
    """Change lines as somebody could who owns the database: without its triggers and checks."""
    _unguard(session)
    for forgery in forgeries:
        _execute(session, forgery.split("; "))
    return [None] * len(forgeries)


def _forge_whole(session: Session, trades: Sequence[int]) -> Sequence[None]:
    """Write the rulings of a trade anew with another last reason, hashes and all."""
    _unguard(session)
    for trade in trades:
        last = session.get_one(Ruling, rulings.head(session, trade)[0])
        last.document = {**last.document, "reason": "another"}
        last.hash = rulings.line_hash(last)
        session.flush()
    return [None] * len(trades)


def _insert_alone(session: Session, where: Sequence[tuple[int, int]]) -> Sequence[None]:
    for trade, author in where:
        line = Ruling(
            trade_id=trade,
            number=1,
            kind="penalty",
            document=PENALTY,
            author_id=author,
            recorded_at="2026-11-21T06:32:08.000000Z",
            previous=GENESIS,
        )
        line.hash = rulings.line_hash(line)
        session.add(line)
        session.flush()
    return [None] * len(where)
