/** One sheet: its list, and the aspect to mark. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { aspectList, competitorList, stateNow, UNMARKED } from "./aspect-list.js";
import { correction } from "./correction.js";
import { denseSheet } from "./dense-sheet.js";
import { isWordy, options } from "./options.js";
import { isOneTap, NOT_ATTEMPTED } from "./reading.js";
import { readout } from "./readout.js";
import { remark } from "./remark.js";
import { nextSheet } from "./round.js";
import { isAway, isClosed, progress } from "./sheet.js";
import { counted } from "./sheet-list.js";
import { kindWord, placeOf, valueWord, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Aspect} Aspect */
/** @typedef {import("./desk.js").Standing} Standing */
/** @typedef {ReadonlyMap<number, Standing>} Standings */

/** @param {Desk} desk */
export function markSheet(desk) {
	const { sheet, current } = desk;
	if (!sheet) {
		return missing(desk);
	}
	const all = desk.standings(sheet);
	if (desk.habits.view === "dense") {
		return denseSheet(desk, sheet, all, { tools, steps });
	}
	const isAcross = desk.habits.view === "across" && current;
	return html`${isAcross ? competitorList(desk, sheet, current, all) : aspectList(desk, sheet, all)}
		<main class="mark">
			<p class="sr" role="status">${isAcross ? placeName(sheet) : ""}</p>
			${current ? aspectView(desk, sheet, current, all) : nothing}
			${steps(desk, sheet, all)}
			${desk.isArriving ? arrival(sheet) : nothing}
		</main>`;
}

/** @param {Desk} desk */
function missing(desk) {
	const words =
		desk.link.state === "unreachable"
			? _("This sheet is not on this tablet yet. It needs the network once.")
			: _("Fetching the sheet");
	return html`<main class="round"><p class="note">${desk.whyMissing || words}</p></main>`;
}

/** @param {Sheet} sheet whose competitor comes next: nothing can be marked before the number was seen */
function arrival({ entry }) {
	return html`<p class="arrival" aria-hidden="true">${entry.station ? html`<small>${_("Station")}</small><b class="num">${entry.station}</b>` : nothing}
		<small>${_("Code")}</small><b class="num">${entry.code}</b></p>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standings} all */
function aspectView(desk, sheet, aspect, all) {
	const now = all.get(aspect.id) ?? UNMARKED;
	const text = wording(aspect.text);
	const [extra, requirement] = [wording(aspect.extra), wording(aspect.requirement)];
	const isLong = text.length > 60 || isWordy(aspect);
	return html`<section class="asp" aria-labelledby="aspect">
		<div class="head ${isLong ? "long" : ""}" tabindex=${extra || requirement ? 0 : nothing}>
			<h1 id="aspect" tabindex="-1"><span class="num">${aspect.code}</span>${text}</h1>
			<p class="meta"><span>${kindWord(aspect)} · ${_("max")} <b class="num">${aspect.max}</b>${blindness(sheet, aspect)}</span>
				<span role="status">${stateNow(desk, aspect, now)}</span></p>
			${extra ? html`<p class="extra">${extra}</p>` : nothing}
			${requirement ? html`<p class="extra"><b>${_("Requirement")}</b> ${requirement}</p>` : nothing}
		</div>
		${isOneTap(aspect) ? options(desk, sheet, aspect, now) : readout(desk, sheet, aspect, now)}
	</section>
	${tools(desk, sheet, aspect, now)}`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function tools(desk, sheet, aspect, now) {
	return html`<div class="tools">
			${notAttempted(desk, sheet, aspect, now)}
			${correction(desk, sheet, aspect)}
			${remark(desk, sheet, aspect, now)}
		</div>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function notAttempted(desk, sheet, aspect, now) {
	const isPressed = now.value === NOT_ATTEMPTED;
	if (isAway(sheet) && !isPressed) {
		return nothing;
	}
	return html`<button type="button" class="btn na" aria-pressed=${isPressed} ?disabled=${isClosed(sheet, aspect)} @click=${() => desk.mark(aspect, NOT_ATTEMPTED)}>
		<i class="g g-na"></i>${_("Not attempted (counts 0)")}
	</button>`;
}

/** @param {Sheet} sheet @param {Aspect} aspect */
function blindness(sheet, aspect) {
	const { seats } = sheet.panel;
	const words = _("hidden until all %(seats)s have voted", { seats });
	return aspect.cell.votes_of !== undefined && seats > 1 ? ` · ${words}` : nothing;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all */
function steps(desk, sheet, all) {
	const isAcross = desk.habits.view === "across";
	const ids = isAcross
		? desk.stops(desk.aspect ?? -1).map(({ id }) => id)
		: sheet.aspects.map(({ id }) => id);
	const at = ids.indexOf(isAcross ? sheet.id : (desk.aspect ?? -1));
	const [before, after] = isAcross
		? [_("Previous competitor"), _("Next competitor")]
		: [_("Previous aspect"), _("Next aspect")];
	return html`<div class="bottom">
		<button type="button" class="btn" aria-label=${before} ?disabled=${at <= 0} @click=${() => desk.step(-1)}><i class="g g-prev"></i></button>
		<button type="button" class="btn lister" aria-expanded=${desk.isListOpen} @click=${() => showList(desk)}>${_("List")}</button>
		${undoKey(desk)}
		${onward(desk, sheet, all)}
		<button type="button" class="btn" aria-label=${after} ?disabled=${at >= ids.length - 1} @click=${() => desk.step(1)}><i class="g g-next"></i></button>
	</div>`;
}

/** @param {Desk} desk */
function undoKey(desk) {
	const last = desk.lastDecision;
	const sheet = last && (last.sheet === desk.sheet?.id ? desk.sheet : desk.kept.get(last.sheet));
	const aspect = sheet?.aspects.find(({ id }) => id === last?.aspect);
	if (!aspect || !sheet || !last) {
		return html`<button type="button" class="btn undo" disabled>${_("Undo")}</button>`;
	}
	const place = sheet === desk.sheet ? "" : `${placeOf(sheet.entry)} · `;
	const what = `${place}${aspect.code} ${valueWord(aspect, last.to)}`;
	return html`<button type="button" class="btn undo" ?disabled=${desk.isArriving || desk.isUndoing} aria-label=${_("Undo %(what)s", { what })} @click=${() => desk.undo()}><b>${_("Undo")}</b><span class="what">${what}</span></button>`;
}

/** @param {Desk} desk */
function showList(desk) {
	desk.isListOpen = !desk.isListOpen;
	desk.changed();
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all */
function onward(desk, sheet, all) {
	const next = desk.nextPlace();
	const there = next && (next.sheet === sheet.id ? sheet : desk.kept.get(next.sheet));
	const aspect = there?.aspects.find((one) => one.id === next?.aspect);
	// While something is typed, storing it is the way on.
	const look = desk.drafts.has(desk.aspect ?? -1) ? "next" : "ink next";
	if (!aspect || !there) {
		return leave(desk, sheet, all, look);
	}
	const isNone = desk.standing(there, aspect.id)?.value === null;
	const name = `${aspect.code} ${wording(aspect.text)}`;
	const what = desk.habits.view === "across" ? `${placeName(there)} · ${name}` : name;
	return html`<button type="button" class="btn ${look}" @click=${() => desk.onward()}>
		<b>${isNone ? _("Next unmarked") : _("Next to settle")}</b><span class="what">${what}</span></button>`;
}

/** @param {Sheet} sheet */
function placeName({ entry }) {
	return entry.station
		? _("Station %(station)s", { station: entry.station })
		: _("Code %(code)s", { code: entry.code });
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all @param {string} look */
function leave(desk, sheet, all, look) {
	const isOpen = !sheet.locked && progress(all).open > 0;
	const sheets = (desk.list ?? []).map((one) => counted(desk, one));
	const other = isOpen ? null : nextSheet(sheets, sheet.id);
	if (!other) {
		return html`<a class="btn ${isOpen ? "next" : look}" href="#">${_("Back to the list of sheets")}</a>`;
	}
	const place = _("Station %(station)s", { station: placeOf(other.entry) });
	return html`<a class="btn ${look}" href="#sheet-${other.id}"><b>${_("Next sheet")}</b>
		<span class="what">${other.criterion.code} · ${place}</span></a>`;
}
