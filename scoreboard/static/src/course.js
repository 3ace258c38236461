/** How the totals of a trade grew: what the server tells, and what is drawn of it. */

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {readonly [at: string, totals: readonly (string | null)[]]} Moment `totals` by row */
/** @typedef {{ epoch: string, trade: number, version: number, moments: readonly Moment[] }} Course */
/**
 * @typedef {{ row: number, rank: number | null, place: number | null, values: readonly (number | null)[] }} Line
 *   `rank` from 0 among those that stand out, null for the others
 */

/** More moments than a screen has room for. */
const MOST = 240;
/** What has ended goes on as it stood for so long: a single moment is no line. */
const LEAST_S = 60;

/**
 * @param {Course} course
 * @param {Ranking} ranking
 * @returns {boolean} whether the course must be asked for: the ranking does not go on from it
 */
export function isOther(course, ranking) {
	const held = course.moments.at(-1)?.[1].length ?? 0;
	const shown = ranking.state === "draft" ? 0 : ranking.rows.length;
	return course.epoch !== ranking.epoch || held !== shown;
}

/**
 * @param {Course} course
 * @param {Ranking} ranking that the course leads to
 * @param {string} at
 * @returns {Course} with what the ranking shows now
 */
export function grown(course, ranking, at) {
	if (ranking.version <= course.version || isOther(course, ranking)) {
		return course;
	}
	const totals = ranking.rows.map(({ total }) => total);
	const last = course.moments.at(-1)?.[1] ?? [];
	const isSame = totals.every((total, row) => total === last[row]);
	const moments = isSame ? course.moments : thinned([...course.moments, [at, totals]]);
	return { ...course, version: ranking.version, moments };
}

/**
 * @param {readonly Moment[]} moments
 * @returns {readonly Moment[]} without the one that stands closest to its neighbours, where they are too many
 */
function thinned(moments) {
	if (moments.length <= MOST) {
		return moments;
	}
	const times = moments.map(([at]) => Date.parse(at));
	let nearest = 1;
	for (let at = 1; at < moments.length - 1; at++) {
		if (room(times, at) < room(times, nearest)) {
			nearest = at;
		}
	}
	return moments.filter((_moment, at) => at !== nearest);
}

/**
 * @param {readonly number[]} times
 * @param {number} at
 */
function room(times, at) {
	return (times[at + 1] ?? 0) - (times[at - 1] ?? 0);
}

/**
 * @param {Course} course
 * @param {readonly Place[]} places best first
 * @param {number} most how many stand out
 * @returns {Line[]} those that stand out last: they are drawn over the others
 */
export function lines({ moments }, places, most) {
	return places
		.map(({ row, place }, at) => ({
			row,
			place,
			rank: place !== null && at < most ? at : null,
			values: moments.map(([, totals]) => number(totals[row])),
		}))
		.reverse();
}

/** @param {string | null | undefined} total */
function number(total) {
	return total === null || total === undefined ? null : Number(total);
}

/**
 * @param {Course} course
 * @param {number | null} now in ms, by the server's clock; null where the course has ended
 * @returns {number[]} the moments in seconds, and the present one, or the end of a course that was too short to be seen
 */
export function times({ moments }, now) {
	const known = moments.map(([at]) => Date.parse(at) / 1000);
	const [first, last] = [known[0], known.at(-1)];
	if (first === undefined || last === undefined) {
		return known;
	}
	const end = now === null ? first + LEAST_S : Math.max(last, now / 1000);
	return now === null && last >= end ? known : [...known, end];
}

/**
 * @param {readonly number[]} wanted where labels would stand, from the top
 * @param {number} gap that they need
 * @param {number} height
 * @returns {number[]} where they stand: in the same order, none over another
 */
export function spread(wanted, gap, height) {
	const order = wanted.map((at, index) => ({ at, index })).sort((a, b) => a.at - b.at);
	let free = 0;
	for (const label of order) {
		label.at = Math.max(label.at, free);
		free = label.at + gap;
	}
	let end = height;
	for (const label of [...order].reverse()) {
		label.at = Math.max(0, Math.min(label.at, end - gap));
		end = label.at;
	}
	const found = [...wanted];
	for (const { at, index } of order) {
		found[index] = at;
	}
	return found;
}

/**
 * @param {readonly Moment[]} moments
 * @param {number} most
 * @returns {number[]} the indices of so many at most, evenly, the first and the last among them
 */
export function some(moments, most) {
	const last = moments.length - 1;
	if (last < most) {
		return moments.map((_moment, at) => at);
	}
	return Array.from({ length: most }, (_none, at) => Math.round((at * last) / (most - 1)));
}
