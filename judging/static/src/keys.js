/** What a key of a keyboard means on a sheet. */

import { padKey } from "./pad.js";
import { isOneTap, NOT_ATTEMPTED } from "./reading.js";

/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./desk.js").Desk} Desk */
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
	["？", { act: "help" }],
]);

/**
 * @param {KeyboardEvent} event
 * @param {Aspect} aspect on the screen
 * @param {number} of how many options it has, if one tap marks it
 * @returns {Meaning | null}
 */
export function meaning(event, aspect, of) {
	if (event.ctrlKey || event.metaKey || event.altKey) {
		return null;
	}
	const by = STEPS.get(event.key);
	if (by !== undefined) {
		return { act: "step", by };
	}
	if (event.key === "Enter") {
		return { act: "store" };
	}
	return LETTERS.get(event.key.toLowerCase()) ?? digit(event, aspect, of);
}

/** @param {KeyboardEvent} event @param {Aspect} aspect @param {number} of @returns {Meaning | null} */
function digit(event, aspect, of) {
	if (!isOneTap(aspect)) {
		const key = padKey(event);
		return key === null ? null : { act: "type", key };
	}
	if (!/^\d$/.test(event.key)) {
		return null;
	}
	// Labels are counted from 1; levels, and yes and no, are their own numbers.
	const value = Number(event.key) - Number(aspect.kind === "choice");
	return value >= 0 && value < of ? { act: "mark", value: String(value) } : null;
}

/**
 * Does what a key means, if the judge wants keys at all.
 * @param {Desk} desk
 * @param {KeyboardEvent} event
 * @param {number} of
 */
export function obey(desk, event, of) {
	const at = /** @type {HTMLElement} */ (event.target);
	const aspect = desk.screen === "sheet" ? desk.current : null;
	if (!aspect || !desk.habits.hasKeys || isElsewhere(event, at)) {
		return;
	}
	const found = meaning(event, aspect, of);
	if (!found || isNative(found, at)) {
		return;
	}
	event.preventDefault();
	document.documentElement.dataset.keyboard = "used";
	// Each key is meant; only a new competitor has to be looked at first.
	if (!event.repeat && desk.wake()) {
		act(desk, aspect, found);
	} else if (found.act === "step") {
		desk.step(found.by);
	}
}

/** @param {KeyboardEvent} event @param {HTMLElement} at */
function isElsewhere(event, at) {
	return event.defaultPrevented || at.closest("dialog, input, select, textarea") !== null;
}

/** @param {Meaning} found @param {HTMLElement} at @returns {boolean} whether the browser itself does something with the key there */
function isNative({ act }, at) {
	return act === "store" && at.closest("button, a") !== null;
}

/** @param {Desk} desk @param {Aspect} aspect @param {Meaning} found */
function act(desk, aspect, found) {
	switch (found.act) {
		case "mark":
			desk.mark(aspect, found.value, desk.seen(aspect), true);
			break;
		case "type":
			desk.type(found.key);
			break;
		case "step":
			desk.step(found.by);
			break;
		case "store":
			enter(desk, aspect);
			break;
		case "next":
			desk.onward();
			break;
		case "undo":
			desk.undo(true);
			break;
		default:
			desk.show("help");
	}
}

/** @param {Desk} desk @param {Aspect} aspect */
function enter(desk, aspect) {
	if (desk.drafts.has(aspect.id)) {
		desk.storeTyped(true);
	} else {
		desk.onward();
	}
}
