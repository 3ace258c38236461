"""A second account of a trade's standings, written from the documents alone.

It shares no code with ``competition.scoring``.  Exact fractions and the plainest
way to everything: where it and the engine differ, one of them misreads the rulebook.
"""

from tests.rulebook.recount.account import score

__all__ = ["score"]
