/** Places from an order with ties, and who moved. */

/** @typedef {import("./ranking.js").Order} Order */
/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {{ row: number, place: number | null, tied: boolean }} Place the place is null for a row that is not ranked */
/** @typedef {{ gained: number, at: number }} Movement places gained (lost when negative), and when, in ms */

/** For so long a row shows its last movement. */
export const SHOWN_MS = 60_000;
/** More large rows than these leave no room for the others. */
const MOST_TOPS = 5;
/** States in which it may be that nothing has been marked yet. */
const OPEN = ["draft", "live", "suspended", "frozen"];

/**
 * @param {Order} order
 * @param {"1224" | "1223"} [counting] of the places after a shared one
 * @returns {Place[]} one per ranked row, best first; equal rows share the better place (1, 2, 2, 4 or 1, 2, 2, 3)
 */
export function places(order, counting = "1224") {
	/** @type {Place[]} */
	const found = [];
	order.forEach((step, at) => {
		const rows = typeof step === "number" ? [step] : step;
		const place = counting === "1223" ? at + 1 : found.length + 1;
		for (const row of rows) {
			found.push({ row, place, tied: rows.length > 1 });
		}
	});
	return found;
}

/**
 * @param {{ order: Order, counting?: "1224" | "1223", state?: import("./ranking.js").State,
 *   rows: readonly (Pick<Row, "code" | "status"> & { marks?: Row["marks"] })[] }} ranking
 * @returns {Place[]} the ranked rows, then the others by code; nobody while nobody is ranked
 */
export function lined({ order, counting, rows, state }) {
	const isOpen = state !== undefined && OPEN.includes(state);
	const isBegun = !isOpen || rows.some(({ marks }) => marks?.some((mark) => mark !== null));
	const ranked = isBegun ? places(order, counting) : waiting(places(order, counting));
	return ranked.length === 0 ? [] : [...ranked, ...unranked(rows)];
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
		const was = old.get(row) ?? null;
		if (was !== null && place !== null && was !== place) {
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
	let count = ranked.filter(({ place }) => place !== null && place <= 3).length;
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

/**
 * @param {readonly Place[]} equals
 * @returns {Place[]} the same before anything is marked: nobody has a place yet
 */
function waiting(equals) {
	return equals
		.toSorted((one, other) => one.row - other.row)
		.map(({ row }) => ({ row, place: null, tied: false }));
}

/**
 * @param {Pick<Row, "status">} row
 * @param {number | null} place
 * @returns {boolean} whether it will be ranked, and nothing is marked yet
 */
export function waits({ status }, place) {
	return place === null && status === "ranked";
}

/**
 * @param {readonly Pick<Row, "code" | "status">[]} rows
 * @returns {Place[]}
 */
function unranked(rows) {
	return rows
		.map(({ code, status }, row) => ({ code, status, row }))
		.filter(({ status }) => status !== "ranked")
		.sort((one, other) => (one.code < other.code ? -1 : 1))
		.map(({ row }) => ({ row, place: null, tied: false }));
}
