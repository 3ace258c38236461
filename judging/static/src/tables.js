/** What keys act on: the open sheet of a judge, or that of a second person who enters it again. */

import { ARRIVE } from "./desk.js";
import { limits } from "./reading.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./checking.js").Checking} Checking */
/** @typedef {import("./checking.js").Place} Place */
/** @typedef {import("./keys.js").Meaning} Meaning */
/** @typedef {import("./keyboard.js").Table} Table */

/**
 * @param {Contact} contact
 * @returns {Table | null} what is open, if the judge wants keys at all
 */
export function tableOf({ desk, checking }) {
	if (!desk.judge || !desk.habits.hasKeys) {
		return null;
	}
	switch (desk.screen) {
		case "sheet":
			return markTable(desk);
		case "check":
			return checkTable(desk, checking);
		default:
			return null;
	}
}

/** @param {Desk} desk @returns {Table | null} */
function markTable(desk) {
	const aspect = desk.current;
	return (
		aspect && {
			aspect,
			isTyping: desk.drafts.has(aspect.id),
			wake: () => desk.wake(),
			act: (found) => mark(desk, aspect, found),
			early: ({ act }) => {
				// Half a number must not be all that is taken of it.
				if (act === "type") {
					desk.rest(ARRIVE, true);
				}
			},
		}
	);
}

/** @param {Desk} desk @param {import("./sheet.js").Aspect} aspect @param {Meaning} found @returns {unknown} what has to be over before the next key */
function mark(desk, aspect, found) {
	switch (found.act) {
		case "mark":
			return desk.mark(aspect, found.value, desk.seen(aspect), true);
		case "type":
			return desk.stroke(found.key);
		case "step":
			return desk.step(found.by);
		case "store":
			return desk.enter();
		case "next":
			return desk.onward();
		case "undo":
			return desk.undo(true);
		default:
			return desk.show("help");
	}
}

/** @param {Desk} desk @param {Checking} checking @returns {Table | null} */
function checkTable(desk, checking) {
	const place = checking.places[checking.at];
	const { sheet } = checking;
	if (!place || sheet?.check.way !== "blind" || sheet.locked) {
		return null;
	}
	return {
		aspect: place.aspect,
		isTyping: checking.draft !== "",
		wake: () => desk.wake(),
		act: (found) => enter(checking, place, found),
		early: () => {},
	};
}

/** @param {Checking} checking @param {Place} place @param {Meaning} found @returns {unknown} what has to be over before the next key */
function enter(checking, place, found) {
	switch (found.act) {
		case "mark":
			return checking.enter(found.value);
		case "type":
			return checking.entered(place).isFixed
				? undefined
				: checking.stroke(found.key, limits(place.aspect));
		case "step":
			return checking.turnTo(checking.at + found.by);
		case "store":
			return checking.storeOrGoOn(limits(place.aspect));
		case "next":
			return checking.onward();
		case "help":
			return checking.desk.show("help");
		default:
			// What was entered is entered again, not taken back.
			return undefined;
	}
}
