/** One value keyed in a second time: the pad or the choices, and on to the next. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { optionsOf } from "./options.js";
import { pad } from "./pad.js";
import { canonical, isOneTap, limits, NOT_ATTEMPTED, trouble } from "./reading.js";
import { notTaken } from "./readout.js";
import { large, spoken } from "./spoken.js";
import { unitOf, valueWord } from "./words.js";

/** @typedef {import("./checking.js").Checking} Checking */
/** @typedef {import("./checking.js").Place} Place */
/** @typedef {import("./sheet.js").Aspect} Aspect */

/** @param {Checking} checking @param {Place} place */
export function keyIn(checking, place) {
	const { aspect } = place;
	const { value, isFixed } = checking.entered(place);
	if (isFixed) {
		return fixed(aspect, value);
	}
	return html`${isOneTap(aspect) ? choices(checking, aspect, value) : typed(checking, aspect, value)}
		<p class="ways"><button type="button" class="btn na" aria-pressed=${value === NOT_ATTEMPTED} @click=${() => checking.enter(NOT_ATTEMPTED)}><i class="g g-na"></i>${_("Not attempted (counts 0)")}</button></p>`;
}

/** @param {Aspect} aspect @param {string | null} value */
function fixed(aspect, value) {
	return html`<ul class="said"><li><b class="num">${large(aspect, value)}</b><span>${spoken(aspect, value)}</span></li></ul>
		<p class="note">${_("Compared with the sheet: it stays as it is. Where both differ, the panel settles it.")}</p>`;
}

/** @param {Checking} checking @param {Aspect} aspect @param {string | null} value */
function choices(checking, aspect, value) {
	return html`<div class="keys" role="group" aria-label=${_("Value on the paper")}>${optionsOf(
		aspect,
	).map(
		(option) =>
			html`<button type="button" class="btn" aria-pressed=${option.value === value} @click=${() => checking.enter(option.value)}>${option.key ? html`<b class="num">${option.key}</b> ` : nothing}<span>${option.title}${option.text ? html` <small>${option.text}</small>` : nothing}</span></button>`,
	)}</div>`;
}

/** @param {Checking} checking @param {Aspect} aspect @param {string | null} value */
function typed(checking, aspect, value) {
	const bounds = limits(aspect);
	const { draft } = checking;
	const stored = value === null || value === NOT_ATTEMPTED ? "" : value;
	const isReady = draft !== "" && trouble(draft, bounds) === null;
	const label = isReady
		? _("Store %(value)s", { value: valueWord(aspect, canonical(draft)) })
		: _("Store: value not complete");
	return html`<div class="twice">
		<div class="val"><output class="num ${draft === "" ? "stored" : ""}" aria-label=${_("Value on the paper")}>${draft || stored || html`<span class="void">–</span>`} <small>${unitOf(aspect)}</small></output>
			<p class="bounds" role="status">${checking.keyTrouble ? notTaken() : ""}</p>
			<button type="button" class="btn main" ?disabled=${!isReady} @click=${() => checking.storeTyped(bounds)}>${label}</button></div>
		${pad((key) => checking.type(key, bounds), {
			hasPoint: bounds.places > 0,
			hasColon: bounds.hasColon,
			hasSign: bounds.hasSign,
		})}
	</div>`;
}
