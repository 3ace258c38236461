/** What a board says aloud: a change of state or of leader, and seldom. */

import { _ } from "../../../competition/static/src/messages.js";
import { word as stateWord } from "./badge.js";
import { title } from "./cells.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {{ kind: "state" } | { kind: "leader", row: number } | { kind: "lost" } | { kind: "back" }} Word */
/** @typedef {{ ranking: Ranking | null, isStale: boolean }} Sight what a reader could have seen */

/** One message in so long. */
export const SILENCE_MS = 10_000;

/**
 * @param {Sight} before
 * @param {Sight} after
 * @returns {Word | null} the one change worth saying; the gravest, if there are several
 */
export function worth(before, after) {
	if (before.isStale !== after.isStale) {
		return { kind: after.isStale ? "lost" : "back" };
	}
	if (before.ranking === null || after.ranking === null) {
		return null;
	}
	if (before.ranking.state !== after.ranking.state) {
		return { kind: "state" };
	}
	const leader = first(after.ranking);
	const isNew =
		before.ranking.epoch === after.ranking.epoch &&
		leader !== null &&
		leader !== first(before.ranking);
	return isNew ? { kind: "leader", row: leader } : null;
}

/**
 * @param {Ranking} ranking
 * @returns {number | null} the only row in first place
 */
function first({ order }) {
	return typeof order[0] === "number" ? order[0] : null;
}

/** Says one thing at a time: the newest that was worth it, and then nothing for a while. */
export class Herald {
	constructor() {
		this.words = "";
		this.at = 0;
		/** @type {Word | null} */
		this.unsaid = null;
	}

	/**
	 * @param {Sight} before
	 * @param {Sight} after
	 */
	hear(before, after) {
		this.unsaid = worth(before, after) ?? this.unsaid;
	}

	/**
	 * @param {Ranking | null} ranking what is on the screen
	 * @param {number} now in ms
	 */
	say(ranking, now) {
		if (this.unsaid !== null && now - this.at >= SILENCE_MS) {
			this.words = sentence(this.unsaid, ranking);
			this.at = now;
			this.unsaid = null;
		}
	}
}

/**
 * @param {Word} word
 * @param {Ranking | null} ranking
 * @returns {string}
 */
function sentence(word, ranking) {
	switch (word.kind) {
		case "lost":
			return _("No connection");
		case "back":
			return _("Connected again");
		case "state":
			return ranking ? stateWord(ranking.state, ranking.at) : "";
		case "leader": {
			const row = ranking?.rows[word.row];
			return row
				? _("%(name)s leads with %(total)s", { name: title(row).text, total: row.total ?? "" })
				: "";
		}
	}
}
