"""One version of a marking scheme put into its tables, whoever read it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from judging.models import Aspect, Criterion, Scheme, Section, SubCriterion

SubRows = tuple[SubCriterion, Iterable[Aspect]]
CriterionRows = tuple[Criterion, Iterable[SubRows]]


def store(
    session: Session,
    scheme: Scheme,
    sections: Iterable[Section],
    criteria: Iterable[CriterionRows],
) -> int:
    """Store *scheme* with its sections and criteria, each in the order given; return its id.

    The rows come without the numbers by which they belong together.
    """
    session.add(scheme)
    session.flush()
    for section in sections:
        section.scheme_id = scheme.id
        session.add(section)
        # Sections stand in the order in which they came.
        session.flush()
    for position, (criterion, subs) in enumerate(criteria):
        criterion.scheme_id, criterion.position = scheme.id, position
        session.add(criterion)
        session.flush()
        for place, each in enumerate(subs):
            _store_sub_criterion(session, criterion.id, place, each)
    session.flush()
    return scheme.id


def _store_sub_criterion(session: Session, criterion: int, place: int, rows: SubRows) -> None:
    sub, aspects = rows
    sub.criterion_id, sub.position = criterion, place
    session.add(sub)
    session.flush()
    for position, aspect in enumerate(aspects):
        aspect.criterion_id, aspect.sub_criterion_id = criterion, sub.id
        aspect.position = position
        session.add(aspect)
