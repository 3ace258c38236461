/** What stands in a cell of the hall table and in a row of the phone list. */

import { html, nothing } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { POINTED } from "./called.js";
import { flag } from "./flag.js";

/** @typedef {import("./ranking.js").Names} Names */
/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {import("./ranking.js").Mark} Mark */
/** @typedef {import("./places.js").Movement} Movement */

const MEDALS = ["gold", "silver", "bronze"];
/** More ticks than this are no ticks. */
const FINEST = 170;

/** @type {Map<string, number>} */
const extents = new Map();

/**
 * @param {Names | null | undefined} given
 * @returns {unknown} the name, marked with its language
 */
export function named(given) {
	const { text, lang } = names(given);
	return text ? html`<span lang=${lang}>${text}</span>` : nothing;
}

/**
 * @param {Names} given
 * @returns {string} the name in the other language, if it is another name
 */
export function otherwise(given) {
	return second(given)?.text ?? "";
}

/**
 * @param {Names} given
 * @returns {unknown} the same, in small
 */
export function secondary(given) {
	const other = second(given);
	return other ? html`<span class="en" lang=${other.lang}>${other.text}</span>` : nothing;
}

/** @param {Names} given */
function second(given) {
	const main = names(given);
	const other = names(given, main.lang === "en" ? "zh-CN" : "en");
	return other.text && other.lang !== main.lang ? other : null;
}

/**
 * @param {Row} row
 * @returns {{ text: string, lang: string | null }} the name, or the code while only codes may be shown
 */
export function title(row) {
	const name = names(row.name);
	return name.text ? name : { text: row.code, lang: null };
}

/**
 * @param {import("./ranking.js").Ranking} ranking
 * @returns {unknown} the competition and the group
 */
export function event({ competition, group }) {
	const divider = names(group).text ? " · " : "";
	return html`${named(competition)}${divider}${named(group)}`;
}

/**
 * @param {number | null} place
 * @param {boolean} isMedal whether it is one of the first three, and shows as a medal
 */
export function standing(place, isMedal) {
	if (place === null) {
		return "–";
	}
	return isMedal ? html`<b class="medal ${MEDALS[place - 1] ?? ""}">${place}</b>` : place;
}

/**
 * @param {number} all
 * @param {number} done
 * @returns {unknown} one tick for each thing, or a bar where ticks would be too fine
 */
export function tally(all, done) {
	const words = _("%(done)s of %(count)s aspects marked", { done, count: all });
	const isFine = all > FINEST;
	const style = isFine
		? { "--v": String(done / all) }
		: { "--n": String(all), "--v": String(done), "--wide": String(pitch(all)) };
	return html`<span class=${isFine ? "bar" : "ruler"} style=${styleMap(style)} role="img" aria-label=${words}></span>`;
}

/**
 * @param {number} all
 * @returns {number} units from tick to tick on a hall screen: few are wide
 */
function pitch(all) {
	return Math.min(24, Math.max(4, Math.floor(560 / all)));
}

/**
 * @param {number} all
 * @returns {number} how wide a tally of so many is on a hall screen, in units
 */
export function drawn(all) {
	return all > FINEST ? 560 : all * pitch(all);
}

/** @param {Row} row */
export function delegation(row) {
	if (row.delegation === null) {
		return nothing;
	}
	const short = names(row.delegation.short);
	const full = names(row.delegation.names);
	return html`<abbr class="chip" title=${full.text} lang=${short.lang}>${flag(row.delegation)}${short.text || row.delegation.code}</abbr>`;
}

/**
 * @param {Row} row
 * @returns {string} what stands for its delegation: the short name, or the code; nothing where it has none
 */
export function home({ delegation: from }) {
	return from === null ? "" : names(from.short).text || from.code;
}

/**
 * @param {Row} row
 * @returns {unknown} a cell that knows how wide its delegation is: a long one is written smaller
 */
export function origin(row) {
	const wide = styleMap({ "--ems": extent(home(row)).toFixed(2) });
	return html`<td style=${wide}>${delegation(row)}</td>`;
}

/** @param {Movement | undefined} movement */
export function change(movement) {
	if (movement === undefined) {
		return nothing;
	}
	const places = Math.abs(movement.gained);
	const words =
		movement.gained > 0
			? n_("up %(num)s place", "up %(num)s places", places)
			: n_("down %(num)s place", "down %(num)s places", places);
	const glyph = movement.gained > 0 ? "g-up" : "g-down";
	return html`<i class="g ${glyph}" aria-hidden="true"></i><span aria-hidden="true">${places}</span><span class="sr">${words}</span>`;
}

/**
 * @param {Row} row
 * @param {number} index of the criterion
 */
export function points(row, index) {
	if (row.total === null) {
		return nothing;
	}
	const mark = row.marks[index] ?? null;
	if (mark === null && row.status === "not_qualified") {
		return html`<span class="none" aria-hidden="true">–</span>`;
	}
	return spelled(mark);
}

/** @param {Mark} mark */
function spelled(mark) {
	if (mark === null) {
		const words = _("not begun");
		return html`<span class="none" aria-hidden="true">–</span><span class="sr">${words}</span>`;
	}
	if (mark.startsWith("~")) {
		const words = _("being marked");
		return html`<span class="wait"><span aria-hidden="true">·</span>${mark.slice(1)}<span class="sr"> ${words}</span></span>`;
	}
	return mark;
}

/**
 * @param {string} decimal
 * @returns {string} without zeros that say nothing: 17, 12.5
 */
export function short(decimal) {
	return decimal.includes(".") ? decimal.replace(/\.?0+$/, "") : decimal;
}

/**
 * @param {number} rows
 * @param {"person" | "team"} unit
 * @returns {string}
 */
export function total(rows, unit) {
	return unit === "team"
		? n_("of %(num)s team", "of %(num)s teams", rows)
		: n_("of %(num)s competitor", "of %(num)s competitors", rows);
}

/**
 * @param {number} rows
 * @param {"person" | "team"} unit
 * @returns {string}
 */
export function entries(rows, unit) {
	return unit === "team"
		? n_("%(num)s team", "%(num)s teams", rows)
		: n_("%(num)s competitor", "%(num)s competitors", rows);
}

/**
 * @param {string} name
 * @returns {number} how many ems wide it is in the page's bold type
 */
export function extent(name) {
	const known = extents.get(name);
	if (known !== undefined) {
		return known;
	}
	const context = document.createElement("canvas").getContext("2d");
	if (context === null) {
		return name.length;
	}
	context.font = `700 100px ${getComputedStyle(document.body).fontFamily}`;
	const ems = context.measureText(name).width / 100;
	extents.set(name, ems);
	return ems;
}

/**
 * @param {string} name as it is written
 * @param {string} text the whole of it
 * @returns {unknown} what a pointer is told of a name that is written short
 */
export function whole(name, text) {
	return name === text ? nothing : text;
}

/**
 * @param {string} name as it is written
 * @param {string} text the whole of it
 * @returns {unknown} what is written; who listens hears all of it
 */
export function spoken(name, text) {
	const short = html`<i aria-hidden="true">${pointed(name)}</i><i class="sr">${text}</i>`;
	return name === text ? pointed(text) : short;
}

/**
 * @param {string} name
 * @returns {unknown} the name, whose points stay on the line of what stands before them
 */
function pointed(name) {
	return name
		.split(POINTED)
		.map((part, at) => (at % 2 ? html`<span class="unbroken">${part}</span>` : part));
}

/**
 * @param {Row} row
 * @returns {number} how wide what stands beneath its name is, in ems
 */
export function beneath(row) {
	const parts = [home(row), names(row.delegation?.names).text, `${_("No.")} ${row.code}`];
	return parts.reduce((sum, part) => sum + extent(part), 2);
}

/**
 * @param {import("./ranking.js").Ranking} ranking
 * @returns {string} why there is no place to be seen; what is hidden has no rows either
 */
export function nobody({ state, rows }) {
	if (state === "draft") {
		return _("The places appear here when marking begins");
	}
	return rows.length === 0 ? _("No ranking is shown here") : _("Nobody is ranked yet");
}
