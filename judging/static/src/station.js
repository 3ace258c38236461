/** Stations: what a scanned code says, and which sheets belong there. */

/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {Readonly<{ trade: string | null, station: string }>} Spot a station; of any trade where only its number was typed */

/**
 * @param {string} hash of an address, from the number sign on
 * @returns {Spot | null} null where it names no station
 */
export function spotOf(hash) {
	const [, trade, station] = hash.match(/^#station-([^-]+)-(.+)$/) ?? [];
	if (trade === undefined || station === undefined) {
		return null;
	}
	try {
		return { trade: decodeURIComponent(trade), station: decodeURIComponent(station) };
	} catch {
		return null;
	}
}

/**
 * @param {string} text that a code held
 * @returns {Spot | null} null where it is no address of a station
 */
export function spotIn(text) {
	const at = text.indexOf("#station-");
	return at < 0 ? null : spotOf(text.slice(at));
}

/**
 * @param {Spot} spot
 * @param {{ trade: { code: string }, entry: { station: string | null } }} sheet
 * @returns {boolean} whether the sheet belongs to the station: 7 is 07, whatever the width of its figures
 */
export function isAt(spot, sheet) {
	const { station } = sheet.entry;
	const isTrade = spot.trade === null || spot.trade === sheet.trade.code;
	return isTrade && station !== null && plain(station) === plain(spot.station);
}

/**
 * @template {{ trade: { code: string }, entry: { station: string | null } }} Sheet
 * @param {Spot} spot
 * @param {readonly Sheet[]} sheets
 * @returns {Sheet[]}
 */
export function sheetsAt(spot, sheets) {
	return sheets.filter((sheet) => isAt(spot, sheet));
}

/** @param {string} station */
function plain(station) {
	return station
		.normalize("NFKC")
		.trim()
		.toUpperCase()
		.replace(/^0+(?=.)/, "");
}
