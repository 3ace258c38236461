/** The last decisions of a judge on this device, so that they can be taken back one by one. */

/** @typedef {Readonly<{ sheet: number, aspect: number, from: string | null, to: string }>} Decision a mark, and what stood before it: null where nothing did */

const MOST = 300;

/**
 * @param {readonly Decision[]} past
 * @param {Decision} decision
 * @returns {readonly Decision[]} with it at the end; the oldest are forgotten
 */
export function decided(past, decision) {
	return [...past, decision].slice(-MOST);
}

/**
 * @param {readonly Decision[]} past
 * @param {(decision: Decision) => string | null | undefined} stands the value there now; undefined where it cannot be changed
 * @returns {Decision | null} the last decision that still stands: what somebody changed since is not taken back
 */
export function latest(past, stands) {
	return past.findLast((one) => stands(one) === one.to) ?? null;
}

/**
 * @param {readonly Decision[]} past
 * @param {Decision} decision
 * @returns {readonly Decision[]} without it, and without the later ones of the same mark, which no longer stand
 */
export function without(past, decision) {
	const at = past.indexOf(decision);
	return past.filter(
		(one, index) => index < at || one.sheet !== decision.sheet || one.aspect !== decision.aspect,
	);
}
