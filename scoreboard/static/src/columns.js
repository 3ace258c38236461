/** Which columns a hall screen has room for; every length is in units of 1/1920 of the picture. */

/** @typedef {import("./ranking.js").Criterion} Criterion */
/** @typedef {import("./ranking.js").Mark} Mark */
/**
 * @typedef {{ modules: number[], module: number, ruler: number, name: number, second: number, delegation: number,
 *   total: number, score: number, rounds: number, place: number, code: number }} Columns shown criteria by index, the width of each, and of
 *   the others; a ruler or a code of 0 is none; in so many rounds every module has been shown
 */
/**
 * @typedef {{ marks: readonly (readonly Mark[])[], maxima: readonly string[], totals: readonly (string | null)[],
 *   scores: readonly (string | null)[], won: number, longest: number, home?: number, type?: number }} Needs
 *   `won`: the widest medal and prize, `longest`: the widest name, `home`: the widest delegation, in units; `type`: how
 *   much larger than usual it is
 */

/** A wide hall screen, and a smaller one with larger units (see hall.css). */
export const WIDE = { picture: 1920, height: 1080, rows: 16, modules: 7 };
export const NARROW = { picture: 1700, height: 906, rows: 12, modules: 6 };

const MARGINS = 88;
/** Head and foot of the picture. */
const FRAME = 330;
const PLACE = 100;
const CODE = 72;
/** A delegation has a short name; a longer one is cut. */
const HOME = { least: 128, most: 240 };
/** The second column: who moved, or what they won. */
const SECOND = 96;
const MODULE = { short: 116, long: 136 };
const TOTAL = { short: 172, long: 212, figure: 27, gap: 36 };
const SCORE = { short: 152, long: 196, figure: 26, gap: 30 };
/** One figure more of a module's mark. */
const FIGURE = 19;
/** Where there are few rows, they are so much higher at most, and their type is larger. */
const HIGHEST = 2.4;
const ROOMY = { height: 1.6, type: 1.2 };
const RULER = { most: 300, least: 130 };
const NAME = 220;
const SHORT = 190;
/** A long name may step down to so much of its width before it takes room from the modules; so much is enough. */
const SQUEEZED = 0.75;
const ENOUGH = 380;
const LEGIBLE = 560;
/** So many modules may leave a name no more than this; where there is not even that, there are fewer of them. */
const LEAST_MODULES = 4;
const HELD = 300;

/**
 * @param {typeof WIDE} screen
 * @param {Needs} needs
 * @param {number} [round] how often all pages have been read: each time other modules are shown
 * @returns {Columns} names first get what they need, the ruler what is left of it
 */
export function columns(
	screen,
	{ marks, maxima, totals, scores, won, longest, home = 0, type = 1 },
	round = 0,
) {
	const total = type * figureWidth(widest(totals), 5, TOTAL);
	const score = widest(scores) > 0 ? type * figureWidth(widest(scores), 4, SCORE) : 0;
	const second = Math.max(SECOND, won);
	const module = moduleWidth(maxima);
	const delegation = home > 0 ? Math.min(HOME.most, Math.max(HOME.least, home)) : 0;
	const bare = screen.picture - MARGINS - PLACE - delegation - second - total - score;
	const needed = Math.max(SHORT, Math.min(ENOUGH, longest * SQUEEZED));
	const whole = Math.min(LEGIBLE, longest * SQUEEZED);
	const most = fit(bare - CODE, { module, needed, most: screen.modules });
	// Before a name is squeezed, its code gives way.
	const hasCode = bare - CODE - Math.min(maxima.length, most) * module >= whole;
	const wide = hasCode ? bare - CODE : bare;
	const all = windows(
		marks,
		maxima.length,
		hasCode ? most : fit(wide, { module, needed, most: screen.modules }),
	);
	const modules = all[round % all.length] ?? [];
	const left = wide - modules.length * module;
	const spare = left - Math.max(NAME, longest);
	// A name that stays whole is worth more than the ruler.
	const hasRuler = score > 0 && left - Math.max(NAME, whole) >= RULER.least;
	const ruler = hasRuler ? Math.min(RULER.most, Math.max(RULER.least, spare)) : 0;
	const name = left - ruler;
	const widths = { place: PLACE, module, ruler, name, second, delegation, total, score };
	return { ...widths, code: hasCode ? CODE : 0, modules, rounds: all.length };
}

/**
 * @param {number} wide what names and modules share
 * @param {{ module: number, needed: number, most: number }} wanted of each module, of a name, and modules at most
 * @returns {number} modules there is room for, at least one
 */
function fit(wide, { module, needed, most }) {
	const enough = Math.floor((wide - needed) / module);
	const least = Math.floor((wide - Math.min(needed, HELD)) / module);
	return Math.max(1, Math.min(most, Math.max(enough, Math.min(LEAST_MODULES, least))));
}

/**
 * @param {readonly (string | null)[]} figures
 * @returns {number} characters of the longest
 */
function widest(figures) {
	return Math.max(0, ...figures.map((figure) => figure?.length ?? 0));
}

/**
 * @param {number} characters
 * @param {number} few
 * @param {typeof TOTAL} widths
 */
function figureWidth(characters, few, { short, long, figure, gap }) {
	return characters > few ? Math.max(long, characters * figure + gap) : short;
}

/** @param {readonly string[]} maxima */
function moduleWidth(maxima) {
	const most = Math.max(0, ...maxima.map((max) => Number.parseFloat(max)));
	const figures = Math.floor(Math.log10(Math.max(10, most)));
	return figures < 2 ? MODULE.short : MODULE.long + (figures - 2) * FIGURE;
}

/**
 * @param {typeof WIDE} screen
 * @param {number} width of the window
 * @param {number} height
 * @returns {number} how much higher rows may stand where the window is higher than the picture, as on 4:3
 */
export function tall(screen, width, height) {
	return Math.min(1.8, room(screen, width, height) / (screen.height - FRAME));
}

/**
 * @param {typeof WIDE} screen
 * @param {number} width of the window
 * @param {number} height
 * @returns {number} how high the rows may stand together
 */
export function room(screen, width, height) {
	const unit = Math.min(width / screen.picture, height / screen.height);
	return height / unit - FRAME;
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
	return Math.min(HIGHEST, full / Math.max(1, tops * 62 + (rows - tops) * 43.5));
}

/**
 * @param {number} height how much higher than usual the rows stand
 * @returns {number} how much larger their type is
 */
export function type(height) {
	return height >= ROOMY.height ? ROOMY.type : 1;
}

/**
 * @param {readonly number[]} extents of names, in ems
 * @param {number} width they may take
 * @param {readonly number[]} sizes of type, largest first
 * @param {number} least
 * @returns {number} the size of them all; who would need less than *least* is written smaller alone
 */
export function common(extents, width, sizes, least) {
	const fits = extents.map((extent) => fitting(extent, width, sizes));
	return Math.min(sizes[0] ?? least, ...fits.filter((size) => size >= least));
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
