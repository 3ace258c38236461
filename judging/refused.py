"""Why a mark is not taken whatever its sheet says."""

from http import HTTPStatus

from competition.errors import NotAllowed, Refusal, sentence


class StaleMark(Refusal):
    """Somebody changed the cell after the judge last saw it; both values are answered."""

    code, status = "stale-mark", HTTPStatus.CONFLICT
    text = sentence(
        "This was changed on another tablet meanwhile: it says %(theirs)s, you entered %(yours)s."
    )


class SheetLocked(Refusal):
    """The chief judge has signed: marks stand as they are."""

    code, status = "sheet-locked", HTTPStatus.CONFLICT
    text = sentence("The chief judge has signed. Nothing was changed.")


class SheetSigned(Refusal):
    """The panel has signed the sheet; what it says is closed."""

    code, status = "sheet-signed", HTTPStatus.CONFLICT
    text = sentence(
        "The panel has signed this sheet. Ask for a correction, or ask the chief judge to reopen "
        "it. Nothing was changed."
    )


class TradeSuspended(Refusal):
    """Marking is suspended: what was marked before counts, nothing new is taken."""

    code, status = "trade-suspended", HTTPStatus.CONFLICT
    text = sentence("Marking in this trade is suspended. Nothing was changed; try again later.")


class JudgeAbsent(Refusal):
    """The chief judge has recorded that nobody waits for this judge here."""

    code, status = "judge-absent", HTTPStatus.CONFLICT
    text = sentence(
        "The chief judge has recorded you as absent here; they can take that back. "
        "Nothing was changed."
    )


class NotYourSheet(NotAllowed):
    """Only the judges of a sheet's panel see and fill it, each their own seat."""

    code = "not-your-sheet"
    text = sentence("This sheet belongs to another panel.")


class SeatPassed(NotAllowed):
    """A seat has passed to another judge, and what it has still to mark with it."""

    code = "seat-passed"
    text = sentence(
        "The chief judge has let your seat here pass to another judge. Nothing was changed."
    )


class SheetStayed(NotAllowed):
    """Whoever has a seat of the panel since has none on a sheet that was complete by then."""

    code = "sheet-stayed"
    text = sentence(
        "This sheet was complete when your seat passed to you, and has stayed with the judge who "
        "had the seat. The chief judge can let it pass to you too. Nothing was changed."
    )


class EarlierVote(Refusal):
    """A vote stays with whoever gave it; who has the seat since does not change it."""

    code, status = "earlier-vote", HTTPStatus.CONFLICT
    text = sentence(
        "The judge who had your seat before gave this vote, and it stands. Nothing was changed."
    )


class UuidReused(Refusal):
    """One uuid cannot stand for two different marks."""

    code, status = "uuid-reused", HTTPStatus.CONFLICT
    text = sentence("This mark's identity was used for another mark. Nothing was changed.")


class RefusedBefore(Refusal):
    """A mark that its judge was told is refused does not come in later without them."""

    code, status = "refused-before", HTTPStatus.CONFLICT
    text = sentence(
        "This mark was refused before and does not count by itself now. Look at the sheet and "
        "mark again if it shall count. Nothing was changed."
    )


class VotesApart(Refusal):
    """Votes too far apart that everybody has seen are talked over and given anew, all of them."""

    code, status = "votes-apart", HTTPStatus.CONFLICT
    text = sentence(
        "The votes are too far apart. The leader of the panel or the chief judge opens a second "
        "round; then everybody votes again. Nothing was changed."
    )


class OwnCheck(Refusal):
    """Whoever found a sheet right as its second person does not change what they found right."""

    code, status = "own-check", HTTPStatus.CONFLICT
    text = sentence(
        "You have checked this sheet as its second person; another judge of the panel marks here. "
        "To mark yourself, first object to the value: the check is void then, and somebody else "
        "checks. Nothing was changed."
    )
