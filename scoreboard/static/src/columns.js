/** Which columns a hall screen has room for; every length is in units of 1/1920 of the picture. */

/** @typedef {import("./ranking.js").Criterion} Criterion */
/** @typedef {import("./ranking.js").Mark} Mark */
/**
 * @typedef {{ modules: number[], module: number, ruler: number, name: number, second: number, total: number,
 *   score: number, rounds: number }} Columns shown criteria by index, the width of each, and of the others; a ruler of 0
 *   is none; in so many rounds every module has been shown
 */
/**
 * @typedef {{ marks: readonly (readonly Mark[])[], maxima: readonly string[], totals: readonly (string | null)[],
 *   scores: readonly (string | null)[], won: number, longest: number }} Needs
 *   `won`: the widest medal and prize, `longest`: the widest name, in units
 */

/** A wide hall screen, and a smaller one with larger units (see hall.css). */
export const WIDE = { picture: 1920, height: 1080, rows: 16, modules: 7 };
export const NARROW = { picture: 1700, height: 906, rows: 12, modules: 6 };

const MARGINS = 88;
/** Head and foot of the picture. */
const FRAME = 330;
const FIXED = { place: 100, delegation: 128, code: 72 };
/** The second column: who moved, or what they won. */
const SECOND = 96;
const MODULE = { short: 116, long: 136 };
const TOTAL = { short: 172, long: 212 };
const SCORE = { short: 152, long: 196 };
const RULER = { most: 300, least: 130 };
const NAME = 220;
const SHORT = 190;
/** A long name may step down to so much of its width before it takes room from the modules; so much is enough. */
const SQUEEZED = 0.75;
const ENOUGH = 380;
const LEAST_MODULES = 4;

/**
 * @param {typeof WIDE} screen
 * @param {Needs} needs
 * @param {number} [round] how often all pages have been read: each time other modules are shown
 * @returns {Columns} names first get what they need, the ruler what is left of it
 */
export function columns(screen, { marks, maxima, totals, scores, won, longest }, round = 0) {
	const total = widest(totals) > 5 ? TOTAL.long : TOTAL.short;
	const score = scoreWidth(widest(scores));
	const second = Math.max(SECOND, won);
	const module = maxima.some((max) => Number.parseFloat(max) >= 100) ? MODULE.long : MODULE.short;
	const fixed = Object.values(FIXED).reduce((sum, width) => sum + width, MARGINS);
	const wide = screen.picture - fixed - second - total - score;
	const needed = Math.max(SHORT, Math.min(ENOUGH, longest * SQUEEZED));
	const room = Math.floor((wide - needed) / module);
	const most = Math.max(LEAST_MODULES, Math.min(screen.modules, room));
	const all = windows(marks, maxima.length, most);
	const modules = all[round % all.length] ?? [];
	const left = wide - modules.length * module;
	const spare = left - Math.max(NAME, longest);
	const hasRuler = score > 0 && left - Math.max(NAME, needed) >= RULER.least;
	const ruler = hasRuler ? Math.min(RULER.most, Math.max(RULER.least, spare)) : 0;
	return { modules, module, ruler, name: left - ruler, second, total, score, rounds: all.length };
}

/**
 * @param {readonly (string | null)[]} figures
 * @returns {number} characters of the longest
 */
function widest(figures) {
	return Math.max(0, ...figures.map((figure) => figure?.length ?? 0));
}

/** @param {number} characters */
function scoreWidth(characters) {
	if (characters === 0) {
		return 0;
	}
	return characters > 4 ? SCORE.long : SCORE.short;
}

/**
 * @param {typeof WIDE} screen
 * @param {number} width of the window
 * @param {number} height
 * @returns {number} how much higher rows may stand where the window is higher than the picture, as on 4:3
 */
export function tall(screen, width, height) {
	const unit = Math.min(width / screen.picture, height / screen.height);
	return Math.min(1.8, (height / unit - FRAME) / (screen.height - FRAME));
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
	return Math.min(2, full / Math.max(1, tops * 62 + (rows - tops) * 43.5));
}

/**
 * @param {readonly (readonly Mark[])[]} marks
 * @param {number} criteria
 * @param {number} most there is room for
 * @returns {number[][]} the modules that are shown one time after the other: first those up to the one that is being
 *   marked, then from the first on all the others
 */
export function windows(marks, criteria, most) {
	const first = current(marks, criteria, most);
	const found = [first];
	for (let start = 0; start < criteria; start += most) {
		const from = Math.max(0, Math.min(start, criteria - most));
		if (found.every(([begin]) => begin !== from)) {
			found.push(Array.from({ length: first.length }, (_none, index) => from + index));
		}
	}
	return found;
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
