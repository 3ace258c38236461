/** What stands in the margin of a sheet besides its aspects: its check, the competitor's word, absences, who leads. */

import { _ } from "../../../competition/static/src/messages.js";
import { person } from "./words.js";

/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ code: string, name: Names }>} Somebody */
/** @typedef {Readonly<{ number: number, aspect: number, reason: string, by: Somebody | null, at: string }>} Objection */
/** @typedef {Readonly<{ aspect: number, seat: number, first: string, second: string, entry: string }>} Difference */
/** @typedef {Readonly<{ way: "aloud" | "blind", done: boolean, by: Somebody | null, at: string | null, own?: boolean, objections: readonly Objection[], differences: readonly Difference[] }>} Check */
/** @typedef {Readonly<{ way: "drawn" | "code" | "protest" | "silent" | null, reason?: string, strokes?: string, witness?: Somebody | null, at?: string, answer?: Readonly<{ outcome: string, reason: string }> | null, waits?: number }>} Word what the competitor said, and how many protests wait for an answer */
/** @typedef {Readonly<{ seat: number, judge: Somebody | null, reason: string, by: Somebody | null, at: string }>} Absence */
/** @typedef {Readonly<{ check: Check | null, confirmation: Word | null, away: readonly Absence[], isLeader: boolean }>} Margin */

/** @param {import("./sheet.js").Sheet} sheet @returns {Margin} */
export function margin(sheet) {
	const found =
		/** @type {{ check?: Check | null, confirmation?: Word | null, away?: readonly Absence[], panel?: { seat?: number, leader?: number } }} */ (
			sheet
		);
	return {
		check: found.check ?? null,
		confirmation: found.confirmation ?? null,
		away: found.away ?? [],
		isLeader: found.panel?.leader !== undefined && found.panel.leader === found.panel.seat,
	};
}

/** @param {import("./sheet.js").Sheet} sheet @returns {boolean} whether something is done with it after marking on the tablet */
export function hasClosing(sheet) {
	const { check, confirmation } = margin(sheet);
	return sheet.signing === "panel" || check !== null || confirmation !== null;
}

/** @param {import("./sheet.js").Sheet} sheet @returns {number} how many objections and differences wait for its judges */
export function waiting(sheet) {
	const { check } = margin(sheet);
	return check ? check.objections.length + check.differences.length : 0;
}

/** @param {import("./sheet.js").Sheet} sheet @param {number} aspect @returns {string} what a second person says against its value; empty when nothing */
export function against(sheet, aspect) {
	const { check } = margin(sheet);
	const objection = check?.objections.find((one) => one.aspect === aspect);
	if (objection) {
		return _("Objection of %(name)s: %(reason)s", {
			name: nameOf(objection.by),
			reason: objection.reason,
		});
	}
	return check?.differences.some((one) => one.aspect === aspect)
		? _("The second entry says otherwise.")
		: "";
}

/** @param {import("./sheet.js").Sheet} sheet @returns {string} why nobody may sign yet; empty when that has been done */
export function formality(sheet) {
	const { check, confirmation } = margin(sheet);
	if (sheet.state === "signed") {
		return "";
	}
	if (check && !check.done) {
		return waiting(sheet)
			? _("Settle what the second person found first.")
			: _("A second person must check this sheet before anybody signs it.");
	}
	return confirmation && confirmation.way === null ? wordless(confirmation) : "";
}

/** @param {Word} word that does not stand @returns {string} */
function wordless({ waits }) {
	return waits
		? _("A protest of this competitor waits for the chief judge's answer.")
		: _("The competitor must confirm this sheet first, or a protest or a refusal is recorded.");
}

/** @returns {string} what whoever nobody waits for is told where they could act */
export function awayWord() {
	return _("The chief judge has recorded you as absent here.");
}

/** @param {Somebody | null | undefined} somebody */
export function nameOf(somebody) {
	return somebody ? person(somebody.name) || somebody.code : "";
}
