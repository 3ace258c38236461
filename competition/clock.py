"""The one clock of the program."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    return datetime.now(UTC)


def written(moment: datetime) -> str:
    """Return *moment* as ISO 8601 in UTC with microseconds, as the wire and the ledger spell it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def read(text: str) -> datetime:
    """Return the aware moment that *text* spells in ISO 8601, else raise ValueError."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        message = "a time needs its offset from UTC"
        raise ValueError(message)
    return moment.astimezone(UTC)
