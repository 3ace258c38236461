/** The table of a hall screen where there are few rows: who, and beneath it where from; the total, and beneath it the score. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { _, names } from "../../../competition/static/src/messages.js";
import { called } from "./called.js";
import { beneath, delegation, extent, spoken, title, total, whole } from "./cells.js";
import { common } from "./columns.js";
import { lettered } from "./lettering.js";
import { waits } from "./places.js";
import { BENEATH, GAP, marked, NAMES, TOP } from "./spread.js";
import { cell, deviation, module, placed, ruleHead, second, unplaced, wide } from "./table.js";

/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./hall.js").Sight} Sight */
/** @typedef {import("./table.js").Plan} Plan */
/**
 * @typedef {{ width: number, height: number, scale: number, sizes: readonly number[], hasHomes: boolean }} Room of
 *   the cell that says who: how much larger all is written there, in which sizes a name, and whether the delegation's
 *   name stands beneath in full
 */

/** What is written after the first three, against what is written there. */
const OTHERS = 0.8;
/** What stands beneath a name, with what is left around it; and the height of a name's line. */
const UNDER = 78;
const LEADING = 1.12;
/** Names of one kind are written alike, in no smaller size than this for the sake of one. */
const LEAST = 53;

/**
 * @param {Sight} sight
 * @param {Plan} plan
 * @param {import("./spread.js").Spread} few
 */
export function few(sight, plan, { height, scale, figures: share }) {
	const { ranking, places } = sight;
	const { columns, tops } = plan;
	const sizes = {
		"--k": scale.toFixed(3),
		"--q": String(share),
		"--m": marked(scale, share).toFixed(3),
		"--f": height.toFixed(1),
		"--top": String(TOP),
	};
	const width = columns.name - GAP * scale;
	const rows = places.flatMap(({ row }) => ranking.rows[row] ?? []);
	const hasHomes = rows.every((row) => beneath(row) * BENEATH * scale <= width);
	const [first3, others] = [rows.slice(0, tops), rows.slice(tops)];
	const top = room(first3, { width, height: height * TOP, scale, hasHomes });
	const other = room(others, { width, height, scale: scale * OTHERS, hasHomes });
	const lines = repeat(
		places,
		({ row }) => row,
		(place, i) => line(sight, place, plan, i < tops, i < tops ? top : other),
	);
	const { place: first, second: next, modules, module: each, total: sum, ruler } = columns;
	const column = (/** @type {number} */ width) => html`<col style=${wide(width)}>`;
	return html`<table class="few" style=${styleMap(sizes)}>
		<caption class="sr">${names(ranking.names).text} 1–${places.length} ${total(places.length, ranking.unit)}</caption>
		<colgroup>${column(first)}${column(next)}<col>${modules.map(() => column(each))}${column(sum)}${ruler > 0 ? column(ruler) : nothing}</colgroup>
		${heads(sight, plan)}
		<tbody>${lines}</tbody>
	</table>`;
}

/**
 * @param {readonly Row[]} rows
 * @param {Omit<Room, "sizes">} cell
 * @returns {Room} in which names of one kind are written alike
 */
function room(rows, cell) {
	const sizes = NAMES.map((size) => size * cell.scale);
	const extents = rows.map((row) => extent(title(row).text));
	const most = common(extents, cell.width, sizes, LEAST * cell.scale);
	return { ...cell, sizes: sizes.filter((size) => size <= most) };
}

/**
 * @param {Sight} sight
 * @param {Plan} plan
 */
function heads({ ranking }, { columns: { modules, ruler }, axis: rule, won: given }) {
	const words = { place: _("Place"), second: second(given), total: _("Total") };
	const isNamed = ranking.rows.some(({ name }) => name !== null);
	const person = ranking.unit === "team" ? _("Team") : _("Competitor");
	const scale = rule === null ? "" : ` / ${_("%(centre)s scale", { centre: rule.centre })}`;
	return html`<thead><tr>
		<th scope="col" class="place">${words.place}</th><th scope="col">${words.second}</th>
		<th scope="col">${isNamed ? person : _("No.")}</th>
		${modules.map((index) => module(ranking.criteria[index]))}
		<th scope="col" class="n">${words.total}${scale}</th>${ruler > 0 ? ruleHead(rule) : nothing}
	</tr></thead>`;
}

/**
 * @param {Sight} sight
 * @param {Place} place
 * @param {Plan} plan
 * @param {boolean} isTop
 * @param {Room} room
 */
function line(sight, place, plan, isTop, room) {
	const row = sight.ranking.rows[place.row];
	if (row === undefined) {
		return nothing;
	}
	const classes = `row${isTop ? " top" : ""}${sight.fresh.has(place.row) ? " fresh" : ""}`;
	return html`<tr class=${classes} data-row=${place.row}>
		${place.place === null ? unplaced(row) : placed(sight, place, plan, isTop)}
		${who(row, sight.ranking.unit, room)}
		${plan.columns.modules.map((index) => cell(row, index))}${figures(row, place, plan)}
	</tr>`;
}

/**
 * @param {Row} row
 * @param {Place} place
 * @param {Plan} plan
 */
function figures(row, { row: at, place }, { axis: rule, columns: { ruler }, scores }) {
	const isWaiting = waits(row, place);
	const total = isWaiting ? null : row.total;
	const score = isWaiting ? null : (scores.get(at) ?? null);
	const under = rule === null || score === null ? nothing : html`<span class="sc">${score}</span>`;
	const drawn = rule !== null && ruler > 0 ? deviation(rule, score) : nothing;
	return html`<td class="n"><span class="tot">${total ?? "–"}</span>${under}</td>${drawn}`;
}

/**
 * @param {Row} row
 * @param {"person" | "team"} unit
 * @param {Room} room
 */
function who(row, unit, room) {
	const { text, lang } = title(row);
	const { size, lines } = lettered(text, {
		...room,
		height: room.height - UNDER * room.scale,
		leading: LEADING,
		enough: LEAST * room.scale,
	});
	const name = called(text, { unit, width: room.width / size, lines }, extent);
	const style = styleMap({ "--size": size.toFixed(1) });
	return html`<th scope="row" class="name ${lines > 1 ? "long" : ""}">
		<span lang=${lang ?? nothing} style=${style} title=${whole(name, text)}>${spoken(name, text)}</span>
		${lang === null ? nothing : from(row, room.hasHomes)}
	</th>`;
}

/**
 * @param {Row} row
 * @param {boolean} hasHomes
 */
function from(row, hasHomes) {
	const full = names(hasHomes ? row.delegation?.names : null);
	const home = full.text ? html`<b lang=${full.lang}>${full.text}</b>` : nothing;
	return html`<div class="of">${delegation(row)}${home}<span>${_("No.")} <span class="code num">${row.code}</span></span></div>`;
}
