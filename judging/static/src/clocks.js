/** The server's clock, and how long something lasts, on tablets whose own clock is wrong or was set. */

/** @typedef {Readonly<{ wall: number, steady: number }>} Moment by the tablet's clock, which people set, and by the page's, which nobody can */

const DAY_MS = 86_400_000;

/** @type {Readonly<{ told: number, steady: number }> | null} what the server said, and when it did */
let heard = null;

/** @param {string | null} date as a server says it in each answer */
export function hear(date) {
	const told = Date.parse(date ?? "");
	if (!Number.isNaN(told)) {
		heard = { told, steady: performance.now() };
	}
}

/** @returns {number} the server's time in ms; the tablet's own while no server has told its */
export function serverNow() {
	return heard ? heard.told + performance.now() - heard.steady : Date.now();
}

/** @returns {Moment} now */
export function moment() {
	return { wall: Date.now(), steady: performance.now() };
}

/**
 * @param {Moment} since
 * @returns {number} the ms that have passed: by the page's clock where the tablet's was set meanwhile
 */
export function lasted({ wall, steady }) {
	const told = Date.now() - wall;
	const sure = performance.now() - steady;
	// The page's clock stands while the tablet sleeps, so the tablet's is asked first.
	return told < sure || told > DAY_MS ? sure : told;
}

/**
 * @param {string} until when something ends, as the server says it
 * @returns {number | null} the whole seconds left; null where a clock is so wrong that nobody knows
 */
export function secondsLeft(until) {
	const left = Date.parse(until) - serverNow();
	return left <= DAY_MS ? Math.max(0, Math.ceil(left / 1000)) : null;
}
