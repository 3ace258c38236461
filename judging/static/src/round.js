/** A judge's round: which sheets there are, how they group, and which one is next. */

/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ id: number, trade: Readonly<{ id: number, code: string, names: Names }>, entry: Readonly<{ code: string, station: string | null }>, criterion: Readonly<{ code: string, names: Names }>, day?: number | null, aspects: number, marked: number, conflicts: number, locked: boolean, suspended?: import("./halt.js").Suspended | null, state?: "open" | "signed" | "locked", signed?: boolean | null, absent?: boolean, waits?: number }>} Summary */
/** @typedef {Readonly<{ key: string, trade: Summary["trade"], criterion: Summary["criterion"], day: number | null, sheets: readonly Summary[] }>} Module */

/**
 * @param {readonly Summary[]} sheets
 * @returns {Module[]} by trade, criterion and day, in the server's order
 */
export function modules(sheets) {
	/** @type {Map<string, { key: string, trade: Summary["trade"], criterion: Summary["criterion"], day: number | null, sheets: Summary[] }>} */
	const found = new Map();
	for (const sheet of sheets) {
		const day = sheet.day ?? null;
		const key = `${sheet.trade.id}-${sheet.criterion.code}-${day ?? ""}`;
		const { trade, criterion } = sheet;
		const module = found.get(key) ?? { key, trade, criterion, day, sheets: [] };
		module.sheets.push(sheet);
		found.set(key, module);
	}
	return [...found.values()];
}

/**
 * @param {Summary} sheet
 * @returns {boolean} whether this judge still has something to do on it
 */
export function isOpen(sheet) {
	return !(sheet.locked || sheet.absent) && (sheet.marked < sheet.aspects || sheet.conflicts > 0);
}

/**
 * @param {readonly Summary[]} sheets
 * @param {number | null} [from] the sheet just left
 * @returns {Summary | null} the next one to do: in the same module after *from* first, then anywhere
 */
export function nextSheet(sheets, from = null) {
	const all = modules(sheets);
	const at = all.findIndex((module) => module.sheets.some((sheet) => sheet.id === from));
	const order = at < 0 ? all : [...all.slice(at), ...all.slice(0, at)];
	const flat = order.flatMap((module) => module.sheets);
	const here = flat.findIndex((sheet) => sheet.id === from);
	const round = [...flat.slice(here + 1), ...flat.slice(0, Math.max(here, 0))];
	const same = here < 0 ? [] : (order[0]?.sheets ?? []);
	return round.find((sheet) => isOpen(sheet) && same.includes(sheet)) ?? round.find(isOpen) ?? null;
}
