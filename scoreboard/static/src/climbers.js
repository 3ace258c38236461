/** The medal table when a result goes public: rows glide to their new places, and what changed is marked for a while. */

import { glide, length, positions } from "./motion.js";
import { climbed } from "./overview.js";

/** @typedef {import("./overview.js").Overview} Overview */

/** Follows the rows of a table for as long as its element is on a page. */
export class Climbers {
	/** @param {import("lit").ReactiveControllerHost & HTMLElement} element */
	constructor(element) {
		this.element = element;
		/** @type {ReadonlySet<string>} the delegations that have just won something, or lost it */
		this.fresh = new Set();
		/** @type {import("./motion.js").Positions | null} where the rows stood before they move */
		this.stood = null;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.fade = undefined;
		element.addController(this);
	}

	/** Follows no longer; Lit calls it. */
	hostDisconnected() {
		clearTimeout(this.fade);
	}

	/**
	 * Takes in what will be shown, while the table is still as it was.
	 * @param {Overview | null} before
	 * @param {Overview} after
	 */
	hear(before, after) {
		const fresh = climbed(before, after);
		if (fresh === null) {
			return;
		}
		this.stood = positions(this.element);
		this.fresh = fresh;
		clearTimeout(this.fade);
		this.fade = setTimeout(() => this.calm(), length(this.element, "--m-mark"));
	}

	calm() {
		this.fresh = new Set();
		this.element.requestUpdate();
	}

	/** Moves the rows from where they stood; Lit calls it once they are drawn. */
	hostUpdated() {
		if (this.stood !== null) {
			glide(this.element, this.stood);
		}
		this.stood = null;
	}
}
