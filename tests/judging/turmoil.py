"""A trade in which anything may happen next, in an order that a seed says."""

import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from competition.access import Role
from competition.db import Database
from competition.errors import Refusal
from competition.programme.models import Trade
from competition.programme.rules_form.shaping import digest
from competition.scoring.rules_document import rules_of
from competition.scoring.values import SHARED, AspectId, Kind, Seat
from judging import (
    acts,
    checks,
    corrections,
    ledger,
    locks,
    panels,
    reliefs,
    rounds,
    rule_change,
    rulings,
    signatures,
    suspension,
    ties,
)
from judging.acts import Kind as Act
from judging.avoidance import TiesOf
from judging.models import JudgeSeat, Sheet
from judging.plan import Stack
from judging.rule_change import NewRules
from judging.ties import NewTies
from tests.builders import (
    LockedTrade,
    a_locked_trade,
    a_mark,
    a_roster,
    a_scheme,
    an_aspect,
    enrolled,
    panel_signs,
    somebody,
)
from tests.judging.checkers import asks_for

SCHEME = a_scheme(
    an_aspect("A1.1", "judgement", "3"),
    an_aspect("A2.1", "count", "9", points="1"),
    an_aspect("B1.1", "judgement", "3"),
    an_aspect("B1.2", "pass_fail", "1"),
    days={"A2": 2},
)
RULES: dict[str, object] = {
    "qualifier": {"part": "A", "top": 2},
    "judgement": {"missing": "ignore", "max_spread": "1"},
}
STARTS = {Stack("A", 1): "A1", Stack("A", 2): "A2", Stack("B", 1): "B1"}
STACKS = tuple(STARTS)
ENTRIES = ("01", "02", "03")


class Turmoil:
    """Whoever has a say in a trade does something; *never* says what nobody has done yet."""

    def __init__(self, database: Database, seed: int, checking: str = "none") -> None:
        self.database = database
        self.trade: LockedTrade = a_locked_trade(
            database, judges=2, entries=len(ENTRIES), scheme=SCHEME, rules=RULES
        )
        self.people = [
            *self.trade.judges,
            somebody(database, "1798", Role.JUDGE, self.trade.id),
            somebody(database, "1799", Role.JUDGE, self.trade.id),
        ]
        panel_signs(database, self.trade)
        asks_for(database, self.trade, checking)
        self._chance = random.Random(seed)  # noqa: S311 - invented acts
        self._acts: dict[Callable[[], None], int] = {
            self.mark: 16,
            self.sign: 8,
            self.vote_again: 8,
            self.lock: 2,
            self.reopen: 8,
            self.unlock: 4,
            self.ask: 12,
            self.answer: 12,
            self.excuse: 4,
            self.expect: 8,
            self.relieve: 2,
            self.lead: 1,
            self.enrol: 1,
            self.rule: 1,
            self.tie: 1,
            self.change_rules: 1,
            self.suspend: 1,
            self.resume: 4,
        }
        self.never = {way.__name__ for way in self._acts}

    def happen(self) -> str:
        """Let something happen that is not refused; return what it was."""
        while True:
            (way,) = self._chance.choices(list(self._acts), list(self._acts.values()))
            with suppress(Refusal):
                way()
                self.never.discard(way.__name__)
                return str(way.__name__)

    def mark(self) -> None:
        """Mark or vote anew, or take a mark back."""
        aspect, entry = self._one(list(self.trade.aspects)), self._one(ENTRIES)
        values = "23" if self.trade.kinds[aspect] is Kind.JUDGEMENT else "01"
        self._give(entry, aspect, self._one([1, 2]), self._one([*values * 6, "0", ""]))

    def sign(self) -> None:
        """Let a sheet be marked whole and checked, and signed by one judge or both."""
        self._sign(self._one(ENTRIES), self._one(STACKS), self._one([1, 2]))

    def vote_again(self) -> None:
        """Open a second round where votes are too far apart; vote apart where they are not."""
        entry, aspect = self._one(ENTRIES), self._one(["A1.1", "B1.1"])
        sheet, number = self.trade.sheet(entry, aspect), AspectId(self.trade.aspects[aspect])
        new = rounds.NewRound(self.trade.id, sheet, number, self.trade.chief.id)
        try:
            self.database.write(rounds.open_round, new)
        except rounds.NoConflict:
            for seat, value in ((1, "0"), (2, "3")):
                self._give(entry, aspect, seat, value)
            self.database.write(rounds.open_round, new)

    def lock(self) -> None:
        """Lock a module and day; sign its sheets where they are not signed yet."""
        stack = self._one(STACKS)
        locking = locks.Locking(self.trade.id, stack, self.trade.chief.id)
        try:
            self.database.write(locks.lock, locking)
        except locks.NotAllSigned:
            for entry in ENTRIES:
                with suppress(Refusal):
                    self._sign(entry, stack)
            self.database.write(locks.lock, locking)

    def unlock(self) -> None:
        """Unlock a module and day."""
        facts = (self.trade.id, self._one(STACKS), "why", "", self.trade.chief.id)
        self.database.write(locks.unlock, locks.Unlocking(*facts))

    def reopen(self) -> None:
        """Reopen a sheet."""
        facts = (self.trade.id, self._sheet()[0], "why", "", self.trade.chief.id)
        self.database.write(locks.reopen, locks.Reopening(*facts))

    def ask(self) -> None:
        """Ask for a correction of a measured mark."""
        entry, aspect = self._one(ENTRIES), self._one(["A2.1", "B1.2"])
        new = corrections.NewRequest(
            self.trade.sheet(entry, aspect),
            AspectId(self.trade.aspects[aspect]),
            SHARED,
            self._one("01"),
            reason="why",
            by=self._sits(1),
            device="d",
        )
        self.database.write(corrections.ask, new)

    def answer(self) -> None:
        """Answer a correction, if one was asked for."""
        with self.database.read() as session:
            asked = [each.number for each in acts.of(session, self.trade.id, [Act.REQUEST])]
        facts = (self._one(asked or [0]), self._one([True, True, False]), "why")
        answer = corrections.Answer(self.trade.id, *facts, self.trade.chief.id)
        self.database.write(corrections.answer, answer)

    def excuse(self) -> None:
        """Wait no more for a judge on some sheets."""
        self.database.write(rounds.excuse, self._absence())

    def expect(self) -> None:
        """Wait again for a judge on some sheets."""
        self.database.write(rounds.expect, self._absence())

    def relieve(self) -> None:
        """Let a seat pass to whoever has none."""
        seat, comer = self._one([1, 2]), self._one(self.people)
        facts = {"panel": "1", "seat": Seat(seat), "judge": comer.code, "reason": "Ill."}
        new = reliefs.NewRelief(
            self.trade.id, **facts, before=self._sits(seat), by=self.trade.chief.id
        )
        self.database.write(reliefs.relieve, new)

    def lead(self) -> None:
        """Let another judge lead the panel."""
        new = panels.NewLeader(self.trade.id, "1", self._one([1, 2]), self.trade.chief.id)
        self.database.write(panels.lead, new)

    def enrol(self) -> None:
        """Withdraw an entry, or let it come back."""
        status = {self._one(ENTRIES): self._one(["ranked", "withdrawn", "guest"])}
        enrolled(self.database, self.trade.id, a_roster(len(ENTRIES), status=status))

    def rule(self) -> None:
        """Give a penalty."""
        document = {"entry": self._one(ENTRIES), "scope": "event", "points": "3", "reason": "why"}
        new = rulings.NewRuling(self.trade.id, "penalty", document, self.trade.chief.id)
        self.database.write(rulings.rule, new)

    def tie(self) -> None:
        """Say whom a judge belongs with."""
        judge, home = self.people[1], self._one(["D1", "D2"])
        new = NewTies(self.trade.id, (TiesOf(judge.id, home, "", ()),), self.trade.chief.id)
        self.database.write(ties.tell, new)

    def change_rules(self) -> None:
        """Let another spread be too wide, and others qualify."""
        with self.database.read() as session:
            rules = rules_of(session.get_one(Trade, self.trade.id).rules)
        spread, top = self._one([Decimal(1), Decimal(2)]), self._one([1, 2])
        assert rules.qualifier is not None
        other = replace(
            rules,
            judgement=replace(rules.judgement, max_spread=spread),
            qualifier=replace(rules.qualifier, top=top),
        )
        facts = (digest(rules), other, "why", self.trade.chief.id)
        self.database.write(rule_change.change_rules, NewRules(self.trade.id, *facts))

    def suspend(self) -> None:
        """Suspend the trade."""
        new = suspension.NewSuspension(self.trade.id, "why", self.trade.chief.id)
        self.database.write(suspension.suspend, new)

    def resume(self) -> None:
        """Let the trade go on."""
        self.database.write(
            suspension.resume, suspension.Resumption(self.trade.id, self.trade.chief.id)
        )

    def _sign(self, entry: str, stack: Stack, judges: int = 2) -> None:
        aspects = [each for each in self.trade.aspects if each.startswith(STARTS[stack])]
        sheet = self.trade.sheet(entry, aspects[0])
        for aspect in aspects:
            value = "2" if self.trade.kinds[aspect] is Kind.JUDGEMENT else "1"
            for seat in self.trade.seats(aspect):
                with suppress(Refusal):
                    self._give(entry, aspect, seat, value)
        version = self._version(entry, aspects[0])
        with suppress(Refusal):
            check = checks.NewCheck(sheet, version, self.people[-1].id, "d")
            self.database.write(checks.check, check)
        for seat in range(1, judges + 1):
            new = signatures.NewSignature(sheet, version, self._sits(seat), "d")
            self.database.write(signatures.sign, new)

    def _give(self, entry: str, aspect: str, seat: int, value: str) -> None:
        how = {"base": self._version(entry, aspect), "author": self._sits(seat)}
        mark = a_mark(self.trade, aspect, value, entry=entry, judge=seat, **how)
        self.database.write(ledger.record, mark)

    def _absence(self) -> rounds.NewAbsence:
        sheets = (self._sheet()[0], self._sheet()[0])
        facts = (self._one([Seat(1), Seat(2)]), "why", self.trade.chief.id)
        return rounds.NewAbsence(self.trade.id, tuple(set(sheets)), *facts)

    def _sheet(self) -> tuple[int, int]:
        entry, aspect = self._one(ENTRIES), self._one(list(self.trade.aspects))
        return self.trade.sheet(entry, aspect), self._version(entry, aspect)

    def _version(self, entry: str, aspect: str) -> int:
        with self.database.read() as session:
            return session.get_one(Sheet, self.trade.sheet(entry, aspect)).version

    def _sits(self, seat: int) -> int:
        with self.database.read() as session:
            query = select(JudgeSeat.account_id).where(JudgeSeat.number == seat)
            return session.scalar(query) or 0

    def _one(self, among: Any) -> Any:
        return self._chance.choice(among)
