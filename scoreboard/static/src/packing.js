/** How many people fit on a wall, and how large: the largest letters at which nobody is cut off. */

/** @typedef {{ width: number, height: number, gap: number, lines: number, share: number, most: number, columns: number }} Room */

/** Nobody reads smaller letters from a seat. */
const LEAST = 20;

/**
 * @param {number} people
 * @param {number} longest name, in ems
 * @param {Room} room in units: `gap` between columns, `lines` ems that each takes in height, `share` of a column that a
 *   name may have, `most`: the largest size, `columns`: the most of them
 * @returns {{ columns: number, size: number }}
 */
export function packed(people, longest, { width, height, gap, lines, share, most, columns }) {
	let best = { columns: 1, size: 0 };
	for (let count = 1; count <= Math.min(columns, Math.max(1, people)); count += 1) {
		const across = ((width - gap * (count - 1)) / count) * share;
		const down = height / Math.ceil(people / count);
		const size = Math.min(most, down / lines, across / Math.max(1, longest));
		if (size > best.size) {
			best = { columns: count, size };
		}
	}
	return { columns: best.columns, size: Math.max(LEAST, Math.floor(best.size)) };
}
