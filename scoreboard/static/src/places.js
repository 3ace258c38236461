/** Places from an order with ties, and who moved. */

/** @typedef {import("./ranking.js").Order} Order */
/** @typedef {{ row: number, place: number, tied: boolean }} Place */
/** @typedef {{ gained: number, at: number }} Movement places gained (lost when negative), and when, in ms */

/** For so long a row shows its last movement. */
export const SHOWN_MS = 60_000;
/** More large rows than these leave no room for the others. */
const MOST_TOPS = 5;

/**
 * @param {Order} order
 * @returns {Place[]} one per ranked row, best first; equal rows share the better place (1, 2, 2, 4)
 */
export function places(order) {
	/** @type {Place[]} */
	const found = [];
	for (const step of order) {
		const rows = typeof step === "number" ? [step] : step;
		const place = found.length + 1;
		for (const row of rows) {
			found.push({ row, place, tied: rows.length > 1 });
		}
	}
	return found;
}

/**
 * @param {readonly Place[]} before
 * @param {readonly Place[]} after
 * @returns {Map<number, number>} places gained per row; rows that kept theirs or were not ranked before are left out
 */
export function movements(before, after) {
	const old = new Map(before.map(({ row, place }) => [row, place]));
	const gained = new Map();
	for (const { row, place } of after) {
		const was = old.get(row);
		if (was !== undefined && was !== place) {
			gained.set(row, was - place);
		}
	}
	return gained;
}

/**
 * @param {readonly Place[]} ranked best first
 * @returns {number} how many rows stand out: the first three places, without a place that too many share
 */
export function tops(ranked) {
	let count = ranked.filter(({ place }) => place <= 3).length;
	while (count > MOST_TOPS) {
		const last = ranked[count - 1]?.place;
		count = ranked.findIndex(({ place }) => place === last);
	}
	return count;
}

/**
 * @param {ReadonlyMap<number, Movement>} held
 * @param {ReadonlyMap<number, number>} gained
 * @param {number} now
 * @returns {Map<number, Movement>} each row's last movement, without those too old to show
 */
export function remembered(held, gained, now) {
	const kept = new Map();
	for (const [row, movement] of held) {
		if (now - movement.at < SHOWN_MS) {
			kept.set(row, movement);
		}
	}
	for (const [row, places] of gained) {
		kept.set(row, { gained: places, at: now });
	}
	return kept;
}
