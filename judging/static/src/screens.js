/** Which screen of the tablet an address shows. */

/**
 * @param {string} hash of the page's address
 * @param {string | undefined} to what it names: a sheet to mark, to sign, to confirm or to check
 * @param {boolean} isSeated whether a judge sits here
 * @returns {import("./desk.js").Screen} what it shows
 */
export function screenOf(hash, to, isSeated) {
	if (hash.startsWith("#pair")) {
		return "pair";
	}
	if (!isSeated) {
		return "sign-in";
	}
	if (to === "sheet" || to === "sign" || to === "confirm" || to === "check") {
		return to;
	}
	return hash === "#attention" ? "attention" : "sheets";
}

/** @param {import("./desk.js").Screen} screen @returns {boolean} whether a sheet of the judge's own panel lies on it */
export function hasSheet(screen) {
	return screen === "sheet" || screen === "sign" || screen === "confirm";
}
