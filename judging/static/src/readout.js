/** Typed marks: what stands on the number pad, its step, and the gauge of a tolerance. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { asClock, inSeconds, isClock } from "./duration.js";
import { pad } from "./pad.js";
import {
	canonical,
	compared,
	gauge,
	isPlaced,
	limits,
	NOT_ATTEMPTED,
	neighbours,
	numbers,
	trouble,
} from "./reading.js";
import { isClosed } from "./sheet.js";
import { closedWord, kindWord, unitOf, valueWord } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./reading.js").Limits} Limits */
/** @typedef {import("./reading.js").Trouble} Trouble */

/** Decimals where the scheme leaves the step open. */
const FREELY = 8;

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
export function readout(desk, sheet, aspect, now) {
	const bounds = limits(aspect);
	const draft = desk.drafts.get(aspect.id);
	const stored = now.value === null || now.value === NOT_ATTEMPTED ? "" : now.value;
	const text = draft ?? stored;
	return html`<div class="padbox">
		<div class="val">
			${figure(aspect, text, draft === undefined ? "stored" : "")}
			${bounds.hasColon ? html`<p class="same num">${same(aspect, text)}</p>` : nothing}
			${tolerance(aspect, text)}
			<p class="bounds" role="status">${advice(desk, aspect, bounds)}</p>
			<button type="button" class="btn main" ?disabled=${isClosed(sheet, aspect) || !isReady(draft, bounds)} @click=${() => desk.storeTyped()}>${sheet.locked ? closedWord(sheet) : storeLabel(aspect, draft, bounds)}</button>
		</div>
		${pad((key) => desk.type(key), {
			hasPoint: bounds.places > 0,
			hasColon: bounds.hasColon,
			hasSign: bounds.hasSign,
			isOff: isClosed(sheet, aspect),
		})}
	</div>`;
}

/** @param {Aspect} aspect @param {string} text @param {string} look */
function figure(aspect, text, look) {
	const unit = isClock(text) ? "" : unitOf(aspect);
	return html`<output class="num ${look} ${sizeOf(text)}" aria-label=${kindWord(aspect)}>${text || html`<span class="void">–</span>`}${unit ? html`<small>${unit}</small>` : nothing}</output>`;
}

/** @param {string} text @returns {string} the class in which it fits its line */
function sizeOf(text) {
	const shortest = text.length > 11 ? "longest" : "longer";
	return text.length > 7 ? shortest : "";
}

/** @param {Aspect} aspect @param {string} text @returns {string} a time the other way: minutes for seconds, seconds for minutes */
function same(aspect, text) {
	const seconds = inSeconds(text);
	if (seconds === null) {
		return "";
	}
	const other = isClock(text) ? `${seconds} ${unitOf(aspect)}` : asClock(seconds);
	return other && `= ${other}`;
}

/** @param {string | undefined} draft @param {Limits} bounds */
function isReady(draft, bounds) {
	return draft !== undefined && trouble(draft, bounds) === null;
}

/** @param {Aspect} aspect @param {string | undefined} draft @param {Limits} bounds */
function storeLabel(aspect, draft, bounds) {
	if (draft === undefined) {
		return _("Store: no new value");
	}
	const why = trouble(draft, bounds);
	if (why === "step") {
		return _("Store: steps of %(step)s", { step: bounds.step });
	}
	return why === null
		? _("Store %(value)s", { value: valueWord(aspect, canonical(draft)) })
		: _("Store: value not complete");
}

/** @param {Desk} desk @param {Aspect} aspect @param {Limits} bounds */
function advice(desk, aspect, bounds) {
	if (desk.keyTrouble) {
		const why = refusedKey(desk.keyTrouble, aspect.code, bounds);
		return html`<b class="refused"><i class="g g-block"></i> ${why}<br>${notTaken()}</b>`;
	}
	const draft = desk.drafts.get(aspect.id) ?? "";
	if (trouble(draft, bounds) === "step") {
		const values = neighbours(draft, bounds).join("\u00a0/ ");
		return _("%(text)s lies between two steps. Enter %(values)s.", { text: draft, values });
	}
	return html`${wanted(aspect)}${range(bounds)}${placed(aspect)}`;
}

/** @returns {string} what became of a key; on a keyboard, what has to be done about it */
export function notTaken() {
	return document.documentElement.dataset.keyboard
		? _("Not taken: press Backspace first.")
		: _("The key was not taken.");
}

/** @param {Trouble} why @param {string} code the aspect's @param {Limits} bounds */
function refusedKey(why, code, { high, low, places }) {
	switch (why) {
		case "above":
			return _("%(code)s takes at most %(high)s.", { code, high: high ?? "" });
		case "below":
			return _("%(code)s takes nothing below %(low)s.", { code, low });
		case "sixty":
			return _("After a colon come 00 to 59.");
		case "colon":
			return _("A time is typed as 2:05.30 or as 125.30.");
		case "key":
			return _("This key is no part of a number here.");
		default:
			return places === 0
				? _("%(code)s takes whole numbers only.", { code })
				: n_(
						"%(code)s takes at most %(num)s decimal.",
						"%(code)s takes at most %(num)s decimals.",
						places,
						{ code },
					);
	}
}

/** @param {Limits} bounds */
function range({ high, low, step, places, hasColon }) {
	if (hasColon) {
		return _("Seconds, or minutes with a colon: 2:05 is 125 s. Smallest step %(step)s", { step });
	}
	if (high === null || compared(high, "9999") >= 0) {
		return _("Smallest step %(step)s", { step });
	}
	return places === FREELY
		? n_(
				"%(low)s to %(high)s, at most %(num)s decimal",
				"%(low)s to %(high)s, at most %(num)s decimals",
				places,
				{ low, high },
			)
		: _("%(low)s to %(high)s, smallest step %(step)s", { low, high, step });
}

/** @param {Aspect} aspect */
function placed(aspect) {
	if (!isPlaced(aspect)) {
		return nothing;
	}
	return html`<br>${first(aspect)}`;
}

/** @param {Aspect} aspect whose points are a matter of places */
function first(aspect) {
	if (aspect.kind === "time") {
		return _("Points follow from the whole field: the shortest time is first.");
	}
	return aspect.parameters?.order === "asc"
		? _("Points follow from the whole field: the lowest reading is first.")
		: _("Points follow from the whole field: the highest reading is first.");
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
