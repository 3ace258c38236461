/** Typed marks: what stands on the number pad, its step, and the gauge of a tolerance. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { pad } from "./pad.js";
import { canonical, compared, gauge, limits, NOT_ATTEMPTED, numbers, trouble } from "./reading.js";
import { kindWord, unitOf } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./reading.js").Limits} Limits */
/** @typedef {import("./reading.js").Trouble} Trouble */

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
export function readout(desk, sheet, aspect, now) {
	const bounds = limits(aspect);
	const draft = desk.drafts.get(aspect.id);
	const stored = now.value === null || now.value === NOT_ATTEMPTED ? "" : now.value;
	const text = draft ?? stored;
	const unit = unitOf(aspect);
	return html`<div class="padbox">
		<div class="val">
			<output class="num ${draft === undefined ? "stored" : ""}" aria-label=${kindWord(aspect)}>${text || html`<span class="void">–</span>`}${unit ? html`<small>${unit}</small>` : nothing}</output>
			${tolerance(aspect, text)}
			<p class="bounds" role="status">${advice(desk, aspect, bounds)}</p>
			<button type="button" class="btn main" ?disabled=${sheet.locked || !isReady(draft, bounds)} @click=${() => desk.storeTyped()}>${sheet.locked ? _("Signed by the chief judge") : storeLabel(draft, bounds, unit)}</button>
		</div>
		${pad((key) => desk.type(key), {
			hasPoint: bounds.places > 0,
			hasSign: compared(bounds.low, "0") < 0,
			isOff: sheet.locked,
		})}
	</div>`;
}

/** @param {string | undefined} draft @param {Limits} bounds */
function isReady(draft, bounds) {
	return draft !== undefined && trouble(draft, bounds) === null;
}

/** @param {string | undefined} draft @param {Limits} bounds @param {string} unit */
function storeLabel(draft, bounds, unit) {
	if (draft === undefined) {
		return _("Store: no new value");
	}
	const why = trouble(draft, bounds);
	if (why === "step") {
		return _("Store: steps of %(step)s", { step: bounds.step });
	}
	return why === null
		? _("Store %(value)s", { value: `${canonical(draft)} ${unit}`.trim() })
		: _("Store: value not complete");
}

/** @param {Desk} desk @param {Aspect} aspect @param {Limits} bounds */
function advice(desk, aspect, bounds) {
	const refused = desk.keyTrouble ? refusedKey(desk.keyTrouble, bounds) : "";
	return refused
		? html`<b class="refused"><i class="g g-block"></i> ${refused}</b>`
		: html`${wanted(aspect)}${range(bounds)}`;
}

/** @param {Trouble} why @param {Limits} bounds */
function refusedKey(why, { high, step }) {
	switch (why) {
		case "surplus":
			return _("Smallest step %(step)s: no more digits", { step });
		case "above":
			return _("At most %(high)s", { high: high ?? "" });
		case "below":
			return _("Not below the lowest value");
		default:
			return "";
	}
}

/** @param {Limits} bounds */
function range({ high, low, step }) {
	const isPlain = high === null || compared(high, "9999") >= 0;
	return isPlain
		? _("Smallest step %(step)s", { step })
		: _("%(low)s to %(high)s, smallest step %(step)s", { low, high, step });
}

/** @param {Aspect} aspect */
function wanted(aspect) {
	const found = numbers(aspect, ["nominal", "tolerance", "target"]);
	if (found.nominal && found.tolerance) {
		return html`${_("Nominal")} <b class="num">${found.nominal} ± ${found.tolerance}</b><br>`;
	}
	return found.target ? html`${_("Target")} <b class="num">${found.target}</b><br>` : nothing;
}

/** @param {Aspect} aspect @param {string} text */
function tolerance(aspect, text) {
	const found = aspect.kind === "tolerance" ? gauge(aspect, text) : null;
	if (!found) {
		return nothing;
	}
	const { low, nominal, high, at } = found;
	const words =
		at === null
			? _("Tolerance %(low)s to %(high)s", { low, high })
			: _("Tolerance %(low)s to %(high)s, reading %(text)s", { low, high, text });
	return html`<div class="gauge" role="img" aria-label=${words}><i class="ok"></i>${at === null ? nothing : html`<i class="at" style="--at:${at}%"></i>`}</div>
		<p class="gl num" aria-hidden="true"><span>${low}</span><span>${nominal}</span><span>${high}</span></p>`;
}
