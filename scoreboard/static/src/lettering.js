/** How large a name is written in a table of a wall: the largest letters it has room for, in one line or in two. */

import { wrapped } from "./called.js";
import { extent } from "./cells.js";

/**
 * @typedef {{ width: number, height: number, leading: number, sizes: readonly number[], enough: number }} Space
 *   `height` of both lines, 0 where there is one only; `sizes` largest first; a line of its own in a size that is `enough`
 *   is better than two in a larger one
 */

/**
 * @param {string} text
 * @param {Space} space
 * @returns {{ size: number, lines: number }}
 */
export function lettered(text, { width, height, leading, sizes, enough }) {
	const one = sizes.find((size) => extent(text) * size <= width) ?? 0;
	const high = height / (2 * leading);
	const halves = sizes.filter((size) => size <= high);
	const two = halves.find((size) => wrapped(text, width / size, extent) <= 2) ?? 0;
	if (one > 0 && (one >= enough || one >= two)) {
		return { size: one, lines: 1 };
	}
	const least = sizes.at(-1) ?? 0;
	return high > 0 ? { size: two || Math.min(least, high), lines: 2 } : { size: least, lines: 1 };
}
