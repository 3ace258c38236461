"""How far judging is in every trade, for the office: modules, spreads, tablets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoreboard.standing import Standing


@dataclass(frozen=True, slots=True)
class Part:
    """How far one module is, counted in aspects of entries: *counted* *of* so many."""

    code: str
    names: Mapping[str, str]
    counted: int
    of: int
    conflicts: int

    @property
    def share(self) -> float:
        """Return how much of it counts, from 0 to 1."""
        return self.counted / self.of if self.of else 0.0


def parts(standing: Standing) -> Sequence[Part]:
    """Return how far each module is, in the order of the scheme; empty before there is one."""
    found = []
    modules = standing.plan.modules if standing.plan else ()
    for at, module in enumerate(modules):
        needed = standing.needed.get(module.code, frozenset())
        mine = [standing.totals[entry].modules[at] for entry in needed if entry in standing.totals]
        found.append(
            Part(
                module.code,
                module.names,
                sum(each.counted for each in mine),
                sum(each.of for each in mine),
                sum(each.conflicts for each in mine),
            )
        )
    return found
