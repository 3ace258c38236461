/** The board in a hand: every row in one list, modules on a tap. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { disc, prizeWord, reasonWord, won } from "./awards.js";
import { caution, sign } from "./badge.js";
import {
	change,
	delegation,
	entries,
	event,
	named,
	points,
	secondary,
	standing,
	tally,
	title,
} from "./cells.js";
import { empty } from "./hall.js";
import { tops, waits } from "./places.js";
import { progress } from "./ranking.js";
import { scored } from "./scale.js";

/** @typedef {import("./hall.js").Sight} Sight */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./ranking.js").Row} Row */

/** So many rows show their modules without a tap, unless the hand lies on its side. */
const MOST_OPEN = 4;
const LOW = 480;

/** @param {Sight} sight */
export function phone(sight) {
	const { ranking, places, badge } = sight;
	const scale = _("%(centre)s scale", { centre: ranking.scale?.centre ?? "" });
	const hasScores = ranking.rows.some((row) => scored(ranking.scale, row) !== null);
	const figures = hasScores ? `${_("Total")} / ${scale}` : _("Total");
	return html`<header>
			<p class="ev">${event(ranking)}</p>
			<h1>${named(ranking.names)} ${secondary(ranking.names)}</h1>
		</header>
		${aspects(sight)}
		<div class="bar-row">
			<span class="st ${badge.kind}">${sign(badge)} ${badge.word} <small>${badge.note}</small></span>
			<span class="what">${places.length > 0 ? figures : nothing}</span>
		</div>
		<main>${places.length === 0 ? empty(sight) : list(sight)}</main>
		<p class="legend">${signs(sight)}${caution(ranking.state, places)}</p>
		${ways(sight)}`;
}

/**
 * @param {import("./ranking.js").Ranking} ranking
 * @returns {boolean} whether every row has room for its modules
 */
export function isFew({ rows }) {
	return rows.length <= MOST_OPEN && innerHeight > LOW;
}

/**
 * @param {Sight} sight
 * @returns {unknown} what the signs among the marks mean
 */
function signs({ ranking: { rows } }) {
	const [being, begun] = [_("being marked"), _("not begun")];
	const marks = rows.flatMap((row) => row.marks);
	const isMeant = marks.some((mark) => mark === null || mark.startsWith("~"));
	return isMeant ? html`<span class="signs">· ${being}&emsp;– ${begun}<br></span>` : nothing;
}

/** @param {Sight} sight */
function aspects({ ranking, places: { length } }) {
	const { aspects: all, done } = progress(ranking);
	if (all === 0) {
		return nothing;
	}
	const noun = n_("aspect", "aspects", all);
	return html`<div class="prog"><b class="num">${done}/${all}</b> ${noun} · ${entries(length, ranking.unit)}${tally(all, done)}</div>`;
}

/** @param {Sight} sight */
function list(sight) {
	const hasMedals = won(sight.ranking.rows).medals;
	const large = hasMedals ? 0 : tops(sight.places);
	const items = repeat(
		sight.places,
		({ row }) => row,
		(place, i) => item(sight, place, i < large, hasMedals),
	);
	return html`<ol>${items}</ol>`;
}

/**
 * @param {Sight} sight
 * @param {Place} place
 * @param {boolean} isTop
 * @param {boolean} hasMedals whether anybody has one: then nobody moves any more
 */
function item({ ranking, moves, fresh, isOnPaper }, place, isTop, hasMedals) {
	const row = ranking.rows[place.row];
	if (row === undefined) {
		return nothing;
	}
	const isWaiting = waits(row, place.place);
	const score = isWaiting ? null : scored(ranking.scale, row);
	return html`<li class="row ${fresh.has(place.row) ? "fresh" : ""}" data-row=${place.row}><details ?open=${isOnPaper || isFew(ranking)}>
		<summary>
			<span class="p num">${standing(place.place, isTop)}</span><span class="c num">${hasMedals ? disc(row.medal) : moved(row, moves.get(place.row))}</span>
			${who(row)}
			<span class="t num"><b>${isWaiting ? "–" : (row.total ?? "–")}</b><span>${score ?? nothing}</span></span>
		</summary>
		${modules(ranking, row)}
	</details></li>`;
}

/**
 * @param {import("./ranking.js").Ranking} ranking
 * @param {Row} row
 */
function modules({ criteria }, row) {
	const marks = criteria.map((criterion, index) => module(criterion, row, index));
	return row.total === null ? nothing : html`<ul class="mods num">${marks}</ul>`;
}

/**
 * @param {Row} row
 * @param {import("./places.js").Movement | undefined} movement
 */
function moved({ status }, movement) {
	return status === "ranked" ? change(movement) : nothing;
}

/** @param {Row} row */
function who(row) {
	const { text, lang } = title(row);
	const number = lang === null ? "" : _("No. %(code)s", { code: row.code });
	return html`<span class="n"><b lang=${lang ?? nothing}>${text}</b><span class="d">${delegation(row)} <span class="num">${number}</span> ${reasonWord(row.status)}${prizeWord(row.prize)}</span></span>`;
}

/**
 * @param {import("./ranking.js").Criterion} criterion
 * @param {Row} row
 * @param {number} index
 */
function module(criterion, row, index) {
	return html`<li><b title=${names(criterion.names).text}>${criterion.code}</b> <span>${points(row, index)}</span></li>`;
}

/** @param {Sight} sight */
function ways({ ranking, home, results, chart }) {
	const isPublished = ranking.state === "provisional" || ranking.state === "official";
	const words = { main: _("Main"), ranking: _("Ranking") };
	const result = way(isPublished ? results : "", _("Result"));
	const trades = way(home, _("All trades"));
	return html`<nav aria-label=${words.main}><a href="" aria-current="page">${words.ranking}</a>${way(chart, _("Chart"))}${result}${trades}</nav>`;
}

/**
 * @param {string} url
 * @param {string} words
 */
function way(url, words) {
	return url ? html`<a href=${url}>${words}</a>` : nothing;
}
