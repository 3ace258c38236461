/** How the judge likes to mark, and what the keys of a keyboard do: two sheets of paper over the page. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";

import { foreignSheet } from "./foreign.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./habits.js").Habits} Habits */

/** @param {Desk} desk */
export function paper(desk) {
	if (desk.paper === "habits") {
		return habitsSheet(desk);
	}
	if (desk.paper === "foreign") {
		return foreignSheet(desk);
	}
	return desk.paper === "help" ? helpSheet(desk) : nothing;
}

/** @param {Desk} desk */
function habitsSheet(desk) {
	const { habits } = desk;
	return html`<dialog class="habits" aria-labelledby="habits" @close=${() => desk.show("")} @cancel=${() => desk.show("")}>
		<h1 id="habits">${_("How I mark")}</h1>
		${ways(desk, _("Order"), "view", [
			["one", _("Competitor by competitor, one aspect a screen")],
			["dense", _("Competitor by competitor, the whole sheet on one page")],
			["across", _("Aspect by aspect: one aspect for all competitors in turn")],
		])}
		${ways(desk, _("After a mark"), "goesOn", [
			[true, _("Go on to the next unmarked")],
			[false, _("Stay")],
		])}
		${ways(desk, _("Hand"), "hand", [
			["right", _("Right-handed")],
			["left", _("Left-handed")],
		])}
		${ways(desk, _("Screen"), "isAwake", [
			[true, _("Keep it on while I mark")],
			[false, _("May go dark")],
		])}
		<p class="told">${awakeWord(desk.wakefulness) || (habits.isAwake ? _("It is kept on as soon as a sheet is open.") : "")}</p>
		${ways(desk, _("Keyboard"), "hasKeys", [
			[true, _("Keys mark")],
			[false, _("Keys do nothing")],
		])}
		<p class="ways"><button type="button" class="btn main" @click=${() => desk.show("")}>${_("Back to marking")}</button>
			<button type="button" class="btn" @click=${() => desk.show("help")}>${_("Help and keys")}</button></p>
		<p class="small">${_("This is kept on this tablet, for you alone.")}</p>
	</dialog>`;
}

/**
 * @template {keyof Habits} K
 * @param {Desk} desk
 * @param {string} title
 * @param {K} name
 * @param {readonly (readonly [Habits[K], string])[]} choices
 */
function ways(desk, title, name, choices) {
	return html`<fieldset><legend>${title}</legend>
		${choices.map(([value, words]) => html`<button type="button" class="btn" aria-pressed=${desk.habits[name] === value} @click=${() => desk.prefer({ [name]: value })}>${words}</button>`)}
	</fieldset>`;
}

/** @param {import("./awake.js").Wakefulness} state @returns {string} what the tablet really does; empty where there is nothing to say */
export function awakeWord(state) {
	switch (state) {
		case "on":
			return _("The screen stays on.");
		case "refused":
			return _("The tablet lets the screen go dark.");
		case "unable":
			return _("This browser cannot keep the screen on.");
		default:
			return "";
	}
}

/** @param {Desk} desk */
function helpSheet(desk) {
	const rows = [
		["0–3", _("the level of a judgement")],
		["1 / 0", _("yes / no")],
		["1–9", _("the labels of a choice, from the top")],
		["0–9 . : -", _("a reading; Enter stores it")],
		["x", _("not attempted")],
		["Enter, n", _("next unmarked")],
		["← → ↑ ↓", _("the line before and after; inside the levels from one to the other")],
		["u", _("undo the last mark, until the sheet is signed")],
		["?", _("this help")],
	];
	return html`<dialog class="help" aria-labelledby="help" @close=${() => desk.show("")} @cancel=${() => desk.show("")}>
		<h1 id="help">${_("Help and keys")}</h1>
		<table><tbody>${rows.map(([key, words]) => html`<tr><th scope="row"><kbd>${key}</kbd></th><td>${words}</td></tr>`)}</tbody></table>
		<p>${_("Every mark is stored on this tablet at once and sent by itself. Undo marks again what stood before; the ledger keeps both.")}</p>
		<p class="ways"><button type="button" class="btn main" @click=${() => desk.show("")}>${_("Back to marking")}</button></p>
	</dialog>`;
}
