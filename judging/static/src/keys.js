/** What a key of a keyboard means on a sheet. */

import { isOneTap, NOT_ATTEMPTED } from "./reading.js";
import { keyOf, padKey } from "./strokes.js";

/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./strokes.js").Stroke} Stroke */
/** @typedef {{ act: "mark", value: string } | { act: "type", key: string } | { act: "step", by: number } | { act: "store" | "next" | "undo" | "help" }} Meaning */

const STEPS = new Map([
	["ArrowDown", 1],
	["ArrowRight", 1],
	["ArrowUp", -1],
	["ArrowLeft", -1],
]);
/** @type {ReadonlyMap<string, Meaning>} */
const LETTERS = new Map([
	["n", { act: "next" }],
	["u", { act: "undo" }],
	["x", { act: "mark", value: NOT_ATTEMPTED }],
	["?", { act: "help" }],
]);

/**
 * @param {Stroke} event
 * @param {Pick<Aspect, "kind">} aspect on the screen
 * @param {number} of how many options it has, if one tap marks it
 * @returns {Meaning | null}
 */
export function meaning(event, aspect, of) {
	if (event.ctrlKey || event.metaKey || event.altKey) {
		return null;
	}
	const key = keyOf(event);
	const by = STEPS.get(key);
	if (by !== undefined) {
		return { act: "step", by };
	}
	if (key === "Enter") {
		return { act: "store" };
	}
	return LETTERS.get(key.toLowerCase()) ?? digit(event, aspect, of);
}

/** @param {Stroke} event @param {Pick<Aspect, "kind">} aspect @param {number} of @returns {Meaning | null} */
function digit(event, { kind }, of) {
	const key = padKey(event);
	if (!isOneTap({ kind })) {
		return key === null ? null : { act: "type", key };
	}
	if (key === null || !/^\d$/.test(key)) {
		return null;
	}
	// Labels are counted from 1; levels, and yes and no, are their own numbers.
	const value = Number(key) - Number(kind === "choice");
	return value >= 0 && value < of ? { act: "mark", value: String(value) } : null;
}
