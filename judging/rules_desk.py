"""The desk page of a trade's rules: the form, the preview of its effect, the save."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask_babel import ngettext
from werkzeug.wrappers import Response as Answer

from competition.access import Act
from competition.errors import NotFound, Refusal, sentence
from competition.i18n import translated
from competition.native import in_native_thread
from competition.programme.presets import PRESETS
from competition.programme.rules_form.entered import Entered
from competition.programme.rules_form.form import GROUPS, filled, read, unknown
from competition.programme.rules_form.groups import Group
from competition.programme.rules_form.shaping import digest
from competition.programme.rules_form.summaries import summary
from competition.scoring.rules import Rules
from competition.scoring.rules_document import document_of, rules_of
from competition.scoring.trade import TradeFile
from competition.web import database, permit, write
from judging import rule_change, schemes, sheets
from judging.award_words import award_words
from judging.desk import shared
from judging.dossier import shown_trade
from judging.problem_words import grouped
from judging.rule_effects import COLUMNS, Compared, Effects, effects_of

blueprint = Blueprint("rules", __name__, url_prefix="/organise/trades/<int:trade>/rules")

_MOST_ROWS: Final = 300
_LOOK_AGAIN: Final = sentence(
    "The form has changed since the preview. Look at the preview below, then save."
)
_KEYS: Final[Mapping[str, frozenset[str]]] = {
    "modules": frozenset({"weights", "weighting", "modules"})
}
_WHY: Final = frozenset({rule_change.WhyMissing.code, rule_change.WhyTooLong.code})


@dataclass(frozen=True, slots=True)
class Page:
    """What one page of rules shows: the trade as it stands, the form and its rules if any.

    *opened* is the digest of the rules that were saved when the form was opened.
    """

    shared: Mapping[str, object]
    given: TradeFile
    form: Entered
    rules: Rules | None
    is_locked: bool
    is_signed: bool
    opened: str


@blueprint.get("")
def show(trade: int) -> str:
    """Show the form with the saved rules, or with those of a preset."""
    permit(Act.ORGANISE)
    preset = PRESETS.get(request.args.get("preset", ""))
    page = _page(trade, None if preset is None else rules_of(dict(preset.rules)))
    return _shown(page, preset=preset, is_saved="saved" in request.args)


@blueprint.post("/preview")
def preview(trade: int) -> Answer:
    """Show what the rules in the form would change, or what is wrong in the form."""
    permit(Act.ORGANISE)
    page = _entered(trade)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if page.rules is None else HTTPStatus.OK
    return make_response(_shown(page, effects=_effects(page)), status)


@blueprint.post("")
def save(trade: int) -> Answer:
    """Save the rules in the form, if they are those that were previewed."""
    somebody = permit(Act.ORGANISE)
    page = _entered(trade)
    if page.rules is None:
        return make_response(_shown(page), HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.form.get("previewed", "") != digest(page.rules):
        answer = _shown(page, effects=_effects(page), refusal=translated(_LOOK_AGAIN))
        return make_response(answer, HTTPStatus.CONFLICT)
    new = rule_change.NewRules(
        trade, page.opened, page.rules, request.form.get("reason", ""), somebody.id
    )
    try:
        write(rule_change.change_rules, new)
    except NotFound:
        raise
    except Refusal as refusal:
        text = translated(refusal.text, refusal.values)
        wrong = refusal.code in _WHY
        again = _entered(trade)
        answer = _shown(again, effects=_effects(again), refusal=text, reason_wrong=wrong)
        return make_response(answer, refusal.status)
    return redirect(url_for("rules.show", trade=trade, saved=1), HTTPStatus.SEE_OTHER)


def _page(trade: int, rules: Rules | None) -> Page:
    with database().read() as session:
        common = shared(session, trade)
        given = shown_trade(session, trade)
        is_locked = schemes.is_locked(session, trade)
        is_signed = sheets.is_signed(session, trade)
    held = given.rules if rules is None else rules
    form, opened = filled(held, given.scheme), digest(given.rules)
    return Page(common, given, form, held, is_locked, is_signed, opened)


def _entered(trade: int) -> Page:
    """Return the page of the form that came in; good rules are written anew into it."""
    page = _page(trade, None)
    texts = {name: request.form.getlist(name) for name in request.form}
    form, rules = read(texts, page.given.scheme)
    if rules is not None and (refusal := rule_change.unfit(page.given, rules)):
        form.refuse("team.kind", refusal.text, **refusal.values)
        rules = None
    elif rules is not None:
        form = filled(rules, page.given.scheme)
    opened = request.form.get("base", "")
    return Page(page.shared, page.given, form, rules, page.is_locked, page.is_signed, opened)


def _effects(page: Page) -> Effects | None:
    if page.rules is None:
        return None
    # Hundreds of entries take longer than a board may wait.
    return in_native_thread(effects_of, page.given, page.rules)


def _shown(page: Page, *, effects: Effects | None = None, **more: object) -> str:
    present = page.given.rules
    values: dict[str, Any] = {
        "preset": None,
        "is_saved": False,
        "refusal": None,
        "reason_wrong": False,
        **more,
    }
    return render_template(
        "judging/rules.html",
        **page.shared,
        **values,
        **_previewed(effects),
        form=page.form,
        groups=[_group(each, page) for each in GROUPS],
        presets=PRESETS.values(),
        previewed="" if effects is None or page.rules is None else digest(page.rules),
        base=digest(present),
        others=_others(page),
        is_locked=page.is_locked,
        is_signed=page.is_signed,
        is_same_rules=page.rules is not None and digest(page.rules) == digest(present),
        reason=request.form.get("reason", ""),
        words=award_words(),
        honour_names=_honour_names(present, page.rules),
    )


def _honour_names(*several: Rules | None) -> dict[str, Mapping[str, str]]:
    held = [honour for rules in several if rules for honour in rules.awards.honours]
    return {honour.code: honour.names for honour in held}


def _group(group: Group, page: Page) -> dict[str, object]:
    faults = [name for name in page.form.faults if name.partition(".")[0] in group.fields]
    lacking = unknown(page.form, group)
    said = "" if page.rules is None else summary(group, page.rules)
    differs = page.rules is not None and _differs(group, page.rules)
    return {
        "group": group,
        "said": said,
        "faults": faults,
        "unknown": lacking,
        "is_open": bool(faults or lacking or differs),
    }


def _differs(group: Group, rules: Rules) -> bool:
    keys = _KEYS.get(group.key, frozenset(group.fields))
    return not keys.isdisjoint(document_of(rules))


def _others(page: Page) -> list[tuple[str, str, str]]:
    """Return where the saved rules, changed since the form was opened, are not those in it."""
    present = page.given.rules
    if page.rules is None or page.opened == digest(present):
        return []
    rows = [(each, summary(each, present), summary(each, page.rules)) for each in GROUPS]
    found = [(translated(each.heading), old, new) for each, old, new in rows if old != new]
    if found or digest(page.rules) == digest(present):
        return found
    # What differs is finer than a line says.
    return [(translated(sentence("Rules as JSON")), digest(present), digest(page.rules))]


def _previewed(effects: Effects | None) -> dict[str, object]:
    if effects is None:
        return {"effects": None}
    rows: Sequence[Compared] = effects.rows
    if len(rows) > _MOST_ROWS:
        rows = sorted(rows, key=lambda row: not row.is_changed)[:_MOST_ROWS]
    return {
        "effects": effects,
        "shown_rows": rows,
        "columns": [each for each in COLUMNS if each in {"place", "total"} or effects.shows(each)],
        "problems": {"appearing": grouped(effects.appearing), "going": grouped(effects.going)},
        "sums": _sums(effects),
    }


def _sums(effects: Effects) -> list[str]:
    """Return in sentences what changes."""
    if not effects.rows:
        return [translated(sentence("There are no entries yet: nothing to compare."))]
    if effects.is_same:
        return [translated(sentence("The standings stay as they are, to the last figure."))]
    counted = {column: effects.changed(column) for column in COLUMNS}
    places, totals = counted["place"], counted["total"]
    scales, statuses, honours = counted["scale"], counted["status"], counted["honours"]
    said = [ngettext("%(num)s entry changes place.", "%(num)s entries change place.", places)]
    if totals:
        said.append(ngettext("%(num)s total changes.", "%(num)s totals change.", totals))
    if scales:
        text = ngettext("%(num)s scale score changes.", "%(num)s scale scores change.", scales)
        said.append(text)
    if statuses:
        said.append(ngettext("%(num)s status changes.", "%(num)s statuses change.", statuses))
    if honours:
        text = ngettext(
            "Honours change for %(num)s entry.", "Honours change for %(num)s entries.", honours
        )
        said.append(text)
    return [*said, *_awards(effects)]


def _awards(effects: Effects) -> list[str]:
    words = award_words()
    more = [f"{words[key]} +{number}" for key, number in effects.awards.items() if number > 0]
    less = [f"{words[key]} −{-number}" for key, number in effects.awards.items() if number < 0]
    if not more and not less:
        return []
    return [translated(sentence("Awards: %(awards)s."), {"awards": ", ".join([*more, *less])})]
