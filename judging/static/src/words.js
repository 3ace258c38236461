/** The words and glyphs of states and values, in the reader's language. */

import { html, nothing } from "lit";
import { _, language, n_, names } from "../../../competition/static/src/messages.js";
import { HERE } from "../../../competition/static/src/zone.js";
import { asClock } from "./duration.js";
import { isInSeconds, NOT_ATTEMPTED, numbers } from "./reading.js";

/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").State} State */
/** @typedef {import("./sheet.js").Names} Names */

/**
 * @param {State} state
 * @returns {string}
 */
export function stateWord(state) {
	switch (state) {
		case "keeping":
			return _("Storing");
		case "unsent":
			return _("On this tablet");
		case "attention":
			return _("Needs attention");
		case "conflict":
			return _("Spread");
		case "received":
			return _("Received");
		case "signed":
			return _("Signed");
		default:
			return _("Not marked");
	}
}

/**
 * @param {State} state
 * @returns {import("lit").TemplateResult} glyph and word, always both
 */
export function stateSign(state) {
	const look = { keeping: "none", attention: "conflict" };
	const kind = /** @type {Record<string, string>} */ (look)[state] ?? state;
	return html`<span class="st ${kind}">${glyph(state)}${stateWord(state)}</span>`;
}

/** @param {State} state */
function glyph(state) {
	if (state === "signed") {
		return html`<span class="seal" aria-hidden="true"><b>签</b></span>`;
	}
	const glyphs = {
		attention: "block",
		conflict: "conflict",
		received: "received",
		unsent: "unsent",
	};
	const found = /** @type {Record<string, string>} */ (glyphs)[state];
	return found ? html`<i class="g g-${found}"></i>` : nothing;
}

/**
 * @param {Aspect} aspect
 * @param {string | null | undefined} value
 * @returns {string} the value as a judge reads it; empty when there is none
 */
export function valueWord(aspect, value) {
	if (value === null || value === undefined) {
		return "";
	}
	if (value === NOT_ATTEMPTED) {
		return _("Not attempted");
	}
	switch (aspect.kind) {
		case "pass_fail":
			return value === "1" ? _("Yes, met") : _("No, not met");
		case "choice":
			return choices(aspect)[Number(value)] ?? value;
		case "time":
			return [`${value} ${unitOf(aspect)}`.trim(), clockWord(aspect, value)].join(" ").trim();
		default:
			return `${value} ${unitOf(aspect)}`.trim();
	}
}

/**
 * @param {Aspect} aspect of the kind time
 * @param {string} seconds
 * @returns {string} the same in minutes, after an equals sign; empty under a minute
 */
function clockWord(aspect, seconds) {
	const clock = isInSeconds(aspect) ? asClock(seconds) : "";
	return clock && `=\u00a0${clock}`;
}

/**
 * @param {Aspect} aspect
 * @param {string | null | undefined} value
 * @returns {string} the value where there is little room: a time in minutes only, if it has any
 */
export function shortWord(aspect, value) {
	const clock = value && isInSeconds(aspect) && value !== NOT_ATTEMPTED ? asClock(value) : "";
	return clock || valueWord(aspect, value);
}

/**
 * @param {Aspect} aspect of the kind choice
 * @returns {string[]} the labels, in the order of their index
 */
export function choices(aspect) {
	const rows = aspect.parameters?.choices;
	return Array.isArray(rows) ? rows.map((row) => wording(row?.label ?? row?.names ?? row)) : [];
}

/**
 * @param {Aspect} aspect
 * @returns {string}
 */
export function unitOf(aspect) {
	const unit = aspect.parameters?.unit;
	if (unit) {
		return wording(unit);
	}
	if (aspect.kind === "time") {
		return _("s");
	}
	const { possible } = numbers(aspect, ["possible"]);
	return aspect.kind === "completed" && possible ? `/ ${possible}` : "";
}

/**
 * @param {Aspect} aspect
 * @returns {string} how it is marked
 */
export function kindWord(aspect) {
	switch (aspect.kind) {
		case "judgement":
			return _("Judgement 0–3");
		case "pass_fail":
			return _("Yes or no");
		case "choice":
			return _("Choice");
		case "completed":
			return _("Number done");
		case "count":
			return _("Number counted");
		case "deduct":
			return _("Number of faults");
		case "free":
		case "panel":
			return _("Score");
		case "time":
			return _("Time");
		default:
			return _("Measured value");
	}
}

/**
 * @param {number} score 0 to 3
 * @returns {string} the common title of that level
 */
export function levelTitle(score) {
	return (
		[
			_("Below industry standard"),
			_("Meets industry standard"),
			_("Exceeds industry standard in places"),
			_("Excellent against industry standard"),
		][score] ?? String(score)
	);
}

/** @param {Sheet} sheet @returns {string} who has closed it; empty while it is open */
export function closedWord({ locked, state, suspended }) {
	if (state === "signed") {
		return _("Signed by the panel");
	}
	if (state === "locked") {
		return _("Locked by the chief judge");
	}
	if (suspended) {
		return _("Marking is suspended");
	}
	return locked ? _("Signed by the chief judge") : "";
}

/** @param {Sheet["entry"]} entry @returns {string} station, or the code where there is none */
export function placeOf(entry) {
	return entry.station || entry.code;
}

/** @param {Names | string | null | undefined} given */
export function person(given) {
	return typeof given === "string" ? given : names(given).text;
}

/** @param {Date | string} at @returns {string} clock time where the hall is */
export function clock(at) {
	const time = new Date(at);
	return time.toLocaleTimeString(language, {
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
		timeZone: HERE,
	});
}

/** @param {number} count @returns {string} */
export function unsentWord(count) {
	return n_("%(num)s mark not sent", "%(num)s marks not sent", count);
}

/**
 * @param {unknown} given a text of the scheme: by language, or plain
 * @returns {string} in the reader's language, else in the other
 */
export function wording(given) {
	return typeof given === "object" && given !== null
		? names(/** @type {Names} */ (given)).text
		: inOneLanguage(String(given ?? ""));
}

/**
 * @param {string} text in one language, or in both as in "件 / pieces"
 * @returns {string} the part in the page's language
 */
function inOneLanguage(text) {
	const [left = "", ...rest] = text.split(" / ");
	const right = rest.join(" / ");
	if (right === "" || isChinese(left) === isChinese(right)) {
		return text;
	}
	return isChinese(left) === language.startsWith("zh") ? left : right;
}

/** @param {string} text */
function isChinese(text) {
	return /\p{Script=Han}/u.test(text);
}
