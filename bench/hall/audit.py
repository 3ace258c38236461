"""What was acknowledged, compared with what is in the database and what boards showed."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.hall import page_audit
from bench.hall.recount import Recount
from bench.hall.tablet import Answer, Diary, Sent, is_acknowledged
from competition.engines import reading_engine
from judging import chain

_REFUSED: Final = frozenset({"stale-mark", "votes-apart"})
Line = Mapping[str, Any]


@dataclass(slots=True)
class Findings:
    """Every fault that was found, in words, by its kind."""

    acknowledged: int = 0
    lines: int = 0
    refused: int = 0
    repeated: int = 0
    snapshots: int = 0
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    overwritten: list[str] = field(default_factory=list)
    board_mismatch: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        """Return all of them, each with its kind before it."""
        kinds = ("lost", "doubled", "overwritten", "board_mismatch")
        return [f"{kind}: {fault}" for kind in kinds for fault in getattr(self, kind)]

    def document(self) -> dict[str, object]:
        """Return the findings as JSON can say them."""
        return asdict(self)


def together(diaries: Iterable[Diary]) -> Diary:
    """Return the diaries of several tablets as one."""
    whole = Diary()
    for diary in diaries:
        whole.sent |= diary.sent
        whole.answers += diary.answers
        whole.sheets |= diary.sheets
        whole.retries += diary.retries
        whole.given_up += diary.given_up
        whole.taps += diary.taps
        whole.unkept += diary.unkept
        whole.turned_away |= diary.turned_away
    return whole


def audit(
    url: str, trade: int, diary: Diary, snapshots: Sequence[Mapping[str, Any]], unmarked: int
) -> Findings:
    """Return what is wrong in the database at *url* and in *snapshots*, given the *diary*.

    *unmarked* is the version that the trade had before its first mark.
    """
    lines, broken = _read(url, trade)
    findings = Findings(acknowledged=diary.acknowledged, lines=len(lines), snapshots=len(snapshots))
    findings.refused = sum(answer.code in _REFUSED for answer in diary.answers)
    findings.repeated = len(diary.answers) - len({answer.uuid for answer in diary.answers})
    findings.lost += [*_lost(lines, diary), *(f"never answered: {each}" for each in diary.given_up)]
    findings.doubled += _doubled(lines, diary)
    findings.overwritten += [*_overwritten(lines, diary), *_refused_but_written(lines, diary)]
    on_pages = page_audit.audit(lines, diary)
    findings.refused += sum(tap.is_refused for tap in diary.taps)
    findings.lost += on_pages.lost
    findings.doubled += on_pages.doubled
    findings.overwritten += on_pages.overwritten
    if broken is not None:
        findings.overwritten.append(f"the hash chain of trade {trade} is broken: {broken}")
    findings.board_mismatch += _mismatches(lines, diary, snapshots, unmarked)
    return findings


def trade_version(url: str, trade: int) -> int:
    """Return the version of *trade*, read past the program."""
    engine = reading_engine(url)
    with engine.connect() as connection:
        query = text("select version from trade where id = :trade")
        found = int(connection.execute(query, {"trade": trade}).scalar_one())
    engine.dispose()
    return found


def _read(url: str, trade: int) -> tuple[list[Line], str | None]:
    engine = reading_engine(url)
    with Session(engine) as session:
        query = text("select * from ledger_line where trade_id = :trade order by number, id")
        lines: list[Line] = [
            dict(row) for row in session.execute(query, {"trade": trade}).mappings()
        ]
        broken = chain.verify(session, trade)
    engine.dispose()
    return lines, broken


def _lost(lines: Sequence[Line], diary: Diary) -> Iterable[str]:
    by_uuid = {line["uuid"]: line for line in lines}
    made: dict[str, Answer] = {}
    for answer in filter(is_acknowledged, diary.answers):
        line, mark = by_uuid.get(answer.uuid), diary.sent[answer.uuid]
        if line is None:
            yield f"{mark} was acknowledged as line {answer.line} and is in no line"
            continue
        if (line["number"], line["version"]) != (answer.line, answer.version):
            yield f"{mark} was acknowledged as {answer}, it stands in line {line['number']}"
        if _as_sent(line) != mark:
            yield f"{mark} was acknowledged, line {line['number']} says {_as_sent(line)}"
        # Created twice means that the first promise was forgotten on the way.
        if answer.status == 201:  # noqa: PLR2004
            if answer.uuid in made:
                yield f"{mark} was created twice: {made[answer.uuid]}, then {answer}"
            made[answer.uuid] = answer


def _doubled(lines: Sequence[Line], diary: Diary) -> Iterable[str]:
    at_pages = {tap.author for tap in diary.taps}
    for uuid, count in Counter(line["uuid"] for line in lines).items():
        if count > 1:
            yield f"uuid {uuid} stands in {count} lines"
    for line in lines:
        if line["uuid"] not in diary.sent and line["author_id"] not in at_pages:
            yield f"uuid {line['uuid']} was sent by nobody"
    marks = Counter((line["author_id"], line["device"], line["sequence"]) for line in lines)
    for mark, count in marks.items():
        if count > 1:
            yield f"the mark {mark} (author, device, sequence) stands in {count} lines"


def _overwritten(lines: Sequence[Line], diary: Diary) -> Iterable[str]:
    standing: dict[tuple[int, int, int], Line] = {}
    for line in lines:
        cell = line["sheet_id"], line["aspect_id"], line["seat"]
        before, standing[cell] = standing.get(cell), line
        # What a page sent nobody but the line itself remembers.
        mark = diary.sent.get(line["uuid"], _as_sent(line))
        if before is None or before["version"] <= mark.base:
            continue
        is_own = (before["device"], before["author_id"]) == (mark.device, mark.author)
        if not (is_own and before["sequence"] < mark.sequence):
            yield (
                f"line {line['number']} replaced line {before['number']} of cell {cell} "
                f"(version {before['version']}), its writer had seen {mark.base} only"
            )


def _refused_but_written(lines: Sequence[Line], diary: Diary) -> Iterable[str]:
    written = {line["uuid"]: line["number"] for line in lines}
    for answer in diary.answers:
        if not is_acknowledged(answer) and answer.uuid in written:
            yield f"{answer.uuid} was refused ({answer.code}) and is line {written[answer.uuid]}"


def _as_sent(line: Line) -> Sent:
    return Sent(
        line["uuid"],
        line["sheet_id"],
        line["aspect_id"],
        line["value"],
        line["base"],
        line["author_id"],
        line["device"],
        line["sequence"],
    )


def _mismatches(
    lines: Sequence[Line], diary: Diary, snapshots: Sequence[Mapping[str, Any]], unmarked: int
) -> Iterable[str]:
    recount, taken = Recount(diary.sheets), 0
    for snapshot in sorted(snapshots, key=lambda each: int(each["version"])):
        upto = snapshot["version"] - unmarked
        if upto > len(lines):
            yield f"the board shows version {snapshot['version']}, there are {len(lines)} lines"
            continue
        recount.take(lines[taken:upto])
        taken = max(taken, upto)
        for fault in recount.faults(snapshot):
            yield f"version {snapshot['version']}: {fault}"
