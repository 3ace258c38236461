"""Browser, server and network die under real pages; what a page had shown as kept is kept."""

import dataclasses
from pathlib import Path

import pytest
from sqlalchemy import text

from bench.faults import Campaign, Outcome, closing_line, run
from bench.hall.audit import Findings, audit
from bench.hall.page import PageTablet
from bench.hall.tablet import Diary, Tap
from competition.engines import reading_engine
from tests import chromium
from tests.conftest import missing
from tests.flows.planting import planted_copy

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(240)]
RUNS = 5


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> Outcome:
    if chromium.find(tmp_path_factory.mktemp("chromium")) is None:
        missing("NO CHROMIUM, THESE TESTS DID NOT RUN: set CHROMIUM or run dev.py test")
    campaign = Campaign(RUNS, seed=20261122, browser=True, proxy=True)
    return run(campaign, tmp_path_factory.mktemp("pages"))


def found(outcome: Outcome, url: str, diary: Diary | None = None) -> Findings:
    """Return what the auditor says of the database at *url*; boards are not looked at."""
    return audit(url, outcome.staged.trade, diary or outcome.diary, [], outcome.unmarked)


def line_of(outcome: Outcome, tap: Tap) -> int:
    """Return the number of the line of a *tap* whose value is like no other."""
    engine = reading_engine(outcome.url)
    query = text(
        "select number from ledger_line where trade_id = :trade and author_id = :author"
        " and sheet_id = :sheet and aspect_id = :aspect and value = :value"
    )
    told = {"author": tap.author, "sheet": tap.sheet, "aspect": tap.aspect, "value": tap.value}
    with engine.connect() as connection:
        number = connection.execute(query, {"trade": outcome.staged.trade, **told}).scalar_one()
    engine.dispose()
    return int(number)


@pytest.fixture
def kept(outcome: Outcome) -> Tap:
    """Give a mark that a page had shown as kept and was received, with a value like no other."""
    turned_away = {(mark.author, mark.value) for mark in outcome.diary.turned_away.values()}
    return next(
        tap
        for tap in outcome.diary.taps
        if tap.is_kept and int(tap.value) > 3 and (tap.author, tap.value) not in turned_away
    )


def test_what_a_killed_page_had_shown_as_kept_is_in_the_ledger_once(outcome: Outcome) -> None:
    findings = outcome.findings
    assert findings.faults == []
    assert closing_line(RUNS, findings) == (
        f"runs={RUNS} acknowledged={findings.acknowledged} lost=0 doubled=0 overwritten=0 "
        "board_mismatch=0"
    )


def test_the_campaign_met_what_it_is_about(outcome: Outcome) -> None:
    assert sum(outcome.strikes.values()) >= RUNS
    assert outcome.strikes["browser"] > 0
    assert sum(outcome.weather.values()) > 0
    assert outcome.findings.acknowledged >= 2 * RUNS


def test_a_lost_line_of_a_page_is_counted(outcome: Outcome, tmp_path: Path, kept: Tap) -> None:
    number = line_of(outcome, kept)
    lost = "delete from ledger_line where number = :number"
    url = planted_copy(outcome, tmp_path, lost, number=number)
    assert [each for each in found(outcome, url).lost if "shown as kept" in each]


def test_a_doubled_line_of_a_page_is_counted(outcome: Outcome, tmp_path: Path, kept: Tap) -> None:
    url = planted_copy(
        outcome,
        tmp_path,
        "insert into ledger_line select * from ledger_line where number = :number",
        "update ledger_line set uuid = 'another', sequence = 99999,"
        " number = (select max(number) + 1 from ledger_line)"
        " where rowid = (select max(rowid) from ledger_line)",
        number=line_of(outcome, kept),
    )
    assert [each for each in found(outcome, url).doubled if "comes from no tap" in each]


def test_a_mark_shown_as_refused_and_written_is_counted(outcome: Outcome, kept: Tap) -> None:
    taps = [
        dataclasses.replace(tap, is_refused=True) if tap is kept else tap
        for tap in outcome.diary.taps
    ]
    diary = dataclasses.replace(outcome.diary, taps=taps)
    assert [each for each in found(outcome, outcome.url, diary).overwritten if "refused" in each]


def test_a_blind_overwrite_by_a_page_is_counted(
    outcome: Outcome, tmp_path: Path, kept: Tap
) -> None:
    url = planted_copy(
        outcome,
        tmp_path,
        "insert into ledger_line select * from ledger_line where number = :number",
        "update ledger_line set uuid = 'another', device = 'another', base = 0, value = '9001',"
        " number = (select max(number) + 1 from ledger_line)"
        " where rowid = (select max(rowid) from ledger_line)",
        number=line_of(outcome, kept),
    )
    assert [each for each in found(outcome, url).overwritten if "its writer had seen 0" in each]


class Screen:
    """A page that shows one mark as received."""

    def __init__(self, code: str, value: str) -> None:
        self._line = code, value, "received"

    def is_at(self, _sheet: int) -> bool:
        """Answer that it shows every sheet."""
        return True

    def shown(self) -> list[tuple[str, str, str]]:
        """Return its one line."""
        return [self._line]


def test_what_is_shown_as_received_and_stands_nowhere_is_counted(
    outcome: Outcome, tmp_path: Path, kept: Tap
) -> None:
    aspects = outcome.diary.sheets[kept.sheet]["aspects"]
    code = next(each["code"] for each in aspects if each["id"] == kept.aspect)
    watcher = PageTablet("", ("1701", ""), 1, 1, tmp_path)
    watcher.sheets, watcher.url = outcome.diary.sheets, outcome.url
    watcher.look(Screen(code, kept.value), kept.sheet)
    assert watcher.diary.unkept == []
    watcher.look(Screen(code, "9001"), kept.sheet)
    assert len(found(outcome, outcome.url, watcher.diary).lost) == 1
