/** `<trade-overview competition snapshot>`: every trade of a competition, live, for a hall or a hand. */

import { html, LitElement, nothing } from "lit";
import { now } from "../../../competition/static/src/clock.js";
import { _, language, names } from "../../../competition/static/src/messages.js";
import { badge, sign, word } from "./badge.js";
import { named } from "./cells.js";
import { Climbers } from "./climbers.js";
import { SILENCE_MS } from "./herald.js";
import { isStale } from "./link.js";
import { fade, length } from "./motion.js";
import { advanced, moved, turned } from "./overview.js";
import { common, count, cut, reading, remaining, span, tellRound } from "./pages.js";
import { Connection } from "./socket.js";
import { figures, list, medals } from "./survey.js";
import { unheard } from "./unheard.js";

/** @typedef {import("./overview.js").Overview} Overview */
/** @typedef {import("./link.js").Link} Link */

const PHONE = "(max-width: 899px)";
const WIDE_HALL = "(min-width: 1600px)";
/** Rows of a wide screen: English names take more lines. */
const rows = () => (language === "en" ? 5 : 8);
/** Its columns: one fewer beside the medals. */
const COLUMNS = 4;
/** So few trades have two columns, and are written larger. */
const FEW = 8;
/** Trades of a small screen, in two columns. */
const NARROW = 14;
const WINNERS = 11;
/** More pages than this have no button each: only the one before and the one after. */
const STEPS = 10;

/** @type {import("./socket.js").Room} */
const ROOM = {
	event: "overview",
	key: "competition",
	advance: /** @type {any} */ (advanced),
};

/** The element. Without shadow root: the page's tokens and styles dress it. */
export class TradeOverview extends LitElement {
	/** @override */
	static properties = { competition: { type: Number }, snapshot: {}, qr: {}, home: {}, medals: {} };

	constructor() {
		super();
		this.competition = 0;
		this.snapshot = "";
		this.qr = "";
		this.home = "";
		this.medals = "";
		/** @type {Link | null} */
		this.link = null;
		/** @type {Overview | null} */
		this.shown = null;
		/** @type {Set<number>} */
		this.fresh = new Set();
		this.climbers = new Climbers(this);
		this.page = 0;
		this.isPaused = false;
		/** Whether every page has been read once. */
		this.hasTurned = false;
		this.said = { words: "", at: 0 };
		this.unsaid = "";
		this.wasStale = false;
		/** @type {Record<"fade" | "turn", ReturnType<typeof setTimeout> | undefined>} */
		this.timers = { fade: undefined, turn: undefined };
		this.screens = [matchMedia(PHONE), matchMedia(WIDE_HALL)];
		this.resized = () => this.restart();
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	connectedCallback() {
		super.connectedCallback();
		const { competition, snapshot } = this;
		this.connection = new Connection(competition, snapshot, (link) => this.hear(link), ROOM);
		this.connection.open();
		this.clock = setInterval(() => this.tick(), 1000);
		for (const screen of this.screens) {
			screen.addEventListener("change", this.resized);
		}
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		this.connection?.close();
		clearInterval(this.clock);
		for (const timer of Object.values(this.timers)) {
			clearTimeout(timer);
		}
		for (const screen of this.screens) {
			screen.removeEventListener("change", this.resized);
		}
	}

	get isPhone() {
		return this.screens[0]?.matches ?? false;
	}

	get isWide() {
		return this.screens[1]?.matches ?? true;
	}

	/** @returns {number} how many trades a page has room for */
	get size() {
		if (!this.isWide) {
			return NARROW;
		}
		return rows() * (this.hasWinners ? COLUMNS - 1 : COLUMNS);
	}

	get hasWinners() {
		return (this.shown?.table.rows.length ?? 0) > 0;
	}

	/** @returns {{ trades: number, winners: number }} pages of each; no page of medals where there are none */
	get leaves() {
		const winners = this.hasWinners ? count(this.shown?.table.rows.length ?? 0, WINNERS) : 0;
		return { trades: count(this.shown?.trades.length ?? 0, this.size), winners };
	}

	/** Where there is no room beside the trades, the medals come after them. */
	get pages() {
		const { trades, winners } = this.leaves;
		return this.isWide ? Math.max(trades, winners) : trades + winners;
	}

	/** Pages until the same trades stand beside the same medals again. */
	get round() {
		const { trades, winners } = this.leaves;
		return this.isWide ? common(trades, Math.max(1, winners)) : this.pages;
	}

	/** How many things are paged through. */
	get all() {
		return this.shown?.trades.length ?? 0;
	}

	/** What a reader must know about the figures. */
	get told() {
		return _("First places so far; official results count. Frozen trades are in no figure.");
	}

	/** @param {Link} link */
	hear(link) {
		const next = /** @type {Overview | null} */ (/** @type {unknown} */ (link.ranking));
		if (next !== null && next !== this.shown) {
			this.show(next);
		}
		// Only what is shown is as old as the badge says.
		this.link = link;
		this.requestUpdate();
	}

	/**
	 * @param {Overview | null} before
	 * @param {Overview} after
	 * @returns {string} what is worth saying aloud
	 */
	news(before, after) {
		const other = turned(before, after);
		return other === null
			? ""
			: _("%(trade)s: %(state)s", {
					trade: names(other.names).text,
					state: word(other.state, other.since ?? ""),
				});
	}

	/** @param {Overview} next */
	show(next) {
		this.unsaid = this.news(this.shown, next) || this.unsaid;
		this.fresh = moved(this.shown, next);
		this.climbers.hear(this.shown, next);
		const isFirst = this.shown === null;
		this.shown = next;
		this.querySelector(":scope > .first")?.remove();
		clearTimeout(this.timers.fade);
		this.timers.fade = setTimeout(
			() => {
				this.fresh = new Set();
				this.requestUpdate();
			},
			length(this, "--m-mark"),
		);
		if (isFirst || this.timers.turn === undefined) {
			this.restart();
		}
	}

	tick() {
		const stale = this.link !== null && isStale(this.link, now());
		if (stale !== this.wasStale) {
			this.unsaid = stale ? _("No connection") : _("Connected again");
			this.wasStale = stale;
		}
		if (this.unsaid !== "" && now() - this.said.at >= SILENCE_MS) {
			this.said = { words: this.unsaid, at: now() };
			this.unsaid = "";
		}
		this.requestUpdate();
	}

	/** Begins to read the page anew; the next one comes when this one has been read. */
	restart() {
		clearTimeout(this.timers.turn);
		this.timers.turn = undefined;
		const { pages } = this;
		this.page = Math.min(this.page, this.round - 1);
		this.requestUpdate();
		const turns = pages > 1 && !this.isPaused && !this.isPhone;
		// Each page is read as long as one without rows.
		tellRound(
			this,
			turns && !this.hasTurned ? remaining(pages, 1, Math.min(this.page, pages - 1)) : 0,
		);
		if (turns) {
			this.timers.turn = setTimeout(() => this.turnOn(pages), reading(0));
		}
	}

	/** @param {number} pages */
	turnOn(pages) {
		this.hasTurned ||= this.page >= pages - 1;
		this.turn((this.page + 1) % this.round);
	}

	/** @param {number} page */
	async turn(page) {
		await fade(this, async () => {
			this.page = Math.min(page, this.round - 1);
			this.requestUpdate();
			await this.updateComplete;
		});
		this.restart();
	}

	/** @param {number} page */
	pick(page) {
		clearTimeout(this.timers.turn);
		this.isPaused = true;
		this.turn(page);
	}

	pause() {
		this.isPaused = !this.isPaused;
		this.restart();
	}

	/** @override */
	render() {
		if (this.shown === null || this.link === null) {
			const words = _("There is no such competition");
			return this.link?.isMissing
				? html`<p class="notice error" role="alert">${words}</p>`
				: unheard(this.link, now());
		}
		const { link, shown } = this;
		const time = now();
		const times = { heard: link.heard ?? time, now: time, isStale: isStale(link, time), at: "" };
		const state = badge("live", times);
		document.title = `${_("All trades")} · ${state.word}`;
		const body = this.isPhone ? this.hand(shown, state) : this.hall(shown, state);
		const stale = times.isStale ? "stale" : "";
		return html`<div data-drawn class="overview ${this.isPhone ? "hand" : "hall"} ${stale}">${body}</div>
			<p class="sr" role="status">${this.said.words}</p>`;
	}

	/**
	 * @param {Overview} shown
	 * @param {import("./badge.js").Badge} state
	 */
	hall(shown, state) {
		const { trades, winners } = this.leaves;
		// Pages of even size: no wall stands empty for the sake of one trade.
		const even = Math.ceil(shown.trades.length / trades);
		const beside = this.hasWinners && this.isWide;
		const view = cut(shown.trades, beside ? this.page % trades : this.page, even);
		const isTable = view.shown.length === 0 && this.hasWinners;
		const at = beside ? this.page % winners : Math.max(0, this.page - trades);
		const rows = cut(shown.table.rows, at, WINNERS);
		const table = medals(shown.table, this.medals, rows, this.climbers.fresh);
		const aside = html`<aside>${table}</aside>`;
		const main = isTable
			? html`<section class="turning winners">${table}</section>`
			: html`<section class="turning">${list(view.shown, this.fresh, this.deep(even, beside))}</section>`;
		return html`<header>
				<div><h1>${_("All trades")}</h1><p class="sub">${named(shown.names)}</p></div>
				${figures(shown)}
				<p class="badge ${state.kind}"><b>${sign(state)}${state.word}</b><span>${state.note}</span></p>
			</header>
			<main class=${beside ? "beside" : ""}>${main}${beside ? aside : nothing}</main>
			${this.foot(view, isTable)}`;
	}

	/**
	 * @param {number} size of a page
	 * @param {boolean} beside whether the medals stand beside
	 * @returns {number} rows of a column, never so few that one fills the wall
	 */
	deep(size, beside) {
		if (!this.isWide) {
			return Math.max(4, Math.ceil(size / 2));
		}
		if (size <= FEW) {
			return Math.ceil(size / 2);
		}
		return Math.max(5, Math.ceil(size / (beside ? COLUMNS - 1 : COLUMNS)));
	}

	/**
	 * @param {{ from: number, to: number }} view
	 * @param {boolean} isTable
	 */
	foot({ from, to }, isTable) {
		const { qr } = this;
		const picture = html`<span class="qr"><img src=${qr} alt=${_("QR code of this board")}></span>`;
		const numbers = html`<b class="num">${span({ from, to })}</b> / ${this.all}`;
		// Where all trades stand still beside the medals, it is the medals that are paged.
		const isWhole = isTable || (this.leaves.trades === 1 && this.pages > 1);
		return html`<footer>
			${qr ? picture : nothing}
			<p><b>${_("Scan to follow on your phone")}</b><br>${this.told}</p>
			<div class="pages">${isWhole ? nothing : numbers} ${this.turns()}</div>
		</footer>`;
	}

	/** The ways to the pages: of the trades, where they have several. */
	turns() {
		const { isPaused } = this;
		const { trades } = this.leaves;
		const pages = this.isWide && trades > 1 ? trades : this.pages;
		const page = this.page % pages;
		const hold = isPaused ? _("Turn pages") : _("Hold this page");
		const steps = pages > STEPS ? this.neighbours(page, pages) : this.steps(page, pages);
		return pages > 1
			? html`<span class="turn">${steps}<button type="button" class="hold" aria-pressed=${isPaused} @click=${() => this.pause()}>${hold}</button></span>`
			: nothing;
	}

	/**
	 * @param {number} page
	 * @param {number} pages
	 */
	steps(page, pages) {
		return Array.from({ length: pages }, (_none, index) => this.step(index, index === page));
	}

	/**
	 * @param {number} page
	 * @param {number} pages
	 */
	neighbours(page, pages) {
		const way = (/** @type {number} */ index, /** @type {string} */ arrow) => {
			const words = _("Page %(page)s", { page: index + 1 });
			return html`<button type="button" class="way" aria-label=${words} @click=${() => this.pick(index)}>${arrow}</button>`;
		};
		return html`${way((page + pages - 1) % pages, "‹")}<span class="num">${page + 1}/${pages}</span>${way((page + 1) % pages, "›")}`;
	}

	/**
	 * @param {number} index
	 * @param {boolean} isShown
	 */
	step(index, isShown) {
		const words = _("Page %(page)s", { page: index + 1 });
		return html`<button type="button" aria-current=${isShown ? "page" : nothing} aria-label=${words} @click=${() => this.pick(index)}></button>`;
	}

	/**
	 * @param {Overview} shown
	 * @param {import("./badge.js").Badge} state
	 */
	hand(shown, state) {
		const words = { main: _("Main"), trades: _("All trades"), medals: _("Medal table") };
		const ways = html`<nav aria-label=${words.main}><a href="" aria-current="page">${words.trades}</a><a href=${this.medals}>${words.medals}</a><a href=${this.home}>${_("Results")}</a></nav>`;
		return html`<header><p class="ev">${named(shown.names)}</p><h1>${words.trades}</h1></header>
			${figures(shown)}
			<div class="bar-row"><span class="st ${state.kind}">${sign(state)} ${state.word} <small>${state.note}</small></span></div>
			<main>${list(shown.trades, this.fresh, 0)}</main>
			<p class="legend">${_("First places so far; official results count. Frozen trades are in no figure.")}</p>
			${ways}`;
	}
}
