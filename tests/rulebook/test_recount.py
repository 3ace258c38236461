"""Engine and recount come to the same account of invented trades.

10,000 trades, half a minute; ``RECOUNT_TRADES`` sets another number and ``RECOUNT_FIRST``
the seed of the first: ``RECOUNT_FIRST=10000 pytest tests/rulebook/test_recount.py``.
"""

import copy
import json
import os
from itertools import pairwise
from typing import Any

import pytest

from competition.scoring.report import printed
from competition.scoring.shapes import UnusableDocument
from competition.scoring.trade_file import load
from tests.rulebook.recount import score
from tests.rulebook.recount.invent import invent
from tests.rulebook.recount.shrink import shrunk

Json = dict[str, Any]

FIRST = int(os.environ.get("RECOUNT_FIRST", "0"))
TRADES = int(os.environ.get("RECOUNT_TRADES", "10000"))
PORTIONS = 4


def engine(document: Json) -> Json:
    """Return what ``jiangsai score`` prints of the document."""
    account: Json = json.loads(printed(load(json.dumps(document).encode())))
    return account


def comparable(account: Json) -> Json:
    """Return the account without the sentences of its problems, whose words are free."""
    problems = [
        {key: value for key, value in problem.items() if key != "detail"}
        for problem in account["problems"]
    ]
    return account | {"problems": problems}


def differs(document: Json) -> bool:
    """Tell whether the two accounts differ; a document that is refused is no case."""
    try:
        theirs = comparable(engine(document))
        return theirs != score(copy.deepcopy(document))
    except (UnusableDocument, LookupError, TypeError):
        return False


def said(account: Json, other: Json) -> str:
    """Return the parts of the account that the other tells otherwise."""
    parts = {key: value for key, value in account.items() if value != other.get(key)}
    return json.dumps(parts, ensure_ascii=False, indent=1)


@pytest.mark.slow
@pytest.mark.timeout(1200)
@pytest.mark.parametrize("portion", range(PORTIONS))
def test_the_engine_agrees_with_the_recount(portion: int) -> None:
    for seed in range(FIRST + portion, FIRST + TRADES, PORTIONS):
        document = invent(seed)
        theirs, ours = comparable(engine(document)), score(document)
        if theirs != ours:
            small = shrunk(document, differs)
            theirs, ours = comparable(engine(small)), score(small)
            pytest.fail(
                f"seed {seed}: {json.dumps(small, ensure_ascii=False)}\n"
                f"engine: {said(theirs, ours)}\nrecount: {said(ours, theirs)}"
            )


def test_problems_are_told_in_sentences_and_in_order() -> None:
    for seed in range(FIRST, FIRST + 200):
        problems = engine(invent(seed))["problems"]
        assert all(problem["detail"].endswith(".") for problem in problems), seed
        for one, other in pairwise(problems):
            alike = all(one[key] == other[key] for key in ("entry", "aspect", "code"))
            assert not alike or one["detail"] <= other["detail"], seed
