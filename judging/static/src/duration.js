/** Times as people say them, such as 2:05.30, beside the seconds that are kept. */

/** @typedef {"sixty" | "colon"} ClockTrouble */

const TIME = /^(\d+)((?::[0-5]\d){0,2})(\.\d+)?$/;
const BEGUN = /^\d+(:[0-5]\d)?:([0-5]?|[0-5]\d(\.\d*)?)$/;

/**
 * @param {string} text
 * @returns {boolean} whether minutes stand in it
 */
export function isClock(text) {
	return text.includes(":");
}

/**
 * @param {string} text such as 125.30, 2:05.30 or 1:02:05.30
 * @returns {string | null} the seconds, or null when it is no time yet
 */
export function inSeconds(text) {
	const [, first, more = "", part = ""] = text.match(TIME) ?? [];
	if (first === undefined) {
		return null;
	}
	const all = [first, ...more.split(":").slice(1)];
	return all.reduce((sum, one) => sum * 60n + BigInt(one), 0n) + part;
}

/**
 * @param {string} seconds
 * @returns {string} the same with minutes, and hours where there are any; empty under a minute
 */
export function asClock(seconds) {
	const [whole = "", part] = seconds.split(".");
	const all = BigInt(whole);
	if (all < 60n) {
		return "";
	}
	const [hours, minutes, rest] = [all / 3600n, (all / 60n) % 60n, two(all % 60n)];
	const clock = hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
	return part ? `${clock}.${part}` : clock;
}

/**
 * @param {string} text with a colon, not finished perhaps
 * @returns {ClockTrouble | null} why no time begins like this
 */
export function clockObstacle(text) {
	if (BEGUN.test(text)) {
		return null;
	}
	return /:[6-9]/.test(text) ? "sixty" : "colon";
}

/**
 * @param {string} text with a colon, the beginning of a time
 * @returns {string} the least seconds that it may become
 */
export function atLeast(text) {
	const whole = text.replace(/:(\d?)$/, (_match, digit) => `:${digit || "0"}0`);
	return whole.endsWith(".") ? `${inSeconds(whole.slice(0, -1))}.` : (inSeconds(whole) ?? "");
}

/** @param {bigint} number */
function two(number) {
	return String(number).padStart(2, "0");
}
