/** The board on paper: one table of every row and every mark, whose head stands on each sheet. */

import { html, nothing } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { _ } from "../../../competition/static/src/messages.js";
import { disc, prizeName, prizeWord, reasonWord, won } from "./awards.js";
import { caution, sign } from "./badge.js";
import {
	delegation,
	entries,
	event,
	extent,
	home,
	named,
	points,
	secondary,
	short,
	title,
} from "./cells.js";
import { waits } from "./places.js";
import { scored } from "./scale.js";

/** @typedef {import("./hall.js").Sight} Sight */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {{ home: boolean, code: boolean, score: boolean, medals: boolean, prizes: boolean }} Shown columns that not every board has */

/** The width of a sheet of A4 inside its margins, in px, and the sizes of type on it. */
const SHEET = 690;
const SIZES = { most: 13, least: 9 };
/** What columns need at least, in ems; longer names take two lines. */
const PLACE = 3;
const NAME = 11;
const HOME = 8;
const GAP = 1;
const CODE = 3.4;
const SCORE = 4;
/** A figure, in ems. */
const FIGURE = 0.6;

/**
 * @param {Sight} sight
 * @returns {unknown} null where a sheet is too narrow for so many marks, or nobody is shown
 */
export function printed(sight) {
	const { ranking, places } = sight;
	const rows = places.flatMap(({ row }) => ranking.rows[row] ?? []);
	const shown = {
		home: rows.some(({ delegation: from }) => from !== null),
		code: rows.some(({ name }) => name !== null),
		score: rows.some((row) => scored(ranking.scale, row) !== null),
		...won(rows),
	};
	const size = Math.min(SIZES.most, SHEET / breadth(sight, rows, shown));
	if (rows.length === 0 || size < SIZES.least) {
		return null;
	}
	return html`<table class="num" style=${styleMap({ "--type": `${size.toFixed(2)}px` })}>
			${heads(sight, shown)}
			<tbody>${places.map((place) => line(sight, place, shown))}</tbody>
		</table>
		<p class="legend">${signs(rows)}${caution(ranking.state, places)}</p>`;
}

/**
 * @param {Sight} sight
 * @param {readonly Row[]} rows
 * @param {Shown} shown
 * @returns {number} of all columns, in ems
 */
function breadth({ ranking }, rows, shown) {
	const most = (/** @type {(string | null | undefined)[]} */ texts) =>
		Math.max(0, ...texts.map((text) => text?.length ?? 0));
	const marks = ranking.criteria.map(({ max, code }, index) => {
		const head = extent(code) + extent(short(max)) + 0.3;
		return GAP + Math.max(head, FIGURE * most(rows.map((row) => row.marks[index])));
	});
	const name = Math.min(NAME, Math.max(...rows.map((row) => extent(title(row).text))));
	const longest = Math.max(...rows.map((row) => extent(home(row))));
	const prize = Math.max(...rows.map(({ prize: given }) => extent(prizeName(given ?? ""))));
	const columns = [
		PLACE + GAP + name + GAP,
		shown.home ? Math.min(HOME, longest) + 2 * GAP : 0,
		shown.code ? CODE : 0,
		shown.medals ? 2 : 0,
		shown.prizes ? prize + GAP : 0,
		GAP + Math.max(3, FIGURE * 1.1 * most(rows.map(({ total }) => total))),
		shown.score ? SCORE : 0,
	];
	return [...columns, ...marks].reduce((sum, width) => sum + width, 0);
}

/**
 * @param {Sight} sight
 * @param {Shown} shown
 */
function heads({ ranking, places, badge }, shown) {
	const who = ranking.unit === "team" ? _("Team") : _("Competitor");
	const rest = [shown.home, shown.code, shown.medals || shown.prizes, shown.score];
	const all = 3 + ranking.criteria.length + rest.filter(Boolean).length;
	const scale = _("%(centre)s scale", { centre: ranking.scale?.centre ?? "" });
	const head = (/** @type {boolean} */ isShown, /** @type {string} */ words, of = "") =>
		isShown ? html`<th scope="col" class=${of}>${words}</th>` : nothing;
	const given = shown.prizes ? _("Prize") : _("Medal");
	return html`<thead>
		<tr class="about"><td colspan=${all}><div>
			<p><span class="ev">${event(ranking)} · ${entries(places.length, ranking.unit)}</span><b class="trade">${named(ranking.names)} ${secondary(ranking.names)}</b></p>
			<p class="st ${badge.kind}">${sign(badge)} ${badge.word} <small>${badge.note}</small></p>
		</div></td></tr>
		<tr>
			${head(true, _("Place"), "p")}${head(shown.medals || shown.prizes, given)}${head(true, shown.code ? who : _("No."))}
			${head(shown.home, _("From"))}${head(shown.code, _("No."))}
			${ranking.criteria.map(({ code, max }) => html`<th scope="col" class="n"><b>${code}</b> ${short(max)}</th>`)}
			${head(true, _("Total"), "n")}${head(shown.score, scale, "n")}
		</tr>
	</thead>`;
}

/**
 * @param {Sight} sight
 * @param {Place} place
 * @param {Shown} shown
 */
function line({ ranking }, { row: at, place }, shown) {
	const row = ranking.rows[at];
	if (row === undefined) {
		return nothing;
	}
	const { text, lang } = title(row);
	const given = html`<td class="won">${disc(row.medal)} ${prizeWord(row.prize)}</td>`;
	return html`<tr class="row" data-row=${at}>
		<td class="p">${place ?? "–"}</td>${shown.medals || shown.prizes ? given : nothing}
		<th scope="row" class="name" lang=${lang ?? nothing}><span>${text}</span> ${reasonWord(row.status)}</th>
		${shown.home ? html`<td>${delegation(row)}</td>` : nothing}${shown.code ? html`<td class="code">${row.code}</td>` : nothing}
		${ranking.criteria.map((_criterion, index) => html`<td class="n m">${points(row, index)}</td>`)}
		${figures(ranking, row, waits(row, place), shown)}
	</tr>`;
}

/**
 * @param {import("./ranking.js").Ranking} ranking
 * @param {Row} row
 * @param {boolean} isWaiting
 * @param {Shown} shown
 */
function figures({ scale }, row, isWaiting, shown) {
	const [total, score] = isWaiting ? [null, null] : [row.total, scored(scale, row)];
	const scaled = html`<td class="n sc">${score ?? "–"}</td>`;
	return html`<td class="n tot">${total ?? "–"}</td>${shown.score ? scaled : nothing}`;
}

/** @param {readonly Row[]} rows */
function signs(rows) {
	const marks = rows.flatMap((row) => row.marks);
	const isMeant = marks.some((mark) => mark === null || mark.startsWith("~"));
	return isMeant ? html`· ${_("being marked")}&emsp;– ${_("not begun")}&emsp;` : nothing;
}
