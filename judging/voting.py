"""When votes that everybody may see are too far apart, and since which version they have been."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from competition.scoring.rules import Rules
from competition.scoring.totals import MISSING, aspect_points
from competition.scoring.values import SHARED, AspectRule, Seat


@dataclass(frozen=True, slots=True)
class Voting:
    """How a panel of so many *seats* votes on one aspect."""

    aspect: AspectRule
    seats: int
    rules: Rules

    def is_apart(self, votes: Mapping[Seat, str]) -> bool:
        """Answer whether the *votes* by seat are all in, hence seen, and too far apart."""
        given = {at: vote for at, vote in votes.items() if at != SHARED and vote != MISSING}
        if len(given) < self.seats:
            return False
        return aspect_points(self.aspect, given, self.seats, self.rules).conflict

    def apart_since(self, lines: Iterable[tuple[Seat, str, int]]) -> int | None:
        """Return the version since which the votes are apart without a break; None: they are not.

        *lines* are all that was recorded for the aspect on its sheet, in order:
        seat, value and version of each.
        """
        votes: dict[Seat, str] = {}
        since = None
        for seat, value, version in lines:
            votes[seat] = value
            if not self.is_apart(votes):
                since = None
            elif since is None:
                since = version
        return since
