"""The scenes of a ceremony: a result told from the last place up, one secret at a time."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from competition.scoring.figures import exact, spelled
from competition.scoring.rules import Rules

Row = Mapping[str, Any]
Scene = dict[str, object]

# So many rows are read on one scene; those who share a place are never parted.
_MOST: Final = 12
_TOGETHER: Final = frozenset({"merit", "medallion"})
_PODIUM: Final = 3
_TOLD: Final = 8
_KEPT: Final = ("place", "code", "name", "delegation", "total", "scale", "medal", "prize")


def scenes(
    document: Mapping[str, Any], members: Mapping[str, Sequence[Mapping[str, str]]], alone: int
) -> list[Scene]:
    """Return the scenes of a result as it is published: title, awards, places, podium.

    Whoever is on place *alone* or better is told alone, or with those who share
    the place; the others with all who have the same award.  Who has no award
    and no such place is not told.  *members* are the persons of teams by code.
    """
    ranked = [_kept(row, members) for row in document["rows"] if row["place"] is not None]
    told: list[Scene] = [_title(document)]
    label: tuple[object, object] = (None, None)
    for award, is_alone, rows in _groups(ranked, alone):
        if award not in {label, (None, None)}:
            told.append({"kind": "award", "medal": award[0], "prize": award[1]})
        label = award
        pages = [rows] if is_alone else _pages(rows)
        told += [_scene(award, page, is_alone=is_alone) for page in pages]
    podium = [row for row in ranked if row["place"] <= _PODIUM]
    if podium:
        told.append({"kind": "podium", "rows": podium})
    return told


def told_before(script: Sequence[Mapping[str, Any]], step: int) -> list[Row]:
    """Return the rows that were told before scene *step*, the best first."""
    rows = [
        row
        for scene in script[:step]
        if scene["kind"] in {"place", "group"}
        for row in reversed(scene["rows"])
    ]
    return rows[::-1][:_TOLD]


def invented(
    unit: str, most: Decimal, rules: Rules
) -> tuple[list[dict[str, Any]], dict[str, list[Mapping[str, str]]]]:
    """Return a result that nobody has won, for a rehearsal, and the members of its teams.

    Made-up persons or teams, by the *unit*, two of them equal, of at most
    *most* points; scores, medals and prizes where the *rules* have any.
    """
    medals = {1: "gold", 2: "silver", 3: "bronze"}
    prizes = {1: "first", 2: "second", 3: "second", 4: "third", 5: "third", 6: "third"}
    with_medals, with_prizes = rules.awards.medals is not None, rules.awards.prizes is not None
    rows: list[dict[str, Any]] = []
    members: dict[str, list[Mapping[str, str]]] = {}
    for at, (zh, en, home_zh, home_en) in enumerate(_PEOPLE, 1):
        place = 3 if at == 4 else at  # noqa: PLR2004 - the third and the fourth are equals
        code = f"R{at:02}"
        if unit == "team":
            members[code] = [{"zh": zh, "en": en}, _SECOND]
        rows.append(
            {
                "place": place,
                "code": code,
                "name": {"zh": f"{home_zh[:2]}队", "en": f"Team {home_en}"}
                if unit == "team"
                else {"zh": zh, "en": en},
                "delegation": {
                    "code": f"R{at}",
                    "names": {"zh": home_zh, "en": home_en},
                    "short": {"zh": home_zh[:2], "en": home_en[:3].upper()},
                },
                "total": spelled(exact(_share(place) * most / 100), 2),
                "scale": _score(place, rules),
                "medal": medals.get(place, "medallion" if at < 8 else None)  # noqa: PLR2004
                if with_medals
                else None,
                "prize": prizes.get(place, "merit") if with_prizes else None,
            }
        )
    return rows, members


def _share(place: int) -> Decimal:
    """Return how many of a hundred points the invented *place* has."""
    return Decimal("96.4") - Decimal("1.7") * place


def _score(place: int, rules: Rules) -> str | None:
    rule = rules.scale
    if rule is None:
        return None
    # As if the fifth of nine were the median.
    return spelled(exact(rule.centre + (5 - place) * 12), rule.decimals)


def _title(document: Mapping[str, Any]) -> Scene:
    trade = document["trade"]
    return {
        "kind": "title",
        "competition": document["competition"]["names"],
        "code": trade["code"],
        "names": trade["names"],
        "group": trade["group"],
        "unit": trade["unit"],
    }


def _groups(
    ranked: Sequence[Row], alone: int
) -> Iterator[tuple[tuple[object, object], bool, list[Row]]]:
    """Yield award, whether told alone, and rows (best first): from the last place up."""
    places = [list(rows) for _, rows in groupby(ranked, key=lambda row: row["place"])]
    waiting: list[Row] = []
    for equals in reversed(places):
        award = _award(equals)
        if _award(waiting) != award and waiting:
            yield _award(waiting), False, waiting
            waiting = []
        if equals[0]["place"] <= alone and not _TOGETHER & {*award}:
            if waiting:
                yield _award(waiting), False, waiting
                waiting = []
            yield award, True, equals
        elif award != (None, None):
            waiting = [*equals, *waiting]
    if waiting:
        yield _award(waiting), False, waiting


def _award(rows: Sequence[Row]) -> tuple[object, object]:
    """Return the best medal and prize among equals, who may differ by ruling."""
    return (
        next((row["medal"] for row in rows if row["medal"]), None),
        next((row["prize"] for row in rows if row["prize"]), None),
    )


def _pages(rows: Sequence[Row]) -> list[list[Row]]:
    """Return *rows* in pages, the last places first; equals stand on one page."""
    pages: list[list[Row]] = [[]]
    for _, equals in groupby(rows, key=lambda row: row["place"]):
        page = list(equals)
        if pages[-1] and len(pages[-1]) + len(page) > _MOST:
            pages.append([])
        pages[-1] += page
    return pages[::-1]


def _scene(award: tuple[object, object], rows: Sequence[Row], *, is_alone: bool) -> Scene:
    scene: Scene = {"kind": "place" if is_alone else "group", "medal": award[0], "prize": award[1]}
    if is_alone:
        scene["place"] = rows[0]["place"]
    return {**scene, "rows": list(rows)}


def _kept(row: Row, members: Mapping[str, Sequence[Mapping[str, str]]]) -> Row:
    kept = {key: row.get(key) for key in _KEPT}
    # Where only codes are public, nothing leads to a person here either.
    return (
        {**kept, "members": [dict(each) for each in members.get(row["code"], ())]}
        if (row["name"] is not None)
        else kept
    )


_SECOND: Final = {"zh": "冯替身", "en": "Understudy Feng"}
_PEOPLE: Final = (
    ("赵示例", "Example Zhao", "甲地代表队", "Alpha"),
    ("钱排练", "Rehearsal Qian", "乙地代表队", "Bravo"),
    ("孙试音", "Soundcheck Sun", "丙地代表队", "Charlie"),
    ("李样板", "Sample Li", "丁地代表队", "Delta"),
    ("周彩排", "Runthrough Zhou", "戊地代表队", "Echo"),
    ("古丽·演示", "Demonstration Guli", "己地代表队", "Foxtrot"),
    ("吴走台", "Walkthrough Wu", "庚地代表队", "Golf"),
    ("郑灯光", "Lights Zheng", "辛地代表队", "Hotel"),
    ("王舞台", "Stage Wang", "壬地代表队", "India"),
)
