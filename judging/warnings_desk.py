"""The desk page of what is worth a second look before the chief judge signs."""

from collections import Counter

from flask import Blueprint, render_template
from sqlalchemy import select

from competition.access import Act
from competition.accounts.models import Account
from competition.native import in_native_thread
from competition.registration.enrol import entries_of
from competition.scoring.values import TradeId
from competition.web import database, permit
from judging import plan as plans
from judging import schemes, warnings
from judging.desk import shared

blueprint = Blueprint("warnings", __name__, url_prefix="/organise/trades/<int:trade>/warnings")


@blueprint.get("")
def show(trade: int) -> str:
    """Show every odd mark of a trade, and how many there are of each kind."""
    permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        common = shared(session, trade)
        agreed = plans.read(session, trade) if schemes.newest(session, trade) else None
        known = warnings.fields(session, agreed) if agreed else {}
        entries = {entry.id: entry for entry, _ in entries_of(session, trade)}
        # Thousands of marks are compared with all others of their aspects.
        odd = in_native_thread(warnings.of_trade, agreed, known) if agreed else []
        wanted = select(Account).where(Account.id.in_({each.author for each in odd}))
        judges = {account.id: account for account in session.scalars(wanted)}
    return render_template(
        "judging/warnings.html",
        **common,
        odd=odd,
        kinds=Counter(kind for each in odd for kind in each.kinds),
        entries=entries,
        judges=judges,
    )
