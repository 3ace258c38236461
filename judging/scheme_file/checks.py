"""Sums and habits a scheme should keep; a chief may decide otherwise."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from judging.draft import AspectDraft, Problem, SchemeDraft
from judging.scheme_file.cells import points

WHOLE: Final = Decimal(100)
LIMIT: Final = Decimal(2)


def warnings(draft: SchemeDraft, sheet: str = "") -> tuple[Problem, ...]:
    """Return what a chief should look at before locking the scheme."""
    return (
        *(warning for aspect in draft.aspects for warning in of_aspect(draft, aspect, sheet)),
        *of_criteria(draft, sheet),
        *of_sections(draft, sheet),
        *of_total(draft, sheet),
    )


def of_aspect(draft: SchemeDraft, aspect: AspectDraft, sheet: str) -> Iterator[Problem]:
    """Yield the doubts about one aspect."""
    named = {"aspect": aspect.code}
    if not aspect.text:
        yield warning("aspect-without-text", sheet, named, aspect.row)
    if aspect.max > LIMIT:
        amounts = {"max": points(aspect.max), "limit": points(LIMIT)}
        yield warning("max-above-limit", sheet, named | amounts, aspect.row)
    if aspect.section is None and has_sections(draft):
        yield warning("aspect-without-section", sheet, named, aspect.row)
    if aspect.parameters.get("confirm"):
        yield warning("calculation-to-confirm", sheet, named, aspect.row)


def of_criteria(draft: SchemeDraft, sheet: str) -> Iterator[Problem]:
    """Yield criteria that are empty or do not add up."""
    for criterion in draft.criteria:
        named = {"criterion": criterion.code}
        if not criterion.aspects:
            yield warning("criterion-without-aspects", sheet, named)
        elif criterion.declared is not None and criterion.declared != criterion.marked:
            amounts = declared_and_marked(criterion.declared, criterion.marked)
            yield warning("criterion-sum", sheet, named | amounts)


def of_sections(draft: SchemeDraft, sheet: str) -> Iterator[Problem]:
    """Yield sections that do not add up, and those nobody declared."""
    marked = draft.marked_by_section
    for section in draft.sections:
        if section.declared is not None and section.declared != marked[section.code]:
            amounts = declared_and_marked(section.declared, marked[section.code])
            yield warning("section-sum", sheet, {"section": section.code} | amounts)
    declared = {section.code for section in draft.sections}
    used = Counter(aspect.section for aspect in draft.aspects if aspect.section is not None)
    for code, count in used.items():
        if code not in declared:
            yield warning("section-not-declared", sheet, {"section": code, "count": str(count)})


def of_total(draft: SchemeDraft, sheet: str) -> Iterator[Problem]:
    """Yield doubts about the grand total."""
    if draft.declared_total is not None and draft.declared_total != draft.total:
        amounts = declared_and_marked(draft.declared_total, draft.total)
        yield warning("total-sum", sheet, amounts)
    if draft.total != WHOLE:
        yield warning("total-not-100", sheet, {"marked": points(draft.total)})


def has_sections(draft: SchemeDraft) -> bool:
    """Tell whether the scheme works with sections of the standards at all."""
    return bool(draft.sections) or any(aspect.section for aspect in draft.aspects)


def declared_and_marked(declared: Decimal, marked: Decimal) -> dict[str, str]:
    """Return the two figures that disagree, as people read them."""
    return {"declared": points(declared), "marked": points(marked)}


def warning(code: str, sheet: str, values: Mapping[str, str], row: int = 0) -> Problem:
    """Return a warning; it keeps a scheme from being locked without a decision."""
    return Problem("warning", code, sheet, row or None, None, values)
