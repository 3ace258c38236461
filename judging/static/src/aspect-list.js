/** The list beside the mark: the aspects of the sheet, or the competitors of one aspect; and what of it is shown. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { FILTERS, fits } from "./filter.js";
import { hasClosing } from "./margin.js";
import { NOT_ATTEMPTED } from "./reading.js";
import { progress, sections } from "./sheet.js";
import { closedWord, placeOf, shortWord, stateSign, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Aspect} Aspect */
/** @typedef {import("./desk.js").Standing} Standing */
/** @typedef {import("./across.js").Stop} Stop */
/** @typedef {ReadonlyMap<number, Standing>} Standings */
/** @typedef {import("./filter.js").Filter} Filter */

export const UNMARKED = /** @type {const} */ ({ value: null, state: "none", refused: null });

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all */
export function aspectList(desk, sheet, all) {
	const shown = new Set(desk.shownAspects(sheet, all));
	return html`<nav class="list ${desk.isListOpen ? "open" : ""}" aria-label=${_("Aspects")}>
		${count(all)}${filterMenu(desk, Array.from(all.entries(), entryOf(desk, sheet)))}
		<div class="scroll">
			${sections(sheet.aspects.filter((aspect) => shown.has(aspect))).map(
				(
					section,
				) => html`${section.code ? html`<h2><span class="num">${section.code}</span> ${wording(section.name)}</h2>` : nothing}
				<ol>${section.aspects.map((aspect) => line(desk, aspect, all.get(aspect.id) ?? UNMARKED))}</ol>`,
			)}${nothingShown(desk, shown.size)}
		</div>
		${foot(desk, sheet, all)}
	</nav>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standings} all */
export function competitorList(desk, sheet, aspect, all) {
	const stops = desk.stops(aspect.id);
	const shown = desk.sieve.through(`aspect-${aspect.id}`, stops, ({ id, now }) => {
		return { id, now: now ?? UNMARKED, isOdd: desk.isOdd(id, aspect.id) };
	});
	const at = sheet.aspects.indexOf(aspect);
	const told = stops.map(({ id, now }) => ({
		now: now ?? UNMARKED,
		isOdd: desk.isOdd(id, aspect.id),
	}));
	return html`<nav class="list across ${desk.isListOpen ? "open" : ""}" aria-label=${_("Competitors")}>
		<p class="turn"><button type="button" class="btn" aria-label=${_("Previous aspect")} ?disabled=${at <= 0} @click=${() => desk.stepAspect(-1)}><i class="g g-prev"></i></button>
			<b><span class="num">${aspect.code}</span> ${wording(aspect.text)}</b>
			<button type="button" class="btn" aria-label=${_("Next aspect")} ?disabled=${at >= sheet.aspects.length - 1} @click=${() => desk.stepAspect(1)}><i class="g g-next"></i></button></p>
		${count(new Map(stops.map(({ id, now }) => [id, now ?? UNMARKED])))}${filterMenu(desk, told)}
		<div class="scroll"><ol>${shown.map((stop) => competitor(desk, sheet, aspect, stop))}</ol>${nothingShown(desk, shown.length)}</div>
		${foot(desk, sheet, all)}
	</nav>`;
}

/** @param {Desk} desk @param {Sheet} sheet */
function entryOf(desk, sheet) {
	return (/** @type {[number, Standing]} */ [id, now]) => ({
		now,
		isOdd: desk.isOdd(sheet.id, id),
	});
}

/** @param {Standings} all */
export function count(all) {
	const { marked, of } = progress(all);
	return html`<p class="count"><span><b class="num">${marked}/${of}</b> ${_("marked")}</span>
		${of <= 16 ? html`<span class="ruler" style="--n:${of};--v:${marked}" aria-hidden="true"></span>` : html`<span class="bar" style="--v:${marked / of}" aria-hidden="true"></span>`}</p>`;
}

/** @param {Desk} desk @param {number} lines @returns {unknown} what stands under the lines that are shown, or in their place */
export function nothingShown(desk, lines) {
	const { listed, warnings } = desk;
	const asked = desk.sieve.filter === "odd" ? listed.map((id) => warnings.get(id)) : [];
	if (asked.includes(null)) {
		return html`<p class="empty" role="status"><i class="g g-offline"></i> ${_("What is odd is asked of the server. This needs the network.")}</p>
			<p class="empty"><button type="button" class="btn" @click=${() => desk.choose("odd")}>${_("Ask again")}</button></p>`;
	}
	if (asked.includes(undefined)) {
		return html`<p class="empty" role="status">${_("Asking the server")}</p>`;
	}
	return lines ? nothing : html`<p class="empty">${_("Nothing of this kind here.")}</p>`;
}

/** @param {Desk} desk @param {readonly { now: Standing, isOdd: boolean }[]} told */
function filterMenu(desk, told) {
	return html`<p class="sieve"><label><span>${_("Show")}</span>
		<select @change=${(/** @type {Event} */ event) => desk.choose(/** @type {Filter} */ (/** @type {HTMLSelectElement} */ (event.target).value))}>
		${FILTERS.map((filter) => html`<option value=${filter} ?selected=${filter === desk.sieve.filter}>${filterWord(desk, filter, told)}</option>`)}
		</select></label></p>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all */
export function filterKeys(desk, sheet, all) {
	const told = Array.from(all.entries(), entryOf(desk, sheet));
	return html`<div class="sieve" role="group" aria-label=${_("Show")}>
		${FILTERS.map((filter) => html`<button type="button" class="btn" aria-pressed=${filter === desk.sieve.filter} @click=${() => desk.choose(filter)}>${filterWord(desk, filter, told)}</button>`)}
	</div>`;
}

/** @param {Desk} desk @param {Filter} filter @param {readonly { now: Standing, isOdd: boolean }[]} told */
function filterWord(desk, filter, told) {
	const words = {
		all: _("All"),
		unmarked: _("Not marked"),
		unsent: _("On this tablet"),
		attention: _("Needs attention"),
		odd: _("Odd"),
	}[filter];
	// What is odd is asked of the server when somebody wants to know.
	const isKnown = filter !== "odd" || desk.listed.every((id) => desk.warnings.get(id));
	const number = told.filter(({ now, isOdd }) => fits(filter, now, isOdd)).length;
	return isKnown ? `${words} ${number}` : words;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all @param {unknown} [counted] how many are marked, where that stands here */
export function foot(desk, sheet, all, counted = nothing) {
	return html`<div class="foot">${counted}${hasClosing(sheet) ? signLink(sheet, all) : html`<p>${left(sheet, all)}</p>`}
		<button type="button" class="btn habits" aria-haspopup="dialog" @click=${() => desk.show("habits")}>${_("Settings")}</button></div>`;
}

/** @param {Sheet} sheet @param {Standings} all */
function signLink(sheet, all) {
	const { open, unsent } = progress(all);
	if (sheet.locked || open + unsent > 0) {
		return html`<p><a class="btn" href="#sign-${sheet.id}">${left(sheet, all)}</a></p>`;
	}
	return html`<p><a class="btn main" href="#sign-${sheet.id}">${sheet.signing === "panel" ? _("Sign this sheet") : _("Check and confirm")}</a></p>`;
}

/** @param {Sheet} sheet @param {Standings} all */
function left(sheet, all) {
	const { open, unsent } = progress(all);
	if (sheet.locked) {
		return closedWord(sheet);
	}
	if (open) {
		return n_("%(num)s left to do", "%(num)s left to do", open);
	}
	return unsent
		? n_("All marked, %(num)s not sent", "All marked, %(num)s not sent", unsent)
		: _("All marked and received");
}

/** @param {Desk} desk @param {Aspect} aspect @param {Standing} now */
function line(desk, aspect, now) {
	const isHere = aspect.id === desk.aspect;
	return html`<li><button type="button" class=${now.state} aria-current=${isHere ? "true" : nothing} @click=${() => desk.turnTo(aspect.id)}>
		<span class="id num">${aspect.code}</span>
		<span class="nm">${wording(aspect.text)}</span>
		${valueSign(aspect, now)}${stateNow(desk, aspect, now)}
	</button></li>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Stop} stop */
function competitor(desk, sheet, aspect, { id, entry, now }) {
	const isHere = id === sheet.id;
	const go = () => desk.go({ sheet: id, aspect: aspect.id });
	return html`<li><button type="button" class=${now?.state ?? "none"} aria-current=${isHere ? "true" : nothing} ?disabled=${now === null} @click=${go}>
		<span class="at num">${placeOf(entry)}</span>
		<span class="nm num">${entry.station ? entry.code : ""}</span>
		${now ? html`${valueSign(aspect, now)}${isHere ? stateNow(desk, aspect, now) : stateSign(now.state)}` : html`<span class="st none">${_("Not on this tablet yet")}</span>`}
	</button></li>`;
}

/** @param {Aspect} aspect @param {Standing} now */
export function valueSign(aspect, now) {
	return html`<span class="v num">${now.value === NOT_ATTEMPTED ? html`<i class="g g-na"></i> ` : nothing}${shortWord(aspect, now.value)}</span>`;
}

/** @param {Desk} desk @param {Aspect} aspect @param {Standing} now */
export function stateNow(desk, aspect, now) {
	return desk.drafts.has(aspect.id)
		? html`<span class="st none">${_("Not stored yet")}</span>`
		: stateSign(now.state);
}
