/** Which lines of a list are shown: all, or those that want something. */

/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {"all" | "unmarked" | "unsent" | "attention" | "odd"} Filter */

/** @type {readonly Filter[]} */
export const FILTERS = ["all", "unmarked", "unsent", "attention", "odd"];

const LOUD = new Set(["attention", "conflict"]);
const HERE_ONLY = new Set(["keeping", "unsent"]);

/**
 * @param {Filter} filter
 * @param {Standing} now
 * @param {boolean} isOdd whether the value is one to look at twice
 * @returns {boolean} whether a line with this standing is one of those
 */
export function fits(filter, now, isOdd) {
	switch (filter) {
		case "unmarked":
			return now.value === null && !LOUD.has(now.state);
		case "unsent":
			return HERE_ONLY.has(now.state);
		case "attention":
			return LOUD.has(now.state);
		case "odd":
			return isOdd;
		default:
			return true;
	}
}

/** The lines that a judge chose to see. A line that is marked meanwhile stays: nothing moves under a finger. */
export class Sieve {
	constructor() {
		/** @type {Filter} */
		this.filter = "all";
		/** @type {Set<number>} */
		this.seen = new Set();
		/** What the lines belong to: where that changes, nothing was seen yet. */
		this.scope = "";
	}

	/** @param {Filter} filter */
	choose(filter) {
		this.filter = filter;
		this.seen = new Set();
	}

	/**
	 * @template T
	 * @param {string} scope
	 * @param {readonly T[]} lines
	 * @param {(line: T) => { id: number, now: Standing, isOdd: boolean }} told
	 * @returns {T[]} those to show
	 */
	through(scope, lines, told) {
		if (scope !== this.scope) {
			this.scope = scope;
			this.seen = new Set();
		}
		return lines.filter((line) => {
			const { id, now, isOdd } = told(line);
			if (fits(this.filter, now, isOdd)) {
				this.seen.add(id);
			}
			return this.seen.has(id);
		});
	}
}
