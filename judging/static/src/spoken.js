/** Values in words, as somebody reads them aloud: digit by digit, so that fifteen is not heard as fifty. */

import { _ } from "../../../competition/static/src/messages.js";
import { isOneTap, NOT_ATTEMPTED } from "./reading.js";
import { levelTitle, valueWord } from "./words.js";

/** @typedef {import("./sheet.js").Aspect} Aspect */

/**
 * @param {Aspect} aspect
 * @param {string | null} value
 * @returns {string} how it is read aloud; empty where the value itself is words already
 */
export function spoken(aspect, value) {
	if (
		value === null ||
		value === NOT_ATTEMPTED ||
		(isOneTap(aspect) && aspect.kind !== "judgement")
	) {
		return "";
	}
	if (aspect.kind === "judgement") {
		return levelTitle(Number(value));
	}
	return [...value].map(sign).join(" ");
}

/** @param {Aspect} aspect @param {string | null} value @returns {string} the value as it is shown large */
export function large(aspect, value) {
	return value === null ? "–" : valueWord(aspect, value);
}

/** @param {string} one digit, point or sign */
function sign(one) {
	const words = {
		0: _("zero"),
		1: _("one"),
		2: _("two"),
		3: _("three"),
		4: _("four"),
		5: _("five"),
		6: _("six"),
		7: _("seven"),
		8: _("eight"),
		9: _("nine"),
		".": _("point"),
		"-": _("minus"),
	};
	return /** @type {Record<string, string>} */ (words)[one] ?? one;
}
