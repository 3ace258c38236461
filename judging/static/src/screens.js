/** Which screen of the tablet an address shows. */

/**
 * @param {string} hash of the page's address
 * @param {string | undefined} to what it names: a sheet to mark, or one to sign
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
	if (to === "sheet" || to === "sign") {
		return to;
	}
	return hash === "#attention" ? "attention" : "sheets";
}
