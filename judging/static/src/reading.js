/** What a judge may type for an aspect; values stay strings of exact decimals. */

import { atLeast, clockObstacle, inSeconds, isClock } from "./duration.js";

/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {Readonly<{ low: string, high: string | null, step: string, places: number, hasColon: boolean, hasSign: boolean }>} Limits */
/** @typedef {"surplus" | "above" | "below" | "step" | "unfinished" | "sixty" | "colon" | "key"} Trouble; key: what was pressed is no part of any reading here */

/** The word for an aspect that the competitor did not try. */
export const NOT_ATTEMPTED = "not_attempted";
/** What is sent where a mark is taken back, so that nothing is marked. */
export const TAKEN_BACK = "";

const ONE_OF = new Set(["judgement", "pass_fail", "choice"]);
const WHOLE = new Set(["completed", "deduct", "count"]);
const SECONDS = new Set(["", "s", "sec", "second", "seconds", "秒"]);
/** What is less than nothing of these is no reading. */
const SIZES = new Set(
	"m dm cm mm μm µm um km in kg g mg t N kN Nm N·m L l ml mL s ms min h 米 厘米 毫米 微米 千克 公斤 克 秒 分 分钟 小时 个 件 处 次 pcs pieces".split(
		" ",
	),
);
/** The smallest step that the rulebook knows, and the usual one of readings. */
const FINEST = "0.00000001";
const USUAL = "0.0001";
const FARTHEST = "1000000";
const MOST = "9999";

/**
 * @param {Pick<Aspect, "kind">} aspect
 * @returns {boolean} whether one tap gives the whole value
 */
export function isOneTap(aspect) {
	return ONE_OF.has(aspect.kind);
}

/**
 * @param {Aspect} aspect of a kind that is typed
 * @returns {Limits} the lowest and highest reading (null: no end), its step, and whether minutes or a sign may be wanted
 */
export function limits(aspect) {
	const step = stepOf(aspect);
	const ends = range(aspect);
	const hasSign = compared(ends.low, "0") < 0 && !isSize(aspect);
	return { ...ends, step, places: places(step), hasColon: isInSeconds(aspect), hasSign };
}

/**
 * @param {Aspect} aspect
 * @returns {boolean} whether its points come from the readings of all entries (docs/rulebook.md, 2)
 */
export function isPlaced(aspect) {
	const isTimed = aspect.kind === "time" && aspect.parameters?.bands === undefined;
	return isTimed || aspect.kind === "rank";
}

/**
 * @param {Aspect} aspect
 * @returns {boolean} whether it is a time in seconds, which may be typed as 2:05.30 too
 */
export function isInSeconds(aspect) {
	const units = String(aspect.parameters?.unit ?? "").split("/");
	return aspect.kind === "time" && units.every((unit) => SECONDS.has(unit.trim()));
}

/**
 * @param {string} text what stands so far
 * @param {string} key a digit, ".", ":", "-" (turns the sign) or "back"
 * @param {Limits} bounds
 * @returns {{ text: string, trouble: Trouble | null }} what stands now; a key that cannot lead to a reading changes nothing
 */
export function press(text, key, bounds) {
	if (key === "back") {
		return { text: text.slice(0, -1), trouble: null };
	}
	if (!/^[\d.:-]$/.test(key) || (key === ":" && !bounds.hasColon)) {
		return { text, trouble: "key" };
	}
	const next = typed(text, key);
	const trouble = obstacle(next, bounds);
	return { text: trouble === null ? next : text, trouble };
}

/**
 * @param {string} text
 * @param {Limits} bounds
 * @returns {Trouble | null} why *text* is not a reading yet, or null when it is one
 */
export function trouble(text, bounds) {
	const number = isClock(text) ? inSeconds(text) : text;
	if (number === null || !/^-?\d+(\.\d+)?$/.test(number)) {
		return "unfinished";
	}
	const surplus = obstacle(text, bounds);
	if (surplus !== null) {
		return surplus;
	}
	if (compared(number, bounds.low) < 0) {
		return "below";
	}
	const digits = Math.max(bounds.places, places(number));
	return scaled(number, digits) % scaled(bounds.step, digits) === 0n ? null : "step";
}

/**
 * @param {string} text a reading between two steps
 * @param {Limits} bounds
 * @returns {string[]} the readings next to it
 */
export function neighbours(text, bounds) {
	const number = inSeconds(text) ?? text;
	const digits = Math.max(bounds.places, places(number));
	const [size, step] = [scaled(number, digits), scaled(bounds.step, digits)];
	const low = size - (((size % step) + step) % step);
	return [low, low + step]
		.map((one) => canonical(written(one, digits)))
		.filter((one) => compared(one, bounds.low) >= 0)
		.filter((one) => bounds.high === null || compared(one, bounds.high) <= 0);
}

/**
 * @param {string} text a reading without trouble
 * @returns {string} its one spelling, as the ledger keeps it: seconds, and no idle zeros
 */
export function canonical(text) {
	const sign = text.startsWith("-") ? "-" : "";
	const [whole = "", part = ""] = (inSeconds(text) ?? text).replace("-", "").split(".");
	const kept = part.replace(/0+$/, "");
	const number = (whole.replace(/^0+(?=\d)/, "") || "0") + (kept ? `.${kept}` : "");
	return number === "0" ? number : sign + number;
}

/**
 * @param {string} one
 * @param {string} other
 * @returns {number} below, at or above 0, as *one* is less than, equal to or more than *other*
 */
export function compared(one, other) {
	const digits = Math.max(places(one), places(other));
	const gap = scaled(one, digits) - scaled(other, digits);
	return gap < 0n ? -1 : Number(gap > 0n);
}

/**
 * @param {Aspect} aspect of the kind tolerance
 * @param {string} text a reading, or what stands so far
 * @returns {{ low: string, nominal: string, high: string, at: number | null } | null} the two ends that still fit, and where the reading stands on the gauge in percent of its width (the ends at 25 and 75, never outside 0 to 100)
 */
export function gauge(aspect, text) {
	const { nominal, tolerance } = numbers(aspect, ["nominal", "tolerance"]);
	if (nominal === undefined || tolerance === undefined || compared(tolerance, "0") <= 0) {
		return null;
	}
	const digits = Math.max(places(nominal), places(tolerance));
	const middle = scaled(nominal, digits);
	const half = scaled(tolerance, digits);
	return {
		low: written(middle - half, digits),
		nominal: written(middle, digits),
		high: written(middle + half, digits),
		at: /\d/.test(text) ? percent(text, nominal, tolerance) : null,
	};
}

/**
 * @param {Aspect} aspect
 * @param {readonly string[]} wanted
 * @returns {Record<string, string | undefined>} those parameters that are decimals
 */
export function numbers(aspect, wanted) {
	const found = wanted.map((name) => [name, String(aspect.parameters?.[name] ?? "")]);
	return Object.fromEntries(
		found.filter(([, text]) => /^-?\d+(\.\d+)?$/.test(/** @type {string} */ (text))),
	);
}

/** @param {Aspect} aspect @returns {boolean} whether it is a length, a weight or the like, which is never below nothing */
function isSize(aspect) {
	const units = String(aspect.parameters?.unit ?? "").split("/");
	const { nominal = "0" } = numbers(aspect, ["nominal"]);
	const { target = nominal } = numbers(aspect, ["target"]);
	// A measure round 0 is a deviation, which goes both ways.
	return units.every((unit) => SIZES.has(unit.trim())) && compared(target, "0") > 0;
}

/** @param {Aspect} aspect */
function stepOf(aspect) {
	if (WHOLE.has(aspect.kind)) {
		return "1";
	}
	const { step } = numbers(aspect, ["step"]);
	const usual = { free: FINEST, panel: "0.01" }[aspect.kind] ?? USUAL;
	return step !== undefined && compared(step, "0") > 0 ? canonical(step) : usual;
}

/**
 * @param {Aspect} aspect
 * @returns {{ low: string, high: string | null }}
 */
function range(aspect) {
	const { possible = "1", top = aspect.max } = numbers(aspect, ["possible", "top"]);
	switch (aspect.kind) {
		case "completed":
			return { low: "0", high: possible };
		case "free":
			return { low: "0", high: aspect.max };
		case "panel":
			return { low: "0", high: top };
		case "deduct":
		case "count":
			return { low: "0", high: MOST };
		case "time":
		case "rank":
			return { low: "0", high: FARTHEST };
		default:
			return { low: `-${FARTHEST}`, high: FARTHEST };
	}
}

/** @param {string} text @param {string} key */
function typed(text, key) {
	if (key === "-") {
		return text.startsWith("-") ? text.slice(1) : `-${text}`;
	}
	if (key === "." || key === ":") {
		return /\d/.test(text) ? text + key : `${text}0${key}`;
	}
	return /^-?0$/.test(text) ? text.slice(0, -1) + key : text + key;
}

/**
 * @param {string} text
 * @param {Limits} bounds
 * @returns {Trouble | null}
 */
function obstacle(text, bounds) {
	if (isClock(text)) {
		return clockObstacle(text) ?? obstacle(atLeast(text), bounds);
	}
	if (!/^-?\d*(\.\d*)?$/.test(text) || places(text) > bounds.places) {
		return "surplus";
	}
	if (text.endsWith(".") && bounds.places === 0) {
		return "surplus";
	}
	if (text.startsWith("-") && compared(bounds.low, "0") >= 0) {
		return "below";
	}
	return reach(text, bounds);
}

/** @param {string} text @param {Limits} bounds @returns {Trouble | null} */
function reach(text, bounds) {
	if (!/\d/.test(text)) {
		return null;
	}
	if (bounds.high !== null && compared(text, bounds.high) > 0) {
		return "above";
	}
	return text.startsWith("-") && compared(text, bounds.low) < 0 ? "below" : null;
}

/** @param {string} text */
function places(text) {
	return text.split(".")[1]?.length ?? 0;
}

/** @param {string} text @param {number} digits */
function scaled(text, digits) {
	const [whole = "", part = ""] = text.replace("-", "").split(".");
	const size = BigInt((whole || "0") + part.padEnd(digits, "0"));
	return text.startsWith("-") ? -size : size;
}

/** @param {bigint} size @param {number} digits */
function written(size, digits) {
	const text = (size < 0n ? -size : size).toString().padStart(digits + 1, "0");
	const cut = text.length - digits;
	const number = digits ? `${text.slice(0, cut)}.${text.slice(cut)}` : text;
	return size < 0n ? `-${number}` : number;
}

/** @param {string} text @param {string} nominal @param {string} tolerance */
function percent(text, nominal, tolerance) {
	const digits = Math.max(places(text), places(nominal), places(tolerance));
	const away = scaled(text, digits) - scaled(nominal, digits);
	const at = 50 + Number((away * 250n) / scaled(tolerance, digits)) / 10;
	return Math.min(100, Math.max(0, at));
}
