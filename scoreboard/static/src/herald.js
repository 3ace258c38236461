/** What a board says aloud: a change of state or of leader, and seldom. */

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
