/** The keyboard of a tablet: hears its strokes, and does them one after the other on what is open. */

import { meaning } from "./keys.js";
import { optionsOf } from "./options.js";
import { isOneTap } from "./reading.js";

/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./keys.js").Meaning} Meaning */
/** @typedef {Readonly<{ aspect: Aspect, isTyping: boolean, wake: () => boolean, act: (found: Meaning) => unknown, early: (found: Meaning) => void }>} Table what keys act on; early: a stroke that nothing takes yet */

/** Any key that writes a number means something there. */
const READING = { kind: "count" };

export class Keyboard {
	/** @param {() => Table | null} table what is open now; null where keys do nothing */
	constructor(table) {
		this.table = table;
		/** @type {Element | null} the button on which a finger or a mouse came down last */
		this.pointed = null;
		/** @type {KeyboardEvent[]} strokes that wait until the disk has the mark before them */
		this.waiting = [];
		/** @type {Promise<unknown> | null} what the last stroke does, until it is done */
		this.done = null;
	}

	/** Starts to listen to the page. */
	start() {
		addEventListener("keydown", (event) => this.hear(event));
		addEventListener("pointerdown", (event) => this.point(event), true);
	}

	/** @param {PointerEvent} event of whoever decides with a finger now: what was typed for another place is dropped */
	point({ target }) {
		this.pointed = target instanceof Element ? target.closest("button") : null;
		this.waiting = [];
		this.done = null;
	}

	/** @param {KeyboardEvent} event */
	hear(event) {
		if (event.key === "Tab") {
			this.pointed = null;
		}
		const table = this.table();
		if (table && !isElsewhere(event)) {
			this.take(event, table);
		}
	}

	/** @param {KeyboardEvent} event @param {Table} table */
	take(event, table) {
		const isTyping = table.isTyping || this.waiting.length > 0;
		const aspect = this.done ? READING : table.aspect;
		const found = meaning(event, aspect, countOf(table.aspect));
		if (!found || this.isNative(found, targetOf(event), isTyping)) {
			return;
		}
		event.preventDefault();
		document.documentElement.dataset.keyboard = "used";
		if (!this.done) {
			this.obey(table, found, event.repeat);
		} else if (!event.repeat) {
			this.waiting.push(event);
		}
	}

	/** @param {Table} table @param {Meaning} found @param {boolean} isRepeated */
	obey(table, found, isRepeated) {
		// Each key is meant; only a new competitor has to be looked at first.
		if (!isRepeated && table.wake()) {
			this.finish(Promise.resolve(table.act(found)));
		} else if (found.act === "step") {
			table.act(found);
		} else if (!isRepeated) {
			table.early(found);
		}
	}

	/** @param {Promise<unknown>} done what has to be over before the next stroke */
	async finish(done) {
		this.done = done;
		await done.catch((fault) => globalThis.reportError?.(fault));
		if (this.done === done) {
			this.done = null;
			this.next();
		}
	}

	next() {
		const event = this.waiting.shift();
		const table = this.table();
		const found = event && table && meaning(event, table.aspect, countOf(table.aspect));
		if (found) {
			this.obey(table, found, false);
		}
		if (!this.done && this.waiting.length) {
			this.next();
		}
	}

	/**
	 * @param {Meaning} found
	 * @param {Element} at
	 * @param {boolean} isTyping
	 * @returns {boolean} whether the browser itself does something with the key there
	 */
	isNative(found, at, isTyping) {
		const button = at.closest("button");
		if (found.act === "type" && found.key === " ") {
			return !isTyping || (button !== null && button !== this.pointed);
		}
		if (found.act !== "store") {
			return false;
		}
		// Where a finger left the focus nobody means to press that button again.
		return at.closest("a") !== null || (button !== null && button !== this.pointed && !isTyping);
	}
}

/** @param {KeyboardEvent} event @returns {boolean} whether the key is somebody else's */
function isElsewhere(event) {
	return (
		event.defaultPrevented ||
		targetOf(event).closest("dialog, input, select, textarea") !== null ||
		document.querySelector("dialog[open]") !== null
	);
}

/** @param {KeyboardEvent} event @returns {Element} where the focus was */
function targetOf({ target }) {
	return /** @type {Element} */ (target);
}

/** @param {Aspect} aspect */
function countOf(aspect) {
	return isOneTap(aspect) ? optionsOf(aspect).length : 0;
}
