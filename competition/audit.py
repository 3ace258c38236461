"""Who did what and when: lines are added, never changed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column

from competition.clock import now
from competition.db import Base


class AuditLine(Base):
    """One act of one person outside the marks, which the ledger keeps."""

    __tablename__ = "audit_line"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    act: Mapped[str]
    about: Mapped[dict[str, object]]


def note(session: Session, account_id: int | None, act: str, **about: object) -> None:
    """Add a line: *account_id* did *act*; None is the operator at the command line."""
    session.add(AuditLine(at=now(), account_id=account_id, act=act, about=about))
