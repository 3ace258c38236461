"""The reason that comes with everything that goes back on something, or rules on it."""

from competition.errors import Refusal, sentence
from competition.scoring.shapes import LONGEST


class ReasonMissing(Refusal):
    """What goes back on something, changes it or rules on it says why."""

    code = "reason-missing"
    text = sentence("Give the reason, in at most 4000 characters.")


def reasoned(reason: str) -> str:
    """Return *reason* without blanks around it; raises ReasonMissing where it says nothing."""
    told = reason.strip()
    if not told or len(told) > LONGEST or "\0" in told:
        raise ReasonMissing({"field": "reason"})
    return told
