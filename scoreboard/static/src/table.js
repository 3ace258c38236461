/** The table of a hall screen. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { _, names } from "../../../competition/static/src/messages.js";
import { disc, prizeName, prizeWord, reasonWord, won } from "./awards.js";
import { at, axis, stroke } from "./axis.js";
import { called } from "./called.js";
import {
	beneath,
	change,
	extent,
	origin,
	points,
	short,
	spoken,
	standing,
	title,
	total,
	whole,
} from "./cells.js";
import { columns, common, room, stretch, tall, type } from "./columns.js";
import { lettered } from "./lettering.js";
import { cut } from "./pages.js";
import { tops, waits } from "./places.js";
import { scored } from "./scale.js";
import { BENEATH, shared, spread } from "./spread.js";

/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./columns.js").Columns} Columns */
/** @typedef {import("./axis.js").Axis} Axis */
/** @typedef {import("./hall.js").Sight} Sight */
/** @typedef {import("./spread.js").Spread} Spread */
/**
 * @typedef {{ columns: Columns, axis: Axis | null, tops: number, type: number,
 *   scores: ReadonlyMap<number, string | null>, won: { medals: boolean, prizes: boolean },
 *   few: Spread | null }} Plan
 *   `tops`: how many rows are large; `type`: how much larger than usual all is written; `scores` by row; `won`: whether
 *   there are any; `few`: how they share the screen where there are few
 */
/** @typedef {{ shown: readonly Place[], from: number, to: number }} View */

/** Sizes of a name, in units: the first that fits. */
const SIZES = [36, 33, 30, 27];
const TOP_SIZES = [46, 42, 38, 34, 30, 27];
/** The same where few rows have much room. */
const ROOMY_SIZES = [43, 39, ...SIZES];
const ROOMY_TOP_SIZES = [55, 50, ...TOP_SIZES];
/** Names of one kind are written alike, in no smaller size than this for the sake of one. */
const LEAST = { top: 42, usual: 33 };
/** What is left after a name, with a little for letters that are wider than measured. */
const GAP = 20;
/** Rows so much higher than usual have room for two lines of a name; how high they are, and such a line. */
const ROOMY = 1.4;
const ROW = { top: 62, usual: 43.5 };
const LEADING = 1.1;
/** A medal's disc, and the size of a prize's name. */
const DISC = 58;
const PRIZE = 27;
/** A chip's frame, and what is left beside it; a code beside a chip. */
const CHIP = 42;
const CODE = 180;

/**
 * @param {Pick<Sight, "ranking" | "places" | "round">} sight
 * @param {typeof import("./columns.js").WIDE} screen
 * @returns {Plan} the same on all pages of a trade
 */
export function planned({ ranking, places, round }, screen) {
	const { scale, criteria } = ranking;
	const large = tops(places);
	const rows = places.flatMap(({ row }) => ranking.rows[row] ?? []);
	const scores = new Map(rows.map((row, i) => [places[i]?.row ?? 0, scored(scale, row)]));
	const ruler = axis(
		scale,
		[...scores.values()].map((score) => (score === null ? null : Number(score))),
	);
	const given = won(rows);
	const few = spread(rows.length, large, room(screen, innerWidth, innerHeight));
	const larger = type(stretch(rows.length, large, screen.rows));
	const needs = {
		marks: rows.map(({ marks }) => marks),
		maxima: criteria.map(({ max }) => max),
		totals: rows.map(({ total: figure }) => figure),
		scores: [...scores.values()],
		won: Math.max(0, ...rows.map(({ prize }) => prizeWidth(prize))) + (given.medals ? DISC : 0),
		type: larger,
	};
	const plan = { axis: ruler, tops: large, type: larger, scores, won: given };
	if (few !== null) {
		const longest = Math.max(0, ...rows.map((row) => extent(title(row).text)));
		const home = {
			short: Math.max(0, ...rows.map((row) => homeWidth(row, 1) + CODE)),
			full: Math.max(0, ...rows.map(beneath)) * BENEATH,
		};
		const all = { ...needs, longest, home };
		const { columns: found, ...sizes } = shared(screen, all, few.scale, round);
		return { ...plan, columns: found, few: { ...few, ...sizes } };
	}
	const all = { ...needs, ...dense(rows, large, larger) };
	return { ...plan, columns: columns(screen, all, round), few };
}

/**
 * @param {readonly Row[]} rows
 * @param {number} large how many of them are large
 * @param {number} larger how much larger than usual all is written
 * @returns {{ longest: number, home: number }} what names and delegations need, in units
 */
function dense(rows, large, larger) {
	const widths = rows.map(
		(row, i) => extent(title(row).text) * (i < large ? 46 : 36) * larger + GAP,
	);
	return {
		longest: Math.max(0, ...widths),
		home: Math.max(0, ...rows.map((row, i) => homeWidth(row, i < large ? larger : 0))),
	};
}

/** @param {string | undefined} prize */
function prizeWidth(prize) {
	return prize === undefined ? 0 : extent(prizeName(prize)) * PRIZE + GAP;
}

/**
 * @param {Row} row
 * @param {number} top how much larger the first are written, 0 for the others
 * @returns {number} of a delegation's chip, with what is left beside it
 */
function homeWidth({ delegation: home }, top) {
	if (home === null) {
		return 0;
	}
	const { text, lang } = names(home.short);
	const size = top > 0 && lang !== "en" ? 36 * Math.min(top, 1.1) : 30;
	return extent(text || home.code) * size + CHIP;
}

/**
 * @param {Sight} sight
 * @param {Plan} plan
 * @param {typeof import("./columns.js").WIDE} screen
 */
export function table(sight, plan, screen) {
	const { ranking, places } = sight;
	const view = cut(places, sight.page, screen.rows);
	const large = Math.max(0, plan.tops - view.from + 1);
	const isFull = places.length > screen.rows && large === 0;
	// A page after the first is filled by as many rows, though none of them is large.
	const usual = isFull
		? stretch(screen.rows, 0, screen.rows)
		: stretch(view.shown.length, large, screen.rows);
	const height = usual * tall(screen, innerWidth, innerHeight);
	const lines = repeat(
		view.shown,
		({ row }) => row,
		(place, i) => line(sight, place, { ...plan, height }, i < large),
	);
	const sizes = {
		"--f": String(height),
		"--t": String(plan.type),
		...written(sight, view, plan, large),
	};
	return html`<table class=${height > ROOMY ? "roomy" : ""} style=${styleMap(sizes)}>
		<caption class="sr">${names(ranking.names).text} ${view.from}–${view.to} ${total(places.length, ranking.unit)}</caption>
		${widths(plan.columns, plan.axis !== null)}${heads(sight, plan)}
		<tbody>${lines}</tbody>
	</table>`;
}

/**
 * @param {Sight} sight
 * @param {View} view
 * @param {Plan} plan
 * @param {number} large rows of these
 * @returns {Record<string, string>} the sizes in which names are written, in units
 */
function written({ ranking }, { shown }, { columns: { name }, type: larger }, large) {
	const extents = shown.map(({ row }) =>
		extent(title(/** @type {Row} */ (ranking.rows[row])).text),
	);
	const [tops, usual] = larger > 1 ? [ROOMY_TOP_SIZES, ROOMY_SIZES] : [TOP_SIZES, SIZES];
	return {
		"--top": String(common(extents.slice(0, large), name - GAP, tops, LEAST.top)),
		"--usual": String(common(extents.slice(large), name - GAP, usual, LEAST.usual)),
	};
}

/**
 * @param {Columns} columns
 * @param {boolean} hasScale
 */
function widths(
	{ modules, module, ruler, second, delegation: home, code, total: figure, score },
	hasScale,
) {
	const number = code > 0 ? html`<col style=${wide(code)}>` : nothing;
	const each = html`<col style=${wide(module)}>`;
	const scale = hasScale ? html`<col style=${wide(score)}>` : nothing;
	const rule = ruler > 0 ? html`<col style=${wide(ruler)}>` : nothing;
	return html`<colgroup>
		<col class="c-p"><col style=${wide(second)}><col style=${wide(home)}><col>${number}${modules.map(() => each)}<col style=${wide(figure)}>${scale}${rule}
	</colgroup>`;
}

/** @param {number} units */
export function wide(units) {
	return styleMap({ width: `calc(${units} * var(--u))` });
}

/**
 * @param {Sight} sight
 * @param {Plan} plan
 */
function heads({ ranking }, { columns: { modules, ruler, code }, axis: rule, won: given }) {
	const words = { place: _("Place"), second: second(given), total: _("Total") };
	return html`<thead><tr>
		<th scope="col" class="place">${words.place}</th><th scope="col">${words.second}</th>
		${whoHead(ranking, code > 0)}
		${modules.map((index) => module(ranking.criteria[index]))}
		<th scope="col" class="n">${words.total}</th>${scaleHead(rule)}${ruler > 0 ? ruleHead(rule) : nothing}
	</tr></thead>`;
}

/** @param {Plan["won"]} given */
export function second({ medals, prizes }) {
	if (prizes) {
		return _("Prize");
	}
	return medals ? _("Medal") : _("Move");
}

/**
 * @param {import("./ranking.js").Ranking} ranking
 * @param {boolean} hasCode whether codes stand beside the names
 */
function whoHead({ rows, unit }, hasCode) {
	const [from, code] = [_("From"), _("No.")];
	const who = unit === "team" ? _("Team") : _("Competitor");
	const isHome = rows.some(({ delegation: home }) => home !== null);
	const beside = hasCode ? html`<th scope="col" class="n">${code}</th>` : nothing;
	const named = html`${isHome ? html`<th scope="col">${from}</th>` : html`<td></td>`}<th scope="col">${who}</th>${beside}`;
	const coded = html`<td></td><th scope="col">${code}</th>${hasCode ? html`<td></td>` : nothing}`;
	return rows.some(({ name }) => name !== null) ? named : coded;
}

/** @param {import("./ranking.js").Criterion | undefined} criterion */
export function module(criterion) {
	if (criterion === undefined) {
		return nothing;
	}
	const { code, max, aspects, done } = criterion;
	const share = styleMap({ "--v": String(aspects === 0 ? 0 : done / aspects) });
	return html`<th scope="col" class="n m" title=${names(criterion.names).text}>
		<span class="mk">${code}</span><span class="mx num">${short(max)}</span><i class="bar" style=${share}></i>
	</th>`;
}

/** @param {Axis | null} rule */
function scaleHead(rule) {
	const words = _("%(centre)s scale", { centre: rule?.centre ?? "" });
	return rule === null ? nothing : html`<th scope="col" class="n">${words}</th>`;
}

/** @param {Axis | null} rule */
export function ruleHead(rule) {
	if (rule === null) {
		return nothing;
	}
	const place = styleMap({ "--at": at(rule, rule.centre) });
	return html`<td class="rl" aria-hidden="true"><span class="axis num" style=${place}><i>${rule.centre}</i></span></td>`;
}

/**
 * @param {Sight} sight
 * @param {Place} place
 * @param {Plan & { height: number }} plan `height`: how much higher than usual the rows stand
 * @param {boolean} isTop
 */
function line(sight, place, plan, isTop) {
	const row = sight.ranking.rows[place.row];
	if (row === undefined) {
		return nothing;
	}
	const classes = `row${isTop ? " top" : ""}${sight.fresh.has(place.row) ? " fresh" : ""}`;
	const marks = plan.columns.modules.map((index) => cell(row, index));
	return html`<tr class=${classes} data-row=${place.row}>
		${place.place === null ? unplaced(row) : placed(sight, place, plan, isTop)}
		${origin(row)}${who(sight, row, plan, isTop)}${marks}
		${figures(row, place, plan)}
	</tr>`;
}

/**
 * @param {Row} row
 * @param {Place} place
 * @param {Plan} plan
 */
function figures(row, { row: at, place }, plan) {
	const isWaiting = waits(row, place);
	const total = isWaiting ? null : row.total;
	const score = isWaiting ? null : (plan.scores.get(at) ?? null);
	return html`<td class="n tot">${total ?? "–"}</td>${scaled(plan, score)}`;
}

/**
 * @param {Sight} sight
 * @param {Place} place
 * @param {Plan} plan
 * @param {boolean} isTop
 */
export function placed({ ranking, moves }, { row, place }, { won: { medals, prizes } }, isTop) {
	const { medal, prize } = ranking.rows[row] ?? {};
	const given = html`<td class="won">${disc(medal)}${prizeWord(prize)}</td>`;
	const moved = html`<td class="chg num">${change(moves.get(row))}</td>`;
	return html`<td class="place num">${standing(place, isTop && !medals)}</td>${medals || prizes ? given : moved}`;
}

/** @param {Row} row */
export function unplaced(row) {
	return waits(row, null)
		? html`<td class="place num">–</td><td></td>`
		: html`<td class="out" colspan="2">${reasonWord(row.status)}</td>`;
}

/**
 * @param {Row} row
 * @param {number} index
 */
export function cell(row, index) {
	return html`<td class="n m">${points(row, index)}</td>`;
}

/**
 * @param {Sight} sight
 * @param {Row} row
 * @param {Plan & { height: number }} plan
 * @param {boolean} isTop
 */
function who({ ranking: { unit } }, row, { columns: { name, code }, height }, isTop) {
	const { text, lang } = title(row);
	const room = space(name - GAP, height, isTop);
	const { size, lines } = lettered(text, room);
	const written = called(text, { unit, width: room.width / size, lines }, extent);
	const style = styleMap({ "--size": String(size) });
	const number = html`<td class="code num">${lang === null ? nothing : row.code}</td>`;
	return html`<th scope="row" class="name ${lines > 1 ? "long" : ""}" lang=${lang ?? nothing} style=${style}><span title=${whole(written, text)}>${spoken(written, text)}</span></th>
		${code > 0 ? number : nothing}`;
}

/**
 * @param {number} width
 * @param {number} height how much higher than usual the row stands
 * @param {boolean} isTop
 * @returns {import("./lettering.js").Space} of a name: where rows are high it may take two lines
 */
function space(width, height, isTop) {
	const [row, sizes, enough] = isTop
		? [ROW.top, ROOMY_TOP_SIZES, LEAST.top]
		: [ROW.usual, ROOMY_SIZES, LEAST.usual];
	const isHigh = isTop || height > ROOMY;
	return { width, height: isHigh ? row * height - 2 : 0, leading: LEADING, sizes, enough };
}

/**
 * @param {Plan} plan
 * @param {string | null} value
 */
function scaled({ axis: rule, columns: { ruler } }, value) {
	if (rule === null) {
		return nothing;
	}
	const drawn = ruler > 0 ? deviation(rule, value) : nothing;
	return html`<td class="n sc">${value ?? "–"}</td>${drawn}`;
}

/**
 * @param {Axis} rule
 * @param {string | null} value
 */
export function deviation(rule, value) {
	const place = styleMap({ "--at": at(rule, rule.centre) });
	const drawn = value === null ? nothing : bar(rule, Number(value));
	return html`<td class="rl" aria-hidden="true"><span class="r" style=${place}>${drawn}</span></td>`;
}

/**
 * @param {Axis} rule
 * @param {number} value
 */
function bar(rule, value) {
	const { from, length, isLow } = stroke(rule, value);
	const size = styleMap({ "inset-inline-start": from, "inline-size": length });
	return html`<i class="dev ${isLow ? "low" : ""}" style=${size}></i>`;
}
