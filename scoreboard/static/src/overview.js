/** All trades of a competition as the server tells them, and what a delta makes of them. */

/** @typedef {import("./ranking.js").Names} Names */
/** @typedef {import("./ranking.js").State} State */
/** @typedef {import("./ranking.js").Delegation} Delegation */
/** @typedef {{ code: string, name: Names | null, delegation: Delegation | null, total: string }} Leader */
/**
 * @typedef {{ trade: number, code: string, names: Names, group: Names | null, unit: "person" | "team", entries: number | null,
 *   state: State, since: string | null, aspects: number, done: number, leaders: readonly Leader[], called?: string | null }} Glance
 *   `entries` is null where the public sees none, 0 before the server has counted; `since` the moment of a freeze; `called`
 *   is another one once anybody there is called differently, null before the server has looked
 */
/** @typedef {{ place: number, delegation: Delegation, medals: readonly number[], points: string }} Winner */
/** @typedef {{ after: number, provisional: number, of: number, rows: readonly Winner[] }} Table */
/**
 * @typedef {{ epoch: string, competition: number, version: number, names: Names,
 *   trades: readonly Glance[], table: Table }} Overview
 */
/**
 * @typedef {{ competition: number, base: number, version: number, trades?: Readonly<Record<string, Partial<Glance>>>,
 *   table?: Table }} Delta
 */

/**
 * @param {Overview} overview
 * @param {Delta} delta its base is the overview's version
 * @returns {Overview} the overview one step on; a trade that did not change is the same object
 */
export function advanced(overview, delta) {
	const { trades: news = {} } = delta;
	return {
		...overview,
		version: delta.version,
		trades: overview.trades.map((each, at) => (news[at] ? { ...each, ...news[at] } : each)),
		table: delta.table ?? overview.table,
	};
}

/**
 * @param {Overview} overview
 * @returns {{ aspects: number, done: number, over: number, frozen: number }} frozen trades are in no other figure
 */
export function sums({ trades }) {
	const open = trades.filter(({ state }) => state !== "frozen");
	const add = (/** @type {"aspects" | "done"} */ key) =>
		open.reduce((sum, each) => sum + each[key], 0);
	return {
		aspects: add("aspects"),
		done: add("done"),
		over: open.filter(isOver).length,
		frozen: trades.length - open.length,
	};
}

/**
 * @param {readonly Winner[]} rows
 * @returns {Winner[]} the same in order of points; equals share the better place
 */
export function byPoints(rows) {
	const sorted = rows.toSorted(
		(one, other) => Number(other.points) - Number(one.points) || one.place - other.place,
	);
	const points = sorted.map((row) => row.points);
	return sorted.map((row) => ({ ...row, place: 1 + points.indexOf(row.points) }));
}

/**
 * @param {Glance} glance
 * @returns {boolean} nothing is left to be marked
 */
export function isOver({ state, aspects, done }) {
	const isSigned = state === "signed" || state === "provisional" || state === "official";
	return isSigned || (state === "live" && aspects > 0 && done === aspects);
}

/**
 * @param {Overview | null} before
 * @param {Overview} after
 * @returns {Glance | null} a trade whose state is another one now
 */
export function turned(before, after) {
	if (before === null || before.epoch !== after.epoch) {
		return null;
	}
	return after.trades.find((each, at) => before.trades[at]?.state !== each.state) ?? null;
}

/**
 * @param {Overview | null} before
 * @param {Overview} after
 * @returns {Set<string> | null} the delegations that have won something since, or lost it; null where the medal table is
 *   what it was
 */
export function climbed(before, after) {
	if (before === null || before.epoch !== after.epoch || !isOther(before.table, after.table)) {
		return null;
	}
	const known = new Map(before.table.rows.map((row) => [row.delegation.code, haul(row)]));
	const changed = after.table.rows.filter((row) => known.get(row.delegation.code) !== haul(row));
	return new Set(changed.map(({ delegation }) => delegation.code));
}

/**
 * @param {Table} one
 * @param {Table} other
 */
function isOther(one, other) {
	return JSON.stringify(one.rows) !== JSON.stringify(other.rows);
}

/** @param {Winner} winner */
function haul({ medals, points }) {
	return JSON.stringify([medals, points]);
}

/**
 * @param {Overview | null} before
 * @param {Overview} after
 * @returns {Set<number>} the trades that are not what they were
 */
export function moved(before, after) {
	// How those are called who are not seen here is no move.
	const seen = (/** @type {Glance} */ { called: _names, ...glance }) => JSON.stringify(glance);
	const known = new Map(before?.trades.map((each) => [each.trade, seen(each)]));
	const changed = after.trades.filter(
		(each) => known.has(each.trade) && known.get(each.trade) !== seen(each),
	);
	return new Set(changed.map(({ trade }) => trade));
}
