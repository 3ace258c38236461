/** One trade's ranking, live, as small as it must be: on other people's pages and over streams. */

import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { now } from "../../../competition/static/src/clock.js";
import { _, names } from "../../../competition/static/src/messages.js";
import { disc, reasonWord } from "./awards.js";
import { caution, sign } from "./badge.js";
import { called, wrapped } from "./called.js";
import { change, delegation, extent, home, named, nobody, spoken, title, whole } from "./cells.js";
import { count, cut, reading, span } from "./pages.js";
import { waits } from "./places.js";
import { scored } from "./scale.js";
import { Connection } from "./socket.js";
import { Tableau } from "./tableau.js";
import { unheard } from "./unheard.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {ReadonlyMap<number, import("./places.js").Movement>} Moves the last movement of a row */
/** @typedef {{ server: string, styles: CSSStyleSheet }} House where the rankings come from, and how they are dressed */

const MOST = 30;
const USUAL = 10;
/** A lower third has so many beside each other; more come page by page. */
const THIRD = 5;
/** What hangs down from the top of a picture ends so far above its foot. */
const FOOT = 0.95;
/** Names beside each other have two lines; where one of them is too long they are all written smaller. */
const LINES = 2;
const NAME = { usual: 1.1, tight: 0.95 };
/** A total has this beside it before the delegation, and a delegation is so much smaller, in a frame. */
const BESIDE = 0.6;
const CHIP = { size: 0.8125, frame: 0.75 };
/** The name of a trade that is so many ems wide is written smaller. */
const LONG = 14;

/**
 * @param {House} house
 * @returns {typeof LitElement} an element for rankings of that house
 */
export function compact({ server, styles }) {
	return class extends LitElement {
		/** @override */
		static properties = {
			trade: { type: Number },
			rows: { type: Number },
			shape: { reflect: true },
			ground: { reflect: true },
			theme: { attribute: "data-theme", reflect: true },
		};

		constructor() {
			super();
			this.trade = 0;
			this.rows = USUAL;
			this.shape = "table";
			this.ground = "panel";
			/** @type {string | undefined} without one the reader's system decides */
			this.theme = undefined;
			this.page = 0;
			this.turnsAt = 0;
			/** Rows there is room for, as far as is known. */
			this.room = MOST;
			/** What a name has of a lower third, in ems of the board; without end where names may take any number of lines. */
			this.width = Number.POSITIVE_INFINITY;
			this.resized = () => {
				this.room = MOST;
				this.requestUpdate();
			};
			this.tableau = new Tableau(this, {
				follow: (hear) => this.follow(hear),
				rows: () => this.renderRoot?.querySelector(".board"),
			});
		}

		/** @override */
		createRenderRoot() {
			const root = this.attachShadow({ mode: "open" });
			root.adoptedStyleSheets = [styles];
			return root;
		}

		/** @override */
		connectedCallback() {
			super.connectedCallback();
			addEventListener("resize", this.resized);
		}

		/** @override */
		disconnectedCallback() {
			super.disconnectedCallback();
			removeEventListener("resize", this.resized);
		}

		/** Rows of a page. On a page of one's own a reader scrolls; over a picture nobody does. */
		get size() {
			return { third: THIRD, side: this.room }[this.shape] ?? MOST;
		}

		/** @override @param {Map<string, unknown>} changed */
		willUpdate(changed) {
			if (changed.get("trade") !== undefined && this.isConnected) {
				this.tableau.turnAway();
			}
			this.turn();
		}

		/** The next page comes when this one has been read, and never while a row moves. */
		turn() {
			const pages = count(this.places.length, this.size);
			const time = now();
			if (time >= this.turnsAt && this.tableau.wait === 0) {
				this.page = this.turnsAt === 0 ? 0 : this.page + 1;
				this.turnsAt = time + reading(this.size);
			}
			this.page %= pages;
		}

		/** The places that are asked for. */
		get places() {
			const most = Math.min(MOST, Math.max(1, this.rows || USUAL));
			return this.tableau.places.slice(0, most);
		}

		/** @override */
		updated() {
			const rows = this.renderRoot.querySelectorAll(".row");
			const over = this.getBoundingClientRect().bottom - innerHeight * FOOT;
			if (this.shape === "side" && over > 0 && rows.length > 1) {
				const height = rows[0]?.getBoundingClientRect().height || 1;
				this.room = Math.max(1, rows.length - Math.ceil(over / height));
				this.requestUpdate();
			}
			const width = this.shape === "third" ? narrowest(this, rows) : Number.POSITIVE_INFINITY;
			if (Math.abs(width - this.width) > 0.05) {
				this.width = width;
				this.requestUpdate();
			}
		}

		/** @param {(link: import("./link.js").Link) => void} hear */
		follow(hear) {
			const url = `${server}/live/trades/${this.trade}`;
			return this.trade > 0 ? new Connection(this.trade, url, hear, undefined, server) : undefined;
		}

		/** @override */
		render() {
			const { tableau } = this;
			const told = tableau.told(now());
			if (told) {
				// Over a picture nobody reads aloud.
				const aloud = html`<p class="sr" role="status">${tableau.herald.words}</p>`;
				return html`${panel(told, tableau, this)}${this.shape === "table" ? aloud : nothing}`;
			}
			if (tableau.link?.isMissing) {
				return html`<p class="none">${_("There is no such trade")}</p>`;
			}
			return unheard(tableau.link, now());
		}
	};
}

/**
 * @param {HTMLElement} board
 * @param {NodeListOf<Element>} rows
 * @returns {number} what a name of them has at least, in ems of the board
 */
function narrowest(board, rows) {
	const type = Number.parseFloat(getComputedStyle(board).fontSize);
	const widths = [...rows].map((row) => row.querySelector(".n")?.clientWidth ?? 0);
	return Math.min(...widths.filter((width) => width > 0)) / type;
}

/**
 * @param {{ ranking: Ranking, badge: import("./badge.js").Badge }} told
 * @param {Tableau} tableau
 * @param {{ places: readonly Place[], size: number, page: number, width: number }} sight `size`: rows there is room for;
 *   `width`: what a name has
 */
function panel({ ranking, badge }, { moves }, { places, size, page, width }) {
	const pages = count(places.length, size);
	// Pages of even size: no row stands alone.
	const { shown, from, to } = cut(places, page, Math.ceil(places.length / pages));
	const none = html`<p class="none">${nobody(ranking)}</p>`;
	const which = html`<b class="which num">${span({ from, to })} / ${places.length}</b>`;
	return html`<section class="board compact ${badge.kind === "stale" ? "stale" : ""}" aria-label=${names(ranking.names).text}>
		<header><h2 class=${isLong(ranking) ? "long" : ""}>${named(ranking.names)}</h2><p class="badge ${badge.kind}">${sign(badge)}<b>${badge.word}</b> <span>${badge.note}</span></p></header>
		${shown.length === 0 ? none : list(ranking, shown, moves, width)}
		<footer>${caution(ranking.state, places)}${pages > 1 ? which : nothing}</footer>
	</section>`;
}

/**
 * @param {Ranking} ranking
 * @returns {boolean} whether a lower third would be as high as a wall with the trade's name in large letters
 */
function isLong({ names: given }) {
	return extent(names(given).text) > LONG;
}

/**
 * @param {Ranking} ranking
 * @param {readonly Place[]} shown
 * @param {number} width of a name, in ems of the board
 * @returns {{ isTight: boolean, isTall: boolean }} whether a name is too long for its usual size, and whether a delegation
 *   has no room beside its total
 */
function crowded({ rows }, shown, width) {
	const all = shown.flatMap(({ row }) => rows[row] ?? []);
	return {
		isTight: all.some((row) => wrapped(title(row).text, width / NAME.usual, extent) > LINES),
		isTall: all.some((row) => beside(row) > width),
	};
}

/**
 * @param {import("./ranking.js").Row} row
 * @returns {number} how wide its total and its delegation beside it are, in ems of the board
 */
function beside(row) {
	return extent(row.total ?? "–") + BESIDE + extent(home(row)) * CHIP.size + CHIP.frame;
}

/**
 * @param {Ranking} ranking
 * @param {readonly Place[]} shown
 * @param {Moves} moves
 * @param {number} width of a name, in ems of the board
 */
function list(ranking, shown, moves, width) {
	const { isTight, isTall } = crowded(ranking, shown, width);
	const room = width / (isTight ? NAME.tight : NAME.usual);
	const words = { place: _("Place"), name: _("Competitor"), total: _("Total") };
	return html`<table class="${isTight ? "tight" : ""} ${isTall ? "tall" : ""}">
		<thead class="sr"><tr><th scope="col">${words.place}</th><th scope="col">${words.name}</th><th scope="col">${words.total}</th></tr></thead>
		<tbody>${repeat(
			shown,
			({ row }) => row,
			(place) => line(ranking, place, moves.get(place.row), room),
		)}</tbody>
	</table>`;
}

/**
 * @param {Ranking} ranking
 * @param {Place} place
 * @param {import("./places.js").Movement | undefined} moved
 * @param {number} width of a name, in ems of its own
 */
function line(ranking, { row: at, place }, moved, width) {
	const row = ranking.rows[at];
	if (row === undefined) {
		return nothing;
	}
	const { text, lang } = title(row);
	const name = called(text, { unit: ranking.unit, width, lines: LINES }, extent);
	const isWaiting = waits(row, place);
	const score = isWaiting ? null : scored(ranking.scale, row);
	return html`<tr class="row" data-row=${at}>
		<td class="p num"><b>${place ?? "–"}</b>${moved ? html`<span class="c">${change(moved)}</span>` : nothing}</td>
		<th scope="row"><span class="n" lang=${lang ?? nothing} title=${whole(name, text)}>${spoken(name, text)}</span> ${delegation(row)} ${disc(row.medal)}${reasonWord(row.status)}</th>
		<td class="t num">${isWaiting ? "–" : (row.total ?? "–")}${score === null ? nothing : html`<small>${score}</small>`}</td>
	</tr>`;
}
