/** How few rows share a hall screen: each has two lines, and together they fill its height. Lengths are in units. */

import { windows } from "./columns.js";

/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./columns.js").Needs} Needs */
/** @typedef {Omit<Needs, "home"> & { home: { short: number, full: number } }} Needed */
/**
 * @typedef {{ height: number, scale: number, figures: number }} Spread `height` of a row after the first three; how much
 *   larger all is written, and its figures against that
 */
/** @typedef {(typeof STEPS)[number]} Step */

/** Rows are few where each has so much height, and where there are no more than so many. */
const LEAST = 107;
const MOST = 8;
/** A row of the first three is so much higher than another. */
export const TOP = 1.25;
/** At this height of a row what is written there has its own size; at more it is larger, up to a limit. */
const OWN = 150;
const LARGEST = 1.6;

/** What is left after a name, and the size of what stands beneath it. */
export const GAP = 24;
export const BENEATH = 36;

const MARGINS = 88;
const PLACE = 140;
const SECOND = 96;
const MODULE = { width: 140, figure: 25, gap: 14 };
const TOTAL = { figure: 54, gap: 44, least: 250 };
const RULER = { least: 130, most: 300 };
/** Sizes of a name in the first three rows, where it may be squeezed to so much of its width; so much is enough. */
export const NAMES = [84, 76, 68, 60, 53, 47, 42];
const SQUEEZED = 0.6;
const WHOLE = 78;
const NAME = { least: 380, enough: 620 };
/** Where long figures leave room for hardly any module, they are written smaller, and names have less. */
const STEPS = [
	{ figures: 1, enough: NAME.enough },
	{ figures: 0.85, enough: 540 },
	{ figures: 0.7, enough: 460 },
	{ figures: 0.7, enough: 400 },
];
const MODULES = 4;
const MARKS = 0.8;
/** No figure of a module is smaller than in the smallest print of a wall. */
const MARK = { size: 42, share: 0.9, least: 26 };

/**
 * @param {number} rows
 * @param {number} tops how many of them are large
 * @param {number} room the height that they have
 * @returns {Spread | null} null where they are not few
 */
export function spread(rows, tops, room) {
	const height = room / Math.max(1, tops * TOP + (rows - tops));
	if (rows === 0 || rows > MOST || height < LEAST) {
		return null;
	}
	return { height, scale: Math.min(LARGEST, height / OWN), figures: 1 };
}

/**
 * @param {typeof import("./columns.js").WIDE} screen
 * @param {Needed} needs `longest` in ems, what stands beneath names at no scale
 * @param {number} scale as large as the height allows
 * @param {number} round how often all pages have been read: each time other modules are shown
 * @returns {{ columns: Columns, scale: number, figures: number }} as large as all modules have room, and at no scale if need
 *   be some of them
 */
export function shared(screen, needs, scale, round) {
	const [whole = { figures: 1, enough: NAME.enough }] = STEPS;
	for (let larger = scale; larger > 1; larger *= 0.94) {
		const found = widths(screen, needs, { ...whole, scale: larger, round });
		const enough = Math.min(NAME.enough, needs.longest * WHOLE) * larger;
		if (found.modules.length === needs.maxima.length && found.name >= enough) {
			return { columns: found, scale: larger, figures: 1 };
		}
	}
	const least = Math.min(1, scale);
	const ways = STEPS.map((step) => ({
		columns: widths(screen, needs, { ...step, scale: least, round }),
		scale: least,
		figures: step.figures,
	}));
	const most = Math.max(...ways.map(({ columns: { modules } }) => modules.length));
	const wanted = Math.min(MODULES, most);
	const [first] = ways.filter(({ columns: { modules } }) => modules.length >= wanted);
	return /** @type {NonNullable<typeof first>} */ (first);
}

/**
 * @param {typeof import("./columns.js").WIDE} screen
 * @param {Needed} needs
 * @param {Step & { scale: number, round: number }} how large all is written, and its figures against that
 * @returns {Columns}
 */
function widths(
	screen,
	{ marks, maxima, totals, scores, won, longest, home },
	{ figures: share, enough, scale, round },
) {
	const total = scale * share * Math.max(TOTAL.least, figures(totals) * TOTAL.figure + TOTAL.gap);
	const digits = Math.max(5, mostOf(maxima) + 3);
	const each = Math.max(MODULE.width, digits * MODULE.figure + MODULE.gap);
	const module = scale * marked(scale, share) * each;
	const second = Math.max(SECOND, won * scale);
	const place = PLACE * scale;
	const wide = screen.picture - MARGINS - place - second - total;
	const squeezed = longest * (NAMES[0] ?? 0) * scale * SQUEEZED;
	const least = Math.max(NAME.least, home.short * scale);
	const needed = Math.max(least, Math.min(enough, squeezed));
	const all = windows(marks, maxima.length, Math.max(1, Math.floor((wide - needed) / module)));
	const modules = all[round % all.length] ?? [];
	const left = wide - modules.length * module;
	const whole = (Math.max(home.full, longest * (NAMES[0] ?? 0)) + GAP) * scale;
	const spare = left - Math.max(needed, whole);
	const ruler = figures(scores) > 0 && spare >= RULER.least ? Math.min(RULER.most, spare) : 0;
	const none = { delegation: 0, score: 0, code: 0 };
	const name = left - ruler;
	return { ...none, place, modules, module, ruler, name, second, total, rounds: all.length };
}

/**
 * @param {number} scale
 * @param {number} share of the usual size that figures have
 * @returns {number} the share of it that the marks of modules have
 */
export function marked(scale, share) {
	const least = MARK.least / (MARK.size * MARK.share * scale);
	return Math.min(1, Math.max(MARKS, share, least));
}

/**
 * @param {readonly (string | null)[]} all
 * @returns {number} characters of the longest
 */
function figures(all) {
	return Math.max(0, ...all.map((each) => each?.length ?? 0));
}

/**
 * @param {readonly string[]} maxima
 * @returns {number} figures before the point
 */
function mostOf(maxima) {
	return Math.max(0, ...maxima.map((max) => max.split(".")[0]?.length ?? 0));
}
