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

/**
 * @param {string} label what the organiser called a tablet: ``Station 07`` in either language, or the number alone as it is spelled
 * @param {string} trade its code
 * @param {readonly { trade: { code: string }, entry: { station: string | null } }[]} sheets which stations there are
 * @returns {Spot | null} the station for which the tablet is; null where its label names none of the trade
 */
export function postOf(label, trade, sheets) {
	const text = label.normalize("NFKC").trim();
	const [, named] = text.match(/^(?:station|工位)\s*(\S.*)$/i) ?? [];
	const isThere = (/** @type {typeof sheets[number]} */ { trade: { code }, entry }) =>
		code === trade && entry.station?.normalize("NFKC").trim() === text;
	const spot = { trade, station: named ?? text };
	const isKnown = named ? sheetsAt(spot, sheets).length > 0 : sheets.some(isThere);
	return isKnown ? spot : null;
}

/** @param {string} station */
function plain(station) {
	return station
		.normalize("NFKC")
		.trim()
		.toUpperCase()
		.replace(/^0+(?=.)/, "");
}
