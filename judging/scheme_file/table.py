"""The table of aspects, read row by row into criteria and sub-criteria."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Final, Literal

from judging.draft import (
    AspectDraft,
    CriterionDraft,
    Level,
    Problem,
    SchemeDraft,
    SectionDraft,
    SubCriterionDraft,
)
from judging.scheme_file import cells, headers
from judging.scheme_file.calculations import Calculation, NotUnderstood
from judging.scheme_file.cells import Cell

SCORES: Final = range(4)
SUB_CRITERION: Final = r"([A-Z]{1,2})\d{1,3}"
CRITERION: Final = r"[A-Z]{1,2}"
MEASURED: Final = r"(M(EAS\w*)?|O(BJ\w*)?)\d*"  # O, objective, is the older name of M
JUDGED: Final = r"J(UDG\w*)?\d*"


@dataclass(slots=True)
class OpenSubCriterion:
    """A sub-criterion while its rows are being read."""

    code: str
    name: str
    day: int | None
    aspects: list[AspectDraft] = field(default_factory=list)
    counted: int = 0

    def closed(self) -> SubCriterionDraft:
        """Return it as a value."""
        return SubCriterionDraft(self.code, self.name, self.day, tuple(self.aspects))


@dataclass(slots=True)
class OpenCriterion:
    """A criterion while its rows are being read."""

    code: str
    name: str = ""
    declared: Decimal | None = None
    sub_criteria: list[OpenSubCriterion] = field(default_factory=list)

    def is_used(self) -> bool:
        """Tell whether it is more than an unused letter of the form."""
        return bool(self.name or self.declared or self.sub_criteria)

    def closed(self) -> CriterionDraft:
        """Return it as a value."""
        subs = tuple(sub.closed() for sub in self.sub_criteria)
        return CriterionDraft(self.code, self.name, self.declared, subs)


@dataclass(slots=True)
class Table:
    """What the sheet has said so far."""

    sheet: str
    calculations: Mapping[int, Calculation]
    header: headers.AspectHeader = field(default_factory=headers.AspectHeader)
    criteria: dict[str, OpenCriterion] = field(default_factory=dict)
    subs: dict[str, OpenSubCriterion] = field(default_factory=dict)
    sub: OpenSubCriterion | None = None
    judged: AspectDraft | None = None
    levels: dict[int, str] = field(default_factory=dict)
    skipping: bool = False  # the last aspect was refused; its levels go with it
    problems: list[Problem] = field(default_factory=list)

    def begin(self, header: headers.AspectHeader, number: int) -> None:
        """Take a header row: what follows has its columns and its criterion."""
        self.close_aspect()
        self.header, self.sub = header, None
        if header.missing:
            self.report("header-incomplete", number, None, headers=", ".join(header.missing))
        if header.criterion is not None:
            criterion = self.criterion(header.criterion)
            if criterion.declared is None:
                criterion.declared = header.declared

    def criterion(self, code: str) -> OpenCriterion:
        """Return the criterion with this letter, opened if it is new."""
        return self.criteria.setdefault(code, OpenCriterion(code))

    def read(self, row: list[Cell], number: int) -> None:
        """Take one row below a header: what it is, its filled columns tell."""
        named = cells.code(self.cell(row, "id"))
        if named:
            self.read_name(row, number, named)
        if cells.text(self.cell(row, "type")):
            self.read_aspect(row, number)
        elif not named and cells.text(self.cell(row, "score")):
            self.read_level(row, number)
        elif not named and self.says(row, "text") and self.says(row, "max"):
            self.report("aspect-type-unknown", number, "type", type="")
        elif not named and any(self.says(row, key) for key in self.header.columns):
            self.ignore(row, number)

    def read_name(self, row: list[Cell], number: int, named: str) -> None:
        """Open the sub-criterion or criterion a row names."""
        found = re.fullmatch(SUB_CRITERION, named)
        if found:
            self.open_sub(row, number, letter=found[1], code=named)
        elif re.fullmatch(CRITERION, named) and self.says(row, "name"):
            self.close_aspect()
            self.sub = None
            self.header = replace(self.header, criterion=named)
            criterion = self.criterion(named)
            criterion.name = criterion.name or cells.text(self.cell(row, "name"))
        elif self.says(row, "name") or self.says(row, "type"):
            self.close_aspect()
            self.sub = None
            shown = cells.shown(self.cell(row, "id"))
            self.report("sub-criterion-unreadable", number, "id", code=shown)
        else:
            self.ignore(row, number)

    def open_sub(self, row: list[Cell], number: int, *, letter: str, code: str) -> None:
        """Open a sub-criterion under the criterion of its letter."""
        self.close_aspect()
        expected = self.header.criterion or letter
        if expected != letter:
            values = {"code": code, "criterion": expected}
            self.report("sub-criterion-misplaced", number, "id", **values)
        if code in self.subs:
            self.sub = self.subs[code]
            self.report("sub-criterion-twice", number, "id", code=code)
            return
        name = cells.text(self.cell(row, "name"))
        self.sub = self.subs[code] = OpenSubCriterion(code, name, self.day(row, number))
        self.criterion(letter).sub_criteria.append(self.sub)

    def day(self, row: list[Cell], number: int) -> int | None:
        """Return the day of marking; "Any" and blank leave it open."""
        cell = self.cell(row, "day")
        day, written = cells.day(cell), cells.shown(cell)
        if day is None and written and written.casefold() != "any":
            self.report("day-unreadable", number, "day", "warning", day=written)
        return day

    def read_aspect(self, row: list[Cell], number: int) -> None:
        """Add an aspect to the open sub-criterion, unless it cannot be marked."""
        self.close_aspect()
        self.skipping = True
        written = cells.code(self.cell(row, "type"))
        judged = re.fullmatch(JUDGED, written) is not None
        if not judged and not re.fullmatch(MEASURED, written):
            shown = cells.shown(self.cell(row, "type"))
            self.report("aspect-type-unknown", number, "type", type=shown)
            return
        if self.sub is None:
            self.report("aspect-outside", number, "type")
            return
        self.sub.counted += 1
        code = f"{self.sub.code}.{self.sub.counted}"
        most = self.max(row, number, code)
        if most is None:
            return
        self.skipping = False
        kind, parameters = (
            ("judgement", {}) if judged else self.calculation(row, number, code, most)
        )
        aspect = AspectDraft(
            code=code,
            kind=kind,
            text=cells.text(self.cell(row, "text")),
            extra=cells.text(self.cell(row, "extra")),
            requirement=cells.text(self.cell(row, "requirement")),
            section=cells.section(self.cell(row, "section")),
            max=most,
            parameters=parameters,
            row=number,
        )
        self.sub.aspects.append(aspect)
        self.judged = aspect if judged else None

    def max(self, row: list[Cell], number: int, code: str) -> Decimal | None:
        """Return an aspect's max mark, None if it has none that can be used."""
        written = cells.shown(self.cell(row, "max"))
        if not written:
            self.report("max-missing", number, "max", aspect=code)
            return None
        most = cells.number(self.cell(row, "max"))
        if most is None or most < 0:
            self.report("max-unreadable", number, "max", aspect=code, max=written)
            return None
        return most

    def calculation(
        self, row: list[Cell], number: int, code: str, most: Decimal
    ) -> tuple[str, Mapping[str, object]]:
        """Return kind and parameters of a measured aspect; pass or fail unless said."""
        named = cells.shown(self.cell(row, "calculation"))
        if not named:
            return "pass_fail", {}
        values = {"aspect": code, "calculation": named}
        chosen = self.calculations.get(cells.whole(self.cell(row, "calculation")) or 0)
        if chosen is None:
            self.report("calculation-row-unknown", number, "calculation", **values)
            return "pass_fail", {}
        if chosen.kind is None:
            values["type"] = cells.shown(chosen.type)
            self.report("calculation-type-unknown", number, "calculation", **values)
            return "pass_fail", {}
        try:
            return chosen.kind, chosen.parameters(most)
        except NotUnderstood:
            self.report("calculation-not-understood", number, "calculation", **values)
            return "pass_fail", {}

    def read_level(self, row: list[Cell], number: int) -> None:
        """Add what one score means to the judgement above."""
        if self.skipping:
            return
        if self.judged is None:
            self.ignore(row, number)
            return
        score = cells.whole(self.cell(row, "score"))
        if score is None or score not in SCORES:
            written = cells.shown(self.cell(row, "score"))
            self.report("level-unknown", number, "score", score=written)
            return
        if score in self.levels:
            values = {"aspect": self.judged.code, "score": str(score)}
            self.report("level-twice", number, "score", **values)
            return
        self.levels[score] = cells.text(self.cell(row, "extra"))

    def close_aspect(self) -> None:
        """Finish the judgement whose levels were being read."""
        if self.judged is not None and self.sub is not None:
            found = tuple(Level(score, said) for score, said in sorted(self.levels.items()) if said)
            self.sub.aspects[-1] = replace(self.judged, levels=found)
            missing = sorted(set(SCORES) - {level.score for level in found})
            if missing:
                scores = ", ".join(str(score) for score in missing)
                values = {"aspect": self.judged.code, "scores": scores}
                self.report("levels-missing", self.judged.row, "score", **values)
        self.judged, self.levels, self.skipping = None, {}, False

    def closed(
        self, title: str, sections: tuple[SectionDraft, ...], total: Decimal | None
    ) -> SchemeDraft:
        """Return the whole scheme as a value."""
        self.close_aspect()
        used = tuple(one.closed() for one in self.criteria.values() if one.is_used())
        return SchemeDraft(title, sections, used, total)

    def cell(self, row: list[Cell], key: str) -> Cell:
        """Return a row's cell in the column of a header, blank without one."""
        return cells.at(row, self.header.columns.get(key))

    def says(self, row: list[Cell], key: str) -> bool:
        """Tell whether a row has text in the column of a header."""
        return bool(cells.text(self.cell(row, key)))

    def ignore(self, row: list[Cell], number: int) -> None:
        """Note a row that says something nobody asked for."""
        stray = next((said for cell in row if (said := cells.shown(cell))), "")
        self.report("row-ignored", number, None, "warning", text=stray)

    def report(
        self,
        code: str,
        number: int,
        key: str | None,
        severity: Literal["error", "warning"] = "error",
        /,
        **values: str,
    ) -> None:
        """Note a problem of a row, in the column of a header."""
        column = self.header.columns.get(key) if key else None
        letter = None if column is None else cells.letter(column)
        self.problems.append(Problem(severity, code, self.sheet, number, letter, values))
