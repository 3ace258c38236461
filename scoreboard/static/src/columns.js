/** Which columns a hall screen has room for; every length is in units of 1/1920 of the picture. */

/** @typedef {import("./ranking.js").Criterion} Criterion */
/** @typedef {import("./ranking.js").Mark} Mark */
/**
 * @typedef {{ modules: number[], module: number, ruler: number, name: number }} Columns
 *   shown criteria by index, the width of each, and the widths of ruler (0: none) and name
 */
/** @typedef {{ marks: readonly (readonly Mark[])[], maxima: readonly string[], hasScale: boolean, longest: number }} Needs
 *   `longest`: the widest name, in units */

/** A wide hall screen, and a smaller one with larger units (see hall.css). */
export const WIDE = { picture: 1920, rows: 16, modules: 7 };
export const NARROW = { picture: 1700, rows: 12, modules: 6 };

const MARGINS = 88;
const FIXED = { place: 88, change: 96, delegation: 128, code: 72, total: 172 };
const MODULE = { short: 116, long: 136 };
const SCORE = 152;
const RULER = { most: 300, least: 130 };
const NAME = 220;

/**
 * @param {typeof WIDE} screen
 * @param {Needs} needs
 * @returns {Columns} names first get what they need, the ruler what is left of it
 */
export function columns(screen, { marks, maxima, hasScale, longest }) {
	const modules = current(marks, maxima.length, screen.modules);
	const module = maxima.some((max) => Number.parseFloat(max) >= 100) ? MODULE.long : MODULE.short;
	const fixed = Object.values(FIXED).reduce((sum, width) => sum + width, MARGINS);
	const left = screen.picture - fixed - modules.length * module - (hasScale ? SCORE : 0);
	const spare = left - Math.max(NAME, longest);
	const hasRuler = hasScale && left - NAME >= RULER.least;
	const ruler = hasRuler ? Math.min(RULER.most, Math.max(RULER.least, spare)) : 0;
	return { modules, module, ruler, name: left - ruler };
}

/**
 * @param {number} extent of the name, in ems
 * @param {number} width it may take
 * @param {readonly number[]} sizes of type, largest first
 * @returns {number} the first size at which the name fits, else the last
 */
export function fitting(extent, width, sizes) {
	return sizes.find((size) => extent * size <= width) ?? sizes.at(-1) ?? 0;
}

/**
 * @param {number} rows on the screen
 * @param {number} tops how many of them are large
 * @param {number} most rows of a full screen, of which three are large
 * @returns {number} how much higher than usual the rows may stand, or must stand lower
 */
export function stretch(rows, tops, most) {
	const full = 3 * 62 + (most - 3) * 43.5;
	return Math.min(1.5, full / Math.max(1, tops * 62 + (rows - tops) * 43.5));
}

/**
 * @param {readonly (readonly Mark[])[]} marks
 * @param {number} criteria
 * @param {number} most
 * @returns {number[]} all of them, or as many as fit up to the last one that is being marked
 */
function current(marks, criteria, most) {
	const indices = Array.from({ length: criteria }, (_none, index) => index);
	const begun = indices.findLastIndex((index) => marks.some((row) => row[index] !== null));
	const end = Math.min(criteria, Math.max(most, begun + 1));
	return indices.slice(Math.max(0, end - most), end);
}
