/** One aspect for every competitor of a module, one after the other. */

import { modules } from "./round.js";
import { isOpenStanding, isUnmarked } from "./sheet.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {Readonly<{ id: number, entry: Summary["entry"], locked: boolean, now: Standing | null }>} Stop one competitor; *now* is null where their sheet is not on this tablet */
/** @typedef {Readonly<{ sheet: number, aspect: number }>} Place */
/** @typedef {(sheet: Sheet, aspect: number) => Standing | null} Stands */

/**
 * @param {readonly Summary[]} list
 * @param {ReadonlyMap<number, Sheet>} kept
 * @param {Sheet} open
 * @param {number} aspect
 * @param {Stands} stands
 * @returns {Stop[]} the competitors of the open sheet's module, in the order of the list
 */
export function stops(list, kept, open, aspect, stands) {
	const module = modules(list).find(({ sheets }) => sheets.some(({ id }) => id === open.id));
	return (module?.sheets ?? [open]).map(({ id, entry, locked }) => {
		const sheet = id === open.id ? open : kept.get(id);
		return {
			id,
			entry,
			locked: sheet?.locked ?? locked,
			now: sheet ? stands(sheet, aspect) : null,
		};
	});
}

/**
 * @param {readonly Stop[]} all
 * @param {number | null} from the sheet on the screen
 * @returns {Stop | null} the next competitor that needs the judge: first the unmarked ones after *from* and round again, then the others
 */
export function nextStop(all, from) {
	const at = all.findIndex(({ id }) => id === from);
	const round = [...all.slice(at + 1), ...all.slice(0, Math.max(at, 0))].filter(
		({ locked, now }) => !locked && now !== null,
	);
	return (
		round.find(({ now }) => now && isUnmarked(now)) ??
		round.find(({ now }) => now && isOpenStanding(now)) ??
		null
	);
}

/**
 * @param {readonly number[]} aspects of the module, in order
 * @param {Place} from
 * @param {(aspect: number) => readonly Stop[]} stopsOf
 * @returns {Place | null} where to go on: the same aspect at the next competitor, else the next aspect that is open anywhere
 */
export function nextPlace(aspects, from, stopsOf) {
	const here = nextStop(stopsOf(from.aspect), from.sheet);
	if (here) {
		return { sheet: here.id, aspect: from.aspect };
	}
	const at = aspects.indexOf(from.aspect);
	for (const aspect of [...aspects.slice(at + 1), ...aspects.slice(0, Math.max(at, 0))]) {
		const there = nextStop(stopsOf(aspect), null);
		if (there) {
			return { sheet: there.id, aspect };
		}
	}
	return null;
}
