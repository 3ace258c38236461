"""Desk pages around judging: scheme, judges and panels, the chief judge's matrix and signature."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as Answer

from competition.access import Act, Role, may
from competition.accounts import people
from competition.accounts.models import Account
from competition.accounts.sign_in import secret_hash
from competition.accounts.views import presence
from competition.errors import NotFound, Refusal
from competition.i18n import translated
from competition.native import in_native_thread
from competition.programme.models import Trade
from competition.registration.enrol import entries_of
from competition.scoring.values import TradeId
from competition.web import database, permit, person, wants_json, write
from judging import (
    avoidance,
    desk_sections,
    doorkeeper,
    formalities,
    heard,
    matrix,
    newcomers,
    reopeners,
    rounds,
    scheme_source,
    schemes,
    seen,
    sheets,
    ties,
)
from judging import panels as seating
from judging import plan as plans
from judging.avoidance import TiesOf
from judging.heard import Shown
from judging.newcomers import Newcomer
from judging.ties import NewTies
from judging.wording import names_of

blueprint = Blueprint("desk", __name__, url_prefix="/organise/trades/<int:trade>")


@blueprint.get("/scheme")
def scheme(trade: int) -> str:
    """Show the marking scheme of a trade, its check, and the forms that import and lock it."""
    permit(Act.OVERSEE, TradeId(trade))
    return _scheme_page(trade, [])


@blueprint.post("/scheme")
def import_scheme(trade: int) -> Answer:
    """Read a scheme file; store it as the newest draft, or show every error in it."""
    somebody = permit(Act.ORGANISE)
    sent = request.files.get("file")
    data = sent.read() if sent else b""
    reading = in_native_thread(scheme_source.read, data)
    errors = [each for each in reading.problems if each.severity == "error"]
    if reading.draft is None or errors:
        page = _scheme_page(trade, scheme_source.described(errors))
        return make_response(page, HTTPStatus.UNPROCESSABLE_ENTITY)
    warnings = scheme_source.stored(reading.problems)
    name = (sent.filename if sent else "") or ""
    new = schemes.NewScheme(_trade(trade).id, reading.draft, name, warnings, somebody.id)
    return done("desk.scheme", trade, schemes.store, new)


@blueprint.post("/scheme/lock")
def lock_scheme(trade: int) -> Answer:
    """Lock the newest scheme and open its sheets."""
    somebody = permit(Act.ORGANISE)
    accepts = bool(request.form.get("accept_warnings"))
    return done(
        "desk.scheme", trade, schemes.lock, schemes.Locking(_trade(trade).id, accepts, somebody.id)
    )


@blueprint.get("/panels")
def panels(trade: int) -> str:
    """Show the judges and panels of a trade."""
    permit(Act.OVERSEE, TradeId(trade))
    return _panels_page(trade, {})


@blueprint.post("/judges")
def add_judges(trade: int) -> Answer:
    """Add judges, one a line, and whom they belong with; show their PINs once."""
    somebody = permit(Act.ORGANISE)
    found = _trade(trade)
    role = Role.CHIEF if request.form.get("role") == "chief" else Role.JUDGE
    pins: dict[str, str] = {}
    try:
        coming = newcomers.read(request.form.get("judges", ""))
        with database().read() as session:
            newcomers.ensure_homes(session, found.competition_id, coming)
        for each in coming:
            pins[each.code] = _add_judge(each, role, trade, somebody.id)
    except Refusal as refusal:
        # The judges of the lines above are added: their PINs are shown now or never.
        refusal.extra["pins"] = pins
        if wants_json():
            raise
        text = translated(refusal.text, refusal.values)
        return make_response(_panels_page(trade, pins, text), refusal.status)
    if wants_json():
        return make_response({"pins": pins}, HTTPStatus.CREATED)
    return make_response(_panels_page(trade, pins), HTTPStatus.CREATED)


def _add_judge(new: Newcomer, role: Role, trade: int, by: int) -> str:
    """Add one judge and keep whom they belong with; return their PIN."""
    pin = people.fresh_pin()
    hashed = secret_hash(pin)
    password = hashed if role is Role.CHIEF else None
    account = people.NewAccount(new.code, dict(new.names), password, hashed, role, trade, by)
    number = write(people.add, account)
    if new.delegation or new.unit:
        said = TiesOf(number, new.delegation, new.unit, ())
        write(ties.tell, NewTies(trade, (said,), by))
    return pin


@blueprint.post("/pins/<int:account>")
def renew_pin(trade: int, account: int) -> Answer:
    """Give a judge a new PIN, which ends a lock-out; show it once."""
    somebody = permit(Act.ORGANISE)
    with database().read() as session:
        held = people.holding(session, {Role.JUDGE, Role.CHIEF}, trade)
        found = next((each for each, _ in held if each.id == account), None)
        if found is None or people.is_organiser(session, account):
            raise NotFound
    pin = people.fresh_pin()
    write(people.set_pin, people.NewPin(account, secret_hash(pin), somebody.id))
    return make_response(_panels_page(trade, {found.code: pin}))


@blueprint.post("/panels")
def seat_panel(trade: int) -> Answer:
    """Seat a panel: judges by code in order of seats, and the modules it marks."""
    somebody = permit(Act.ORGANISE)
    judges = tuple(request.form.get("judges", "").replace(",", " ").split())
    modules = tuple(request.form.getlist("modules"))
    name = request.form.get("panel", "").strip() or "1"
    new = seating.Seating(_trade(trade).id, name, judges, modules, somebody.id)
    return done("desk.panels", trade, seating.seat, new)


@blueprint.get("/chief")
def chief(trade: int) -> str:
    """Show how far every entry and module is, every conflict, and the signature."""
    permit(Act.OVERSEE, TradeId(trade))
    return chief_page(trade, state=request.args.get("state", ""))


@blueprint.get("/chief/news")
def chief_news(trade: int) -> dict[str, object]:
    """Answer which version the chief judge's page has now: another one where anything changed."""
    permit(Act.OVERSEE, TradeId(trade))
    with database().read() as session:
        if session.get(Trade, trade) is None:
            raise NotFound
        tablets = heard.paired(session, presence(), trade)
        return {"version": _version(session, trade, tablets)}


@blueprint.post("/signature")
def sign(trade: int) -> Answer:
    """Put the chief judge's name to the trade's marks."""
    somebody = permit(Act.SIGN, TradeId(trade))
    return done(
        "desk.chief", trade, formalities.sign, sheets.Signing(_trade(trade).id, somebody.id)
    )


def carried_out(
    act: Callable[..., Any], item: object, again: Callable[[str], str], address: str
) -> Answer:
    """Carry out *act* and go on to *address*; where it is refused, the page is shown *again*.

    Programs are told the refusal itself, and everybody that something is not there.
    """
    try:
        write_as_seen(act, item)
    except NotFound:
        raise
    except Refusal as refusal:
        if wants_json():
            raise
        return make_response(again(translated(refusal.text, refusal.values)), refusal.status)
    return redirect(address, HTTPStatus.SEE_OTHER)


def write_as_seen(act: Callable[..., Any], item: object) -> None:
    """Carry out *act*, unless its page showed what a server from a backup has lost."""
    told = request.form.get("seen", "")
    if told:
        with database().read() as session:
            seen.ensure_trade(session, (request.view_args or {})["trade"], told)
    write(act, item)


def on_chiefs_page(trade: int, act: Callable[..., Any], item: object) -> Answer:
    """Carry out *act* and show the chief judge's page of *trade*."""
    return carried_out(act, item, partial(chief_page, trade), url_for("desk.chief", trade=trade))


def done(endpoint: str, trade: int, act: Callable[..., Any], item: object) -> Answer:
    """Carry out *act*; show the page again, with the refusal where there was one."""
    try:
        write_as_seen(act, item)
    except Refusal as refusal:
        text = translated(refusal.text, refusal.values)
        page = _PAGES[endpoint](trade, text)
        return make_response(page, refusal.status)
    return redirect(url_for(endpoint, trade=trade), HTTPStatus.SEE_OTHER)


def _scheme_page(trade: int, errors: list[dict[str, object]], refusal: str | None = None) -> str:
    with database().read() as session:
        common = shared(session, trade)
        found = schemes.newest(session, trade)
        lock = schemes.locked_by(session, trade)
        locker = session.get(Account, lock.locked_by) if lock else None
        agreed = plans.read(session, trade) if found else None
        entries = len(entries_of(session, trade))
    return render_template(
        "judging/scheme.html",
        **common,
        scheme=found,
        title=names_of(found.title) if found else {},
        lock=lock,
        locker=locker,
        plan=agreed,
        kinds=_kinds(agreed) if agreed else {},
        entries=entries,
        votes_awaited=agreed is not None and rounds.awaits_votes(agreed),
        errors=errors,
        warnings=scheme_source.retold(found.warnings) if found else [],
        refusal=refusal,
    )


def _panels_page(trade: int, pins: Mapping[str, str], refusal: str | None = None) -> str:
    with database().read() as session:
        common = shared(session, trade)
        seated = seating.panels_of(session, trade)
        judges = people.holding(session, {Role.JUDGE, Role.CHIEF}, trade)
        agreed = plans.read(session, trade) if schemes.newest(session, trade) else None
        tied = avoidance.seated(session, trade)
        seats = avoidance.seats(session, trade)
        may_reopen = reopeners.of(session, trade)
    return render_template(
        "judging/panels.html",
        **common,
        panels=seated,
        judges=judges,
        modules=agreed.modules if agreed else (),
        pins=pins,
        tied=tied,
        open_ties=avoidance.open_groups(tied),
        seats=seats,
        reopeners=may_reopen,
        refusal=refusal,
    )


def chief_page(trade: int, refusal: str | None = None, state: str = "") -> str:
    """Return the chief judge's page of *trade*, with the refusal of what was tried, if any.

    Of the matrix those entries alone that have a sheet in *state*, a word of the matrix, or all.
    """
    with database().read() as session:
        common = shared(session, trade)
        memory = doorkeeper.memory()
        progress = memory.headway.of(session, trade)
        agreed = progress.plan if progress else None
        is_open = progress is not None and progress.plan.is_locked
        found = matrix.read(session, progress, memory) if progress and is_open else None
        formal = formalities.overview(session, progress) if progress and found else None
        tablets = heard.paired(session, presence(), trade)
        version = _version(session, trade, tablets)
        facts = desk_sections.facts(session, trade, agreed)
        beside = desk_sections.sections(session, trade, progress, found, memory)
        judges = people.holding(session, {Role.JUDGE}, trade)
        entries = {entry.id: entry for entry, _ in entries_of(session, trade)}
    return render_template(
        "judging/chief.html",
        **common,
        plan=agreed,
        names_of=names_of,
        matrix=found,
        chosen=state if state in matrix.WORDS else "",
        facts=facts,
        tablets=tablets,
        formal=formal,
        pages=_pages(agreed) if agreed else {},
        version=version,
        **beside,
        judges=[account for account, _ in judges],
        entries=entries,
        may_sign=may(person(), Act.SIGN, TradeId(trade)),
        may_reopen=may(person(), Act.REOPEN, TradeId(trade)),
        refusal=refusal,
    )


def _version(session: Session, trade: int, tablets: Sequence[Shown]) -> str:
    # A server that was put back from a backup may have come as far by other lines.
    return f"{current_app.extensions['epoch']}-{desk_sections.version(session, trade, tablets)}"


def _pages(agreed: plans.MarkingPlan) -> dict[tuple[int, plans.Stack], int]:
    """Return the sheets by entry, and module and day."""
    return {(each.entry, each.stack): each.id for each in agreed.sheets.values()}


def _kinds(agreed: plans.MarkingPlan) -> Counter[str]:
    """Return how many aspects there are of each kind."""
    return Counter(aspect.rule.kind.value for aspect in agreed.aspects.values())


_PAGES: Final[dict[str, Callable[[int, str], str]]] = {
    "desk.scheme": lambda trade, text: _scheme_page(trade, [], text),
    "desk.panels": lambda trade, text: _panels_page(trade, {}, text),
    "desk.chief": chief_page,
}


def shared(session: Session, trade: int) -> dict[str, object]:
    """Return what every desk page of *trade* shows: the trade and its steps; raises NotFound."""
    found = session.get(Trade, trade)
    if found is None:
        raise NotFound
    steps = current_app.extensions["journey"].of(session, found)
    return {"trade": found, "steps": steps, "seen": seen.of_trade(session, trade)}


def _trade(number: int) -> Trade:
    with database().read() as session:
        found = session.get(Trade, number)
    if found is None:
        raise NotFound
    return found
