"""A draft written as a CIS Marking Scheme Import workbook."""

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from typing import Final

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from judging.draft import AspectDraft, CriterionDraft, SchemeDraft
from judging.scheme_file.calculations import (
    OWN,
    TYPES,
    UNIT_NAMES,
    NotUnderstood,
    Parameters,
    pack,
    structure,
)

Line = dict[str, str | int | bool | Decimal | None]

HEADER: Final[Line] = {
    "A": "Sub\nCriterion\nID",
    "B": "Sub Criterion\nName or Description",
    "C": "Day of Marking",
    "D": "Aspect\nType\nM = Meas\nJ = Judg",
    "E": "Aspect - Description",
    "F": "Judg Score",
    "G": "Extra Aspect Description (Meas or Judg)\nOR\nJudgement Score Description (Judg only)",
    "H": "Requirement\n(Measurement Only)",
    "I": "WSOS Section",
    "J": "Calculation Row \n(Export only)",
    "K": "Max\nMark",
}
WIDTHS: Final = {"A:A": 10, "B:B": 28, "C:D": 10, "E:E": 48, "F:F": 8, "G:H": 48, "I:N": 12}
TYPE_OF: Final = {kind: name for name, kind in TYPES.items()}
PLAIN: Final = ("pass_fail", "judgement")  # need no calculation row
NOTES: Final = ("calculation", "confirm", "raw")  # beside the rule, not the rule itself


def write(draft: SchemeDraft) -> bytes:
    """Return the workbook of a draft: reading it gives an equal draft.

    Kinds CIS does not know are written as calculations of our own.
    """
    buffer = BytesIO()
    book = Workbook(buffer, {"in_memory": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("CIS Marking Scheme Import")
    for columns, width in WIDTHS.items():
        sheet.set_column(columns, width)
    listed: list[Line] = []
    fill(sheet, lines(draft, listed), wrapped)
    fill(book.add_worksheet("Calculations"), iter(listed), wrapped)
    book.close()
    return buffer.getvalue()


def fill(sheet: Worksheet, written: Iterator[Line], wrapped: Format) -> None:
    """Write lines from the top of a sheet; text stays text, whatever it looks like."""
    for position, line in enumerate(written, 1):
        for column, value in line.items():
            if isinstance(value, bool):
                sheet.write_boolean(f"{column}{position}", value)
            elif isinstance(value, int | Decimal):
                sheet.write_number(f"{column}{position}", value)
            elif value:
                sheet.write_string(f"{column}{position}", value, wrapped)


def lines(draft: SchemeDraft, listed: list[Line]) -> Iterator[Line]:
    """Yield the lines of the scheme sheet; calculations are added to *listed*."""
    yield {"A": draft.title}
    yield {}
    if draft.sections:
        yield from section_lines(draft)
    yield {"A": "Criteria"}
    yield {"A": "ID", "B": "Name", "K": "Mark"}
    for criterion in draft.criteria:
        yield {"A": criterion.code, "B": criterion.name, "K": criterion.declared}
    yield {}
    for criterion in draft.criteria:
        yield from criterion_lines(criterion, listed)
        yield {}
    yield {"L": "Competition", "M": "Total\nMark", "N": draft.declared_total}


def section_lines(draft: SchemeDraft) -> Iterator[Line]:
    """Yield the table of the occupational standards."""
    marked = draft.marked_by_section
    yield {"A": "WorldSkills Occupational Standards"}
    yield {
        "A": "Section",
        "B": "WSOS Marks",
        "I": "WSOS Marks",
        "J": "Aspect Marks",
        "K": "Variation",
    }
    variation = Decimal(0)
    for section in draft.sections:
        apart = abs((section.declared or Decimal(0)) - marked[section.code])
        variation += apart
        yield {
            "A": section.code,
            "B": section.name,
            "I": section.declared,
            "J": marked[section.code],
            "K": apart,
        }
    yield {"I": "Total Variation", "K": variation}
    yield {}


def criterion_lines(criterion: CriterionDraft, listed: list[Line]) -> Iterator[Line]:
    """Yield a header, then the sub-criteria with their aspects."""
    beside = {"L": f"Criterion {criterion.code}", "M": "Total\nMark", "N": criterion.declared}
    yield {**HEADER, **beside}
    for sub in criterion.sub_criteria:
        yield {"A": sub.code, "B": sub.name, "C": sub.day}
        for aspect in sub.aspects:
            yield from aspect_lines(aspect, listed)


def aspect_lines(aspect: AspectDraft, listed: list[Line]) -> Iterator[Line]:
    """Yield an aspect and, for a judgement, its levels."""
    yield {
        "D": "J" if aspect.kind == "judgement" else "M",
        "E": aspect.text,
        "G": aspect.extra,
        "H": aspect.requirement,
        "I": aspect.section,
        "J": calculation_row(aspect, listed),
        "K": aspect.max,
    }
    for level in aspect.levels:
        yield {"F": level.score, "G": level.text}


def calculation_row(aspect: AspectDraft, listed: list[Line]) -> int | None:
    """Return the number of the aspect's calculation, listing it if need be."""
    if aspect.kind in PLAIN and not aspect.parameters:
        return None
    noted = aspect.parameters.get("calculation")
    notes: Mapping[str, object] = noted if isinstance(noted, dict) else {}
    reusable = bool(notes.get("reusable", False))
    line: Line = {
        "A": str(notes.get("name", "")),
        "B": TYPE_OF[aspect.kind],
        "C": reusable,
        "D": pack(raw(aspect)),
    }
    if not (reusable and line in listed):
        listed.append(line)
        return len(listed)
    return listed.index(line) + 1


def raw(aspect: AspectDraft) -> dict[str, str]:
    """Return the parameters by their CIS keys: as imported if they still say the same."""
    kind, parameters = TYPE_OF[aspect.kind], aspect.parameters
    kept = parameters.get("raw")
    if isinstance(kept, dict) and rule(structured(kind, kept, aspect.max)) == rule(parameters):
        return kept
    writers = {"completed": completed, "choice": choice, "ranged": ranged, "deduct": deduct}
    if aspect.kind in writers:
        return writers[aspect.kind](parameters)
    own = rule(parameters)
    return {OWN: json.dumps(own, ensure_ascii=False)} if own else {}


def structured(kind: str, kept: Mapping[str, str], most: Decimal) -> dict[str, object]:
    """Return what imported parameters mean, nothing if they mean nothing."""
    try:
        return structure(kind, kept, most)
    except NotUnderstood:
        return {}


def rule(parameters: Parameters) -> dict[str, object]:
    """Return the parameters without the notes beside them."""
    return {key: value for key, value in parameters.items() if key not in NOTES}


def completed(parameters: Parameters) -> dict[str, str]:
    """Return the keys of NUMBER_COMPLETED."""
    return {"NUM_POSSIBLE": str(parameters["possible"])}


def choice(parameters: Parameters) -> dict[str, str]:
    """Return the keys of CHOICE."""
    options = options_of(parameters, "choices")
    found = {"DEDUCTION_TYPE": UNIT_NAMES[options[0]["unit"]]}
    for place, option in enumerate(options, 1):
        found[f"CHOICE{place}_LABEL"] = option["label"]
        found[f"CHOICE{place}_DEDUCTION"] = option["deduction"]
    return found


def ranged(parameters: Parameters) -> dict[str, str]:
    """Return the keys of RANGED_SCORE."""
    options = options_of(parameters, "ranges")
    found = {"DEDUCTION_TYPE": UNIT_NAMES[options[0]["unit"]]}
    found["TARGET_VALUE"] = str(parameters["target"])
    for place, option in enumerate(options, 1):
        for key in ("lower", "upper", "deduction"):
            found[f"RANGE{place}_{key.upper()}"] = option[key]
    return found


def deduct(parameters: Parameters) -> dict[str, str]:
    """Return the keys of REGULAR_DIFFERENCE_DEDUCTION: so many points a fault."""
    return {
        "DEDUCTION": str(parameters.get("points", "1")),
        "DEDUCTION_TYPE": "UNIT",
        "TARGET_VALUE": "0",
        "DIFFERENCE": "1",
        "DIFFERENCE_TYPE": "UNIT",
    }


def options_of(parameters: Parameters, key: str) -> list[dict[str, str]]:
    """Return the choices or ranges, all of them texts."""
    options = parameters[key]
    if not isinstance(options, list) or not options:
        message = f"no {key}"
        raise ValueError(message)
    return [{str(name): str(value) for name, value in option.items()} for option in options]
