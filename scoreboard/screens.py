"""Screens of the hall: taken in by their code, told what to show, forgotten."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from competition.audit import note
from competition.clock import now
from competition.db import announce, brief
from competition.errors import NotFound, Refusal, sentence
from scoreboard.hall_models import Screen

THEMES: Final = ("dark", "light", "contrast")
LANGUAGES: Final = ("zh", "en", "both")
SHORTEST_S: Final = 5
LONGEST_S: Final = 3600
MOST_BOARDS: Final = 12
# For so long a screen tells its number and name when it is asked to.
IDENTIFIED: Final = timedelta(seconds=12)


class TakenIn(Refusal):
    """The screen belongs to the hall already."""

    code, status = "screen-taken-in", HTTPStatus.CONFLICT
    text = sentence("This screen has been taken in already.")


class NoSuchCode(Refusal):
    """No screen that waits shows this code."""

    code, status = "screen-code-unknown", HTTPStatus.UNPROCESSABLE_ENTITY
    text = sentence("No screen shows this code now. Look at the screen and type it again.")


class ScreensCrowded(Refusal):
    """No screen that waits shows this code, and some have none because too many wait."""

    code, status = "screens-crowded", HTTPStatus.UNPROCESSABLE_ENTITY
    text = sentence(
        "No screen shows this code now. %(count)s screens wait, too many from one address: "
        "a new one gets its code once others there are taken in or switched off."
    )


@dataclass(frozen=True, slots=True)
class ScreenChanged:
    """A screen shall show something else, or is none any more."""

    screen: int
    version: int


@dataclass(frozen=True, slots=True)
class TakingIn:
    """A screen that shows a code is taken into the hall under a name."""

    token_hash: str
    code: str
    name: str
    place: str
    by: int


@dataclass(frozen=True, slots=True)
class Order:
    """What *screens* shall do from now on: *wanted* holds columns and their new values.

    A column that is not named stays as it is.  *reload* and *identify* are
    wanted once.
    """

    screens: tuple[int, ...]
    by: int
    wanted: Mapping[str, object] = field(default_factory=dict)
    reload: bool = False
    identify: bool = False


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A screen that belongs to the hall no longer."""

    screen: int
    by: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a screen said of itself, and when."""

    screen: int
    at: datetime
    report: dict[str, object]


def plain_code(typed: str) -> str:
    """Return a code as the screen shows it, however it was typed."""
    return "".join(letter for letter in typed.upper() if letter.isalnum())


def take_in(session: Session, new: Sequence[TakingIn]) -> Sequence[int | Exception]:
    """Take screens into the hall; answer their ids."""
    return [_take_one_in(session, each) for each in new]


def order(session: Session, orders: Sequence[Order]) -> Sequence[None]:
    """Tell screens what to show; each has a new version by it."""
    for each in orders:
        rows = session.scalars(
            select(Screen).where(Screen.id.in_(each.screens)).with_for_update().order_by(Screen.id)
        )
        for screen in rows:
            _obey(session, screen, each)
    return [None] * len(orders)


def forget(session: Session, items: Sequence[Forgetting]) -> Sequence[Exception | None]:
    """Forget screens; each shows its code again."""
    outcomes: list[Exception | None] = []
    for each in items:
        screen = session.get(Screen, each.screen)
        if screen is None:
            outcomes.append(NotFound())
            continue
        note(session, each.by, "screen-forgotten", screen=screen.id, name=screen.name)
        announce(session, ScreenChanged(screen.id, screen.version + 1))
        session.delete(screen)
        outcomes.append(None)
    session.flush()
    return outcomes


@brief
def sight(session: Session, sightings: Sequence[Sighting]) -> Sequence[None]:
    """Keep what screens say of themselves."""
    for each in sightings:
        session.execute(
            update(Screen)
            .where(Screen.id == each.screen)
            .values(last_seen_at=each.at, report=each.report)
        )
    return [None] * len(sightings)


def of_token(session: Session, token_hash: str) -> Screen | None:
    """Return the screen with this token, or None."""
    return session.scalar(select(Screen).where(Screen.token_hash == token_hash))


def everyone(session: Session) -> Sequence[Screen]:
    """Return every screen of the hall by number."""
    return session.scalars(select(Screen).order_by(Screen.id)).all()


def played(among: Iterable[Screen]) -> set[str]:
    """Return the keys of all boards in the playlists of these screens."""
    return {str(item["board"]) for screen in among for item in screen.shows}


def _take_one_in(session: Session, new: TakingIn) -> int | Exception:
    if of_token(session, new.token_hash) is not None:
        return TakenIn()
    screen = Screen(
        token_hash=new.token_hash,
        code=new.code,
        name=new.name,
        place=new.place,
        version=1,
        shows=[],
        theme="dark",
        language="zh",
        is_blank=False,
        message={},
        reloads=0,
        identified_at=now(),
        taken_in_at=now(),
        taken_in_by=new.by,
        last_seen_at=now(),
        report={},
    )
    session.add(screen)
    session.flush()
    note(session, new.by, "screen-taken-in", screen=screen.id, name=new.name)
    return screen.id


def _obey(session: Session, screen: Screen, each: Order) -> None:
    for column, value in each.wanted.items():
        setattr(screen, column, value)
    if each.reload:
        screen.reloads += 1
    if each.identify:
        screen.identified_at = now()
    screen.version += 1
    session.flush()
    done = [*each.wanted, *(["reload"] if each.reload else []), *(["identify"] * each.identify)]
    note(session, each.by, "screen-ordered", screen=screen.id, orders=done)
    announce(session, ScreenChanged(screen.id, screen.version))
