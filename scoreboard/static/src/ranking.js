/** One trade's ranking as the server tells it, and what a delta makes of it. */

/** @typedef {import("../../../competition/static/src/messages.js").Names} Names */
/** @typedef {"draft" | "live" | "suspended" | "frozen" | "signed" | "provisional" | "official"} State */
/** @typedef {readonly (number | readonly number[])[]} Order row indices, best first; a shared place is an inner list */
/** @typedef {string | null} Mark `null` nothing marked, `"~6.50"` partly, `"6.50"` complete */
/** @typedef {{ code: string, short: Names, names: Names, colours?: readonly string[] }} Delegation */
/** @typedef {{ code: string, names: Names, max: string, aspects: number, done: number }} Criterion */
/** @typedef {"ranked" | "guest" | "withdrawn" | "excluded" | "void" | "not_qualified" | "failed"} Status */
/** @typedef {"gold" | "silver" | "bronze" | "medallion"} Medal */
/**
 * @typedef {{ code: string, station: string | null, name: Names | null, delegation: Delegation | null, status: Status,
 *   total: string | null, marks: readonly Mark[], score?: string | null, medal?: Medal, prize?: string }} Row
 *   `score` where the scale has its centre only; medal and prize once they are published
 */
/** @typedef {{ centre: string, k?: string, c?: string, median?: string | null, mad?: string | null }} Scale */
/**
 * @typedef {{ epoch: string, trade: number, version: number, at: string, state: State, competition: Names,
 *   code: string, names: Names, group: Names | null, unit: "person" | "team", scale: Scale | null,
 *   criteria: readonly Criterion[], rows: readonly Row[], order: Order, counting?: "1224" | "1223", since?: string, public?: Public }} Ranking
 *   `since`: when marking was suspended; `public`: what the public sees meanwhile; officials only are told
 */
/** @typedef {{ sees: "live" | "frozen" | "hidden", shows: "names" | "codes" | "nothing", since?: string }} Public */
/**
 * @typedef {{ trade: number, base: number, version: number,
 *   rows?: readonly [index: number, total: string | null, marks: Readonly<Record<string, Mark>>][], order?: Order,
 *   scores?: Readonly<Record<string, string | null>>, statuses?: Readonly<Record<string, Status>>,
 *   done?: Readonly<Record<string, number>>, scale?: readonly [median: string | null, mad: string | null] | null,
 *   state?: State, since?: string }} Delta
 */

/**
 * @param {Ranking} ranking
 * @param {Delta} delta its base is the ranking's version
 * @returns {Ranking} the ranking one step on; what did not change is the same object
 */
export function advanced(ranking, delta) {
	return {
		...ranking,
		version: delta.version,
		state: delta.state ?? ranking.state,
		...(delta.since ? { since: delta.since } : {}),
		order: delta.order ?? ranking.order,
		rows: withStatuses(
			withScores(withRows(ranking.rows, delta.rows), delta.scores),
			delta.statuses,
		),
		criteria: delta.done ? withDone(ranking.criteria, delta.done) : ranking.criteria,
		scale:
			delta.scale === undefined
				? ranking.scale
				: withScale(ranking.scale, delta.scale ?? [null, null]),
	};
}

/**
 * @param {Ranking} before
 * @param {Ranking} after
 * @returns {Set<number>} the rows whose total, marks or status are not what they were
 */
export function changes(before, after) {
	const changed = new Set();
	if (before.epoch !== after.epoch) {
		return changed;
	}
	after.rows.forEach((row, index) => {
		const old = before.rows[index];
		if (old && old !== row && !isSame(old, row)) {
			changed.add(index);
		}
	});
	return changed;
}

/**
 * @param {Ranking} ranking
 * @returns {{ aspects: number, done: number }} aspects of all criteria, and those marked for every entry; none where no
 *   ranking is shown, of which nobody may know how far it is
 */
export function progress(ranking) {
	let aspects = 0;
	let done = 0;
	if (ranking.rows.length === 0) {
		return { aspects, done };
	}
	for (const criterion of ranking.criteria) {
		aspects += criterion.aspects;
		done += criterion.done;
	}
	return { aspects, done };
}

/**
 * @param {readonly Row[]} rows
 * @param {Delta["rows"]} news
 */
function withRows(rows, news) {
	if (news === undefined) {
		return rows;
	}
	const next = [...rows];
	for (const [index, total, marks] of news) {
		const row = next[index];
		if (row) {
			next[index] = {
				...row,
				total,
				marks: row.marks.map((mark, i) => (marks[i] === undefined ? mark : marks[i])),
			};
		}
	}
	return next;
}

/**
 * @param {readonly Row[]} rows
 * @param {Delta["scores"]} news
 */
function withScores(rows, news) {
	return news === undefined
		? rows
		: rows.map((row, i) => (news[i] === undefined ? row : { ...row, score: news[i] }));
}

/**
 * @param {readonly Row[]} rows
 * @param {Delta["statuses"]} news
 */
function withStatuses(rows, news) {
	return news === undefined
		? rows
		: rows.map((row, i) => (news[i] === undefined ? row : { ...row, status: news[i] }));
}

/**
 * @param {readonly Criterion[]} criteria
 * @param {NonNullable<Delta["done"]>} done
 */
function withDone(criteria, done) {
	return criteria.map((criterion, i) => ({ ...criterion, done: done[i] ?? criterion.done }));
}

/**
 * @param {Scale | null} scale
 * @param {readonly [median: string | null, mad: string | null]} news
 */
function withScale(scale, [median, mad]) {
	return scale && { ...scale, median, mad };
}

/**
 * @param {Row} one
 * @param {Row} other
 */
function isSame(one, other) {
	const hasSameMarks = one.marks.every((mark, i) => mark === other.marks[i]);
	return one.total === other.total && one.status === other.status && hasSameMarks;
}
