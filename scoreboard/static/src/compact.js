/** One trade's ranking, live, as small as it must be: on other people's pages and over streams. */

import { html, LitElement, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { _, names } from "../../../competition/static/src/messages.js";
import { disc, reasonWord } from "./awards.js";
import { badge, caution, sign } from "./badge.js";
import { change, delegation, named, title } from "./cells.js";
import { Herald } from "./herald.js";
import { isStale } from "./link.js";
import { glide, positions } from "./motion.js";
import { lined, movements, remembered } from "./places.js";
import { scored } from "./scale.js";
import { Connection } from "./socket.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {ReadonlyMap<number, import("./places.js").Movement>} Moves the last movement of a row */
/** @typedef {{ server: string, styles: CSSStyleSheet }} House where the rankings come from, and how they are dressed */

const MOST = 30;
const USUAL = 10;

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
			/** @type {Link | null} */
			this.link = null;
			/** @type {Map<string, number> | null} */
			this.stood = null;
			/** @type {Moves} */
			this.moves = new Map();
			this.herald = new Herald();
			this.wasStale = false;
			/** @type {Connection | undefined} */
			this.connection = undefined;
			/** @type {ReturnType<typeof setInterval> | undefined} */
			this.clock = undefined;
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
			this.follow();
			this.clock = setInterval(() => this.tick(), 1000);
		}

		/** @override */
		disconnectedCallback() {
			super.disconnectedCallback();
			this.connection?.close();
			this.connection = undefined;
			clearInterval(this.clock);
		}

		/** @override @param {Map<string, unknown>} changed */
		willUpdate(changed) {
			if (changed.get("trade") !== undefined && this.isConnected) {
				this.link = null;
				this.follow();
			}
		}

		follow() {
			this.connection?.close();
			if (this.trade > 0) {
				const url = `${server}/live/trades/${this.trade}`;
				this.connection = new Connection(
					this.trade,
					url,
					(link) => this.hear(link),
					undefined,
					server,
				);
				this.connection.open();
			}
		}

		/** @param {Link} link */
		hear(link) {
			const board = this.board();
			if (board && this.link?.ranking?.epoch === link.ranking?.epoch) {
				this.stood = positions(board);
			}
			if (this.link?.ranking && link.ranking) {
				this.compare(this.link.ranking, link.ranking);
			}
			this.link = link;
			this.requestUpdate();
		}

		/**
		 * @param {Ranking} before
		 * @param {Ranking} after
		 */
		compare(before, after) {
			const isSame = before.epoch === after.epoch;
			const gained = isSame ? movements(lined(before), lined(after)) : new Map();
			this.moves = remembered(isSame ? this.moves : new Map(), gained, Date.now());
			this.herald.hear({ ranking: before, isStale: false }, { ranking: after, isStale: false });
		}

		tick() {
			const now = Date.now();
			const ranking = this.link?.ranking ?? null;
			const isOld = this.link !== null && isStale(this.link, now);
			if (isOld !== this.wasStale) {
				this.herald.hear({ ranking, isStale: this.wasStale }, { ranking, isStale: isOld });
				this.wasStale = isOld;
			}
			this.moves = remembered(this.moves, new Map(), now);
			this.herald.say(ranking, now);
			this.requestUpdate();
		}

		/** @override */
		updated() {
			const board = this.board();
			if (this.stood && board) {
				glide(board, this.stood);
			}
			this.stood = null;
		}

		/** @returns {HTMLElement | null} */
		board() {
			return this.renderRoot?.querySelector(".board") ?? null;
		}

		/** @override */
		render() {
			const { link } = this;
			if (link?.ranking) {
				const most = Math.min(MOST, Math.max(1, this.rows || USUAL));
				// Over a picture nobody reads aloud.
				const aloud = html`<p class="sr" role="status">${this.herald.words}</p>`;
				return html`${whole(link, link.ranking, this.moves, most)}${this.shape === "table" ? aloud : nothing}`;
			}
			return html`<p class="none">${link?.isMissing ? _("There is no such trade") : ""}</p>`;
		}
	};
}

/**
 * @param {Link} link
 * @param {Ranking} ranking
 * @param {Moves} moves
 * @param {number} most rows
 */
function whole(link, ranking, moves, most) {
	const now = Date.now();
	const isOld = isStale(link, now);
	const since = ranking.since ? { since: ranking.since } : {};
	const times = { heard: link.heard ?? now, now, isStale: isOld, at: ranking.at, ...since };
	const told = badge(ranking.state, times);
	const shown = lined(ranking).slice(0, most);
	const nobody = html`<p class="none">${_("Nobody is ranked yet")}</p>`;
	return html`<section class="board compact ${isOld ? "stale" : ""}" aria-label=${names(ranking.names).text}>
		<header><h2>${named(ranking.names)}</h2><p class="badge ${told.kind}">${sign(told)}<b>${told.word}</b> <span>${told.note}</span></p></header>
		${shown.length === 0 ? nobody : list(ranking, shown, moves)}
		<footer>${caution(ranking.state)}</footer>
	</section>`;
}

/**
 * @param {Ranking} ranking
 * @param {readonly Place[]} shown
 * @param {Moves} moves
 */
function list(ranking, shown, moves) {
	const words = { place: _("Place"), name: _("Competitor"), total: _("Total") };
	return html`<table>
		<thead class="sr"><tr><th scope="col">${words.place}</th><th scope="col">${words.name}</th><th scope="col">${words.total}</th></tr></thead>
		<tbody>${repeat(
			shown,
			({ row }) => row,
			(place) => line(ranking, place, moves.get(place.row)),
		)}</tbody>
	</table>`;
}

/**
 * @param {Ranking} ranking
 * @param {Place} place
 * @param {import("./places.js").Movement | undefined} moved
 */
function line(ranking, { row: at, place }, moved) {
	const row = ranking.rows[at];
	if (row === undefined) {
		return nothing;
	}
	const { text, lang } = title(row);
	const score = scored(ranking.scale, row);
	return html`<tr class="row" data-row=${at}>
		<td class="p num"><b>${place ?? "–"}</b>${moved ? html`<span class="c">${change(moved)}</span>` : nothing}</td>
		<th scope="row"><span class="n" lang=${lang ?? nothing}>${text}</span> ${delegation(row)} ${disc(row.medal)}${reasonWord(row.status)}</th>
		<td class="t num">${row.total ?? "–"}${score === null ? nothing : html`<small>${score}</small>`}</td>
	</tr>`;
}
