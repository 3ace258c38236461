"""What a reading holds, in figures: for the preview and for checking other tools."""

from collections import Counter

from judging.draft import KINDS, Problem, SchemeDraft
from judging.scheme_file.cells import points
from judging.scheme_file.reading import Reading
from judging.scheme_file.wording import message


def summary(reading: Reading) -> dict[str, object]:
    """Return counts, sums and problems; marks are texts with two decimals."""
    draft = reading.draft or SchemeDraft("")
    kinds = Counter(aspect.kind for aspect in draft.aspects)
    judged = kinds.pop("judgement", 0)
    return {
        "criteria": len(draft.criteria),
        "sub_criteria": sum(len(criterion.sub_criteria) for criterion in draft.criteria),
        "aspects": {"measurement": kinds.total(), "judgement": judged},
        "total": points(draft.total),
        "sections": sections(draft),
        "calculations": {kind: kinds[kind] for kind in KINDS if kinds[kind]},
        "errors": [described(problem) for problem in reading.errors],
        "warnings": [described(problem) for problem in reading.warnings],
    }


def sections(draft: SchemeDraft) -> list[dict[str, str | None]]:
    """Return every section that is declared or used, with both sums."""
    declared = {section.code: section.declared for section in draft.sections}
    found: list[dict[str, str | None]] = []
    for code, marked in draft.marked_by_section.items():
        meant = declared.get(code)
        shown = None if meant is None else points(meant)
        found.append({"code": code, "declared": shown, "marked": points(marked)})
    return found


def described(problem: Problem) -> dict[str, str | int | None]:
    """Return a problem with its place and its English sentence."""
    return {
        "code": problem.code,
        "sheet": problem.sheet,
        "row": problem.row,
        "column": problem.column,
        "message": message(problem),
    }
