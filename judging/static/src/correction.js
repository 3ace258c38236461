/** Asking for another value on a signed sheet: the chief judge decides. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { optionsOf } from "./options.js";
import { who } from "./place.js";
import { canonical, isOneTap, limits, NOT_ATTEMPTED, trouble } from "./reading.js";
import { isAway } from "./sheet.js";
import { plainNumber } from "./strokes.js";
import { person, valueWord } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect */
export function correction(desk, sheet, aspect) {
	if (sheet.state !== "signed" || sheet.signing !== "panel") {
		return nothing;
	}
	const waits = sheet.corrections?.find((one) => one.aspect === aspect.id);
	if (waits) {
		const words = _("%(name)s asked for %(value)s. The chief judge decides.", {
			name: person(waits.by),
			value: valueWord(aspect, waits.value),
		});
		return html`<p class="remark"><span>${words}</span></p>`;
	}
	if (isAway(sheet)) {
		// The remark beside it says why.
		return nothing;
	}
	return desk.isAsking
		? form(desk, sheet, aspect)
		: html`<button type="button" class="btn" @click=${() => open(desk, true)}>${_("Ask for a correction")}</button>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect */
function form(desk, { entry }, aspect) {
	const close = () => open(desk, false);
	return html`<dialog aria-labelledby="ask" @close=${close} @cancel=${close}>
		${who(entry)}
		<h1 id="ask">${_("Correction of %(code)s", { code: aspect.code })}</h1>
		<form @submit=${(/** @type {SubmitEvent} */ event) => send(event, desk, aspect)} novalidate>
			<label><span>${_("The right value")}</span>${field(aspect)}</label>
			${isOneTap(aspect) ? nothing : notTried()}
			<label><span>${_("Reason")}</span><textarea name="reason" rows="3" maxlength="4000" required></textarea></label>
			<p class="wrong" role="alert">${desk.askingTrouble}</p>
			<p class="ways"><button class="btn main">${_("Ask the chief judge")}</button>
				<button type="button" class="btn" @click=${close}>${_("Leave it")}</button></p>
		</form>
	</dialog>`;
}

/** @param {Aspect} aspect */
function field(aspect) {
	if (!isOneTap(aspect)) {
		return html`<input name="value" inputmode="decimal" autocomplete="off" maxlength="20" required>`;
	}
	const all = optionsOf(aspect).map(({ value, title, key }) => ({
		value,
		word: key ? `${key} ${title}` : title,
	}));
	return html`<select name="value">
		${[...all, { value: NOT_ATTEMPTED, word: _("Not attempted (counts 0)") }].map(
			({ value, word }) =>
				html`<option value=${value} ?selected=${value === aspect.cell.value}>${word}</option>`,
		)}
	</select>`;
}

/** What is measured has no list in which *Not attempted* could stand: whoever asks for it types no value. */
function notTried() {
	const turn = (/** @type {Event} */ { target }) => {
		const box = /** @type {HTMLInputElement} */ (target);
		const value = /** @type {HTMLInputElement} */ (box.form?.elements.namedItem("value"));
		value.disabled = box.checked;
	};
	return html`<label class="instead"><input type="checkbox" name="not-attempted" @change=${turn}> <span>${_("Not attempted (counts 0)")}</span></label>`;
}

/** @param {Desk} desk @param {boolean} isAsking */
function open(desk, isAsking) {
	desk.isAsking = isAsking;
	desk.askingTrouble = "";
	desk.changed();
}

/** @param {SubmitEvent} event @param {Desk} desk @param {Aspect} aspect */
function send(event, desk, aspect) {
	event.preventDefault();
	const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
	const value = valueAsked(data, aspect);
	const reason = String(data.get("reason") ?? "").trim();
	desk.askingTrouble = faultOf(value === null, reason);
	desk.changed();
	if (desk.askingTrouble === "") {
		desk.dispatchEvent(new CustomEvent("ask", { detail: { aspect: aspect.id, value, reason } }));
	}
}

/**
 * @param {FormData} data
 * @param {Aspect} aspect
 * @returns {string | null} what is asked for, as the ledger keeps it; null where it is no value
 */
export function valueAsked(data, aspect) {
	if (data.has("not-attempted")) {
		return NOT_ATTEMPTED;
	}
	const text = String(data.get("value") ?? "");
	if (isOneTap(aspect)) {
		return text;
	}
	const number = plainNumber(text);
	return trouble(number, limits(aspect)) === null ? canonical(number) : null;
}

/** @param {boolean} isUnusable @param {string} reason */
function faultOf(isUnusable, reason) {
	if (isUnusable) {
		return _("This is no value that the aspect takes.");
	}
	return reason === "" ? _("Give the reason.") : "";
}
