/** `<medal-wall competition snapshot by>`: the medal table on a screen of the hall, page by page. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, names } from "../../../competition/static/src/messages.js";
import { disc } from "./awards.js";
import { sign } from "./badge.js";
import { extent as ems, named } from "./cells.js";
import { fitting } from "./columns.js";
import { byPoints } from "./overview.js";
import { count, cut } from "./pages.js";
import { extent } from "./survey.js";
import { TradeOverview } from "./trade-overview.js";

/** @typedef {import("./overview.js").Overview} Overview */
/** @typedef {import("./overview.js").Winner} Winner */
/** @typedef {import("./ranking.js").Medal} Medal */

/** @type {readonly Medal[]} */
const MEDALS = ["gold", "silver", "bronze", "medallion"];
/** Rows of a column; a wide screen has two. */
const ROWS = 12;
/** Sizes of a name, in units, the room that it has beside four kinds of medals, and that of one kind. */
const SIZES = [42, 38, 34, 30];
const NAME = { wide: 340, narrow: 756 };
/** A name that has no room even so takes two lines of this size, of which words leave some empty. */
const TWO = { size: 27, full: 0.85 };
const MEDAL = 84;

/** The element: what an overview knows, seen from its medals. */
export class MedalWall extends TradeOverview {
	/** @override */
	static properties = { ...TradeOverview.properties, by: {} };

	constructor() {
		super();
		this.by = "medals";
	}

	/**
	 * @override
	 * @returns {number} in a hand all of them: it scrolls
	 */
	get size() {
		if (this.isPhone) {
			return Math.max(1, this.rows.length);
		}
		return this.isWide && this.rows.length > ROWS ? 2 * ROWS : ROWS;
	}

	/** @returns {readonly Winner[]} */
	get rows() {
		const rows = this.shown?.table.rows ?? [];
		return this.by === "points" ? byPoints(rows) : rows;
	}

	/**
	 * @override
	 * @returns {{ trades: number, winners: number }} it is the medals that are paged, as an overview pages its trades
	 */
	get leaves() {
		return { trades: count(this.rows.length, this.size), winners: 0 };
	}

	/**
	 * @override
	 * @param {Overview | null} before
	 * @param {Overview} after
	 * @returns {string}
	 */
	news(before, after) {
		if (before === null || before.epoch !== after.epoch) {
			return "";
		}
		const [was, is] = [this.first(before), this.first(after)];
		if (is !== null && is.delegation.code !== was?.delegation.code) {
			const { text } = names(is.delegation.names);
			return _("%(name)s leads the medal table", { name: text || is.delegation.code });
		}
		const isSame = JSON.stringify(before.table) === JSON.stringify(after.table);
		return isSame ? "" : _("Results have changed");
	}

	/**
	 * @param {Overview} overview
	 * @returns {Winner | null} who alone is in first place
	 */
	first({ table }) {
		const [first, second] = this.by === "points" ? byPoints(table.rows) : table.rows;
		return first === undefined || second?.place === first.place ? null : first;
	}

	get heading() {
		return this.by === "points" ? _("Points table") : _("Medal table");
	}

	/**
	 * @override
	 * @param {Overview} shown
	 * @param {import("./badge.js").Badge} state
	 */
	hall(shown, state) {
		const { shown: rows, from, to } = cut(this.rows, this.page, this.size);
		const isDouble = this.isWide && this.rows.length > ROWS;
		const parts = isDouble ? [rows.slice(0, ROWS), rows.slice(ROWS)] : [rows];
		return html`<header>
				<div><h1>${this.heading}</h1><p class="sub">${named(shown.names)} · ${extent(shown.table)}</p></div>
				<p class="badge ${state.kind}"><b>${sign(state)}${state.word}</b><span>${state.note}</span></p>
			</header>
			<main class="turning ${isDouble ? "double" : ""}">${this.columns(parts, isDouble)}</main>
			${this.foot({ from, to }, rows.length === 0)}`;
	}

	/**
	 * @override
	 * @param {Overview} shown
	 * @param {import("./badge.js").Badge} state
	 */
	hand(shown, state) {
		return html`<header><p class="ev">${named(shown.names)}</p><h1>${this.heading}</h1><p class="ev">${extent(shown.table)}</p></header>
			<div class="bar-row"><span class="st ${state.kind}">${sign(state)} ${state.word} <small>${state.note}</small></span></div>
			<main>${this.columns([this.rows], false)}</main>
			<p class="legend">${this.told}</p>`;
	}

	/** @override */
	get all() {
		return this.rows.length;
	}

	/** @override */
	get told() {
		return _(
			"Gold counts 4 points, silver 3, bronze 2, a medallion 1. Only public results count; frozen trades do not.",
		);
	}

	/**
	 * @param {readonly (readonly Winner[])[]} parts
	 * @param {boolean} isDouble
	 */
	columns(parts, isDouble) {
		const rows = this.shown?.table.rows ?? [];
		if (rows.length === 0) {
			return html`<p class="empty">${_("No result with names is public yet.")}</p>`;
		}
		const medals = MEDALS.slice(0, rows.some(({ medals: won }) => won[3]) ? 4 : 3);
		return parts.map((part) => this.column(part, medals, isDouble));
	}

	/**
	 * @param {readonly Winner[]} rows
	 * @param {readonly Medal[]} medals
	 * @param {boolean} isDouble
	 */
	column(rows, medals, isDouble) {
		if (rows.length === 0) {
			return html`<div></div>`;
		}
		const heads = medals.map((medal) => html`<th scope="col" class="n">${disc(medal)}</th>`);
		const room = (isDouble ? NAME.wide : NAME.narrow) + MEDAL * (MEDALS.length - medals.length);
		const { fresh } = this.climbers;
		const lines = repeat(
			rows,
			({ delegation }) => delegation.code,
			(row) => line(row, medals.length, room, fresh.has(row.delegation.code)),
		);
		return html`<table class="num">
			<thead><tr><th scope="col" class="n">${_("Place")}</th><th scope="col" class="from">${_("Delegation")}</th>${heads}<th scope="col" class="n">${_("Pts.")}</th></tr></thead>
			<tbody>${lines}</tbody>
		</table>`;
	}
}

/**
 * @param {Winner} winner
 * @param {number} medals how many kinds are shown
 * @param {number} width of a name
 * @param {boolean} isFresh
 */
function line({ place, delegation, medals: won, points }, medals, width, isFresh) {
	const called = calling(delegation, width);
	const text = called.text || delegation.code;
	const size = called.isTwo ? TWO.size : fitting(ems(text), width, SIZES);
	const counts = Array.from({ length: medals }, (_none, at) => won[at] ?? 0);
	return html`<tr class="row ${isFresh ? "fresh" : ""}" data-row=${delegation.code}>
		<td class="n pl">${place}</td>
		<th scope="row" lang=${called.lang}><span class=${called.isTwo ? "two" : ""} style="--size:${size}">${text}</span></th>
		${counts.map((each) => html`<td class="n">${each === 0 ? html`<span class="z">0</span>` : each}</td>`)}
		<td class="n pt">${points || nothing}</td>
	</tr>`;
}

/**
 * @param {import("./ranking.js").Delegation} delegation
 * @param {number} width
 * @returns {{ text: string, lang: string, isTwo: boolean }} its name; the short one where the other has no room in two
 *   lines
 */
function calling({ names: full, short }, width) {
	const [long, brief] = [names(full), names(short)];
	const isTwo = ems(long.text) * (SIZES.at(-1) ?? 0) > width;
	const isRoomy = ems(long.text) * TWO.size <= 2 * width * TWO.full;
	return long.text && (isRoomy || !brief.text)
		? { ...long, isTwo: isTwo && isRoomy }
		: { ...brief, isTwo: false };
}
