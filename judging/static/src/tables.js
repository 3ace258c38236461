/** What keys act on: the open sheet of a judge, or that of a second person who enters it again. */

import { ARRIVE } from "./desk.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./keys.js").Meaning} Meaning */
/** @typedef {import("./keyboard.js").Table} Table */

/**
 * @param {Contact} contact
 * @returns {Table | null} what is open, if the judge wants keys at all
 */
export function tableOf({ desk }) {
	return desk.judge && desk.habits.hasKeys && desk.screen === "sheet" ? markTable(desk) : null;
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
