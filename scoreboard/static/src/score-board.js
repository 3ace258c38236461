/** `<score-board trade snapshot>`: one trade's ranking, live, for a hall or a hand. */

import { html, LitElement } from "lit";
import { now } from "../../../competition/static/src/clock.js";
import { _, names } from "../../../competition/static/src/messages.js";
import { NARROW, WIDE } from "./columns.js";
import { hall } from "./hall.js";
import { fade, length } from "./motion.js";
import { count, cut, reading, remaining, tellRound } from "./pages.js";
import { Paper } from "./paper.js";
import { isFew, phone } from "./phone.js";
import { printed } from "./printed.js";
import { changes } from "./ranking.js";
import { reserved } from "./reserved.js";
import { Connection, OFFICIALS, TRADE } from "./socket.js";
import { planned } from "./table.js";
import { Tableau } from "./tableau.js";
import { unheard } from "./unheard.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */

const PHONE = "(max-width: 899px)";
const WIDE_HALL = "(min-width: 1600px)";

/** The element. Without shadow root: the page's tokens and styles dress it. */
export class ScoreBoard extends LitElement {
	/** @override */
	static properties = {
		trade: { type: Number },
		snapshot: {},
		audience: {},
		qr: {},
		home: {},
		results: {},
		chart: {},
	};

	constructor() {
		super();
		this.trade = 0;
		this.snapshot = "";
		this.audience = "";
		this.qr = "";
		this.home = "";
		this.results = "";
		this.chart = "";
		this.tableau = new Tableau(this, {
			follow: (hear) => this.follow(hear),
			rows: () => this,
			shown: (before) => this.renew(before),
		});
		this.paper = new Paper(this);
		/** @type {Set<number>} */
		this.fresh = new Set();
		this.page = 0;
		this.isPaused = false;
		/** How often every page has been read. */
		this.round = 0;
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
		for (const screen of this.screens) {
			screen.addEventListener("change", this.resized);
		}
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		for (const timer of Object.values(this.timers)) {
			clearTimeout(timer);
		}
		for (const screen of this.screens) {
			screen.removeEventListener("change", this.resized);
		}
	}

	/** @param {(link: import("./link.js").Link) => void} hear */
	follow(hear) {
		const room = this.audience === "officials" ? OFFICIALS : TRADE;
		return new Connection(this.trade, this.snapshot, hear, room);
	}

	get isPhone() {
		return this.paper.isOn || (this.screens[0]?.matches ?? false);
	}

	get isWide() {
		return this.screens[1]?.matches ?? true;
	}

	get size() {
		return (this.isWide ? WIDE : NARROW).rows;
	}

	/** In so many rounds every module has been shown. */
	get rounds() {
		const { ranking, places } = this.tableau;
		const screen = this.isWide ? WIDE : NARROW;
		return ranking ? planned({ ranking, places, round: 0 }, screen).columns.rounds : 1;
	}

	/** Ms until every page has been read once with every module; 0 from then on. */
	get unread() {
		const { round, rounds } = this;
		const { length } = this.tableau.places;
		const further = (rounds - round - 1) * remaining(length, this.size, 0);
		return round < rounds ? remaining(length, this.size, this.page) + further : 0;
	}

	/** @param {Ranking | null} before */
	renew(before) {
		const { ranking, places } = this.tableau;
		this.fresh = before && ranking ? changes(before, ranking) : new Set();
		this.page = Math.min(this.page, count(places.length, this.size) - 1);
		this.querySelector(":scope > .first")?.remove();
		this.calm();
		if (before === null || this.timers.turn === undefined) {
			this.restart();
		}
	}

	/** A changed row keeps its ground for a while. */
	calm() {
		clearTimeout(this.timers.fade);
		if (this.fresh.size > 0) {
			this.timers.fade = setTimeout(
				() => {
					this.fresh = new Set();
					this.requestUpdate();
				},
				length(this, "--m-mark"),
			);
		}
	}

	/** Begins to read the page anew; the next one comes when this one has been read. */
	restart() {
		clearTimeout(this.timers.turn);
		this.timers.turn = undefined;
		const { places } = this.tableau;
		const pages = count(places.length, this.size);
		this.page = Math.min(this.page, pages - 1);
		this.requestUpdate();
		const turns = pages * this.rounds > 1 && !this.isPaused && !this.isPhone;
		tellRound(this, turns ? this.unread : 0);
		if (turns) {
			const { shown } = cut(places, this.page, this.size);
			this.timers.turn = setTimeout(() => this.turnOn(pages), reading(shown.length));
		}
	}

	/** @param {number} pages */
	turnOn(pages) {
		this.round += this.page === pages - 1 ? 1 : 0;
		this.turn((this.page + 1) % pages);
	}

	/** @param {number} page */
	async turn(page) {
		const { tableau } = this;
		if (tableau.wait > 0) {
			this.timers.turn = setTimeout(() => this.turn(page), tableau.wait);
			return;
		}
		tableau.rest();
		await fade(this, async () => {
			this.page = Math.min(page, count(tableau.places.length, this.size) - 1);
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

	/**
	 * @param {number} now
	 * @returns {import("./hall.js").Sight | null}
	 */
	sight(now) {
		const told = this.tableau.told(now);
		if (told === null) {
			return null;
		}
		const { fresh, page, round, isPaused, qr, home, results, chart } = this;
		const { places, moves } = this.tableau;
		const seen = { page, round, isPaused, isOnPaper: this.paper.isOn };
		const ways = { qr, home, results, chart };
		return { ...told, badge: this.paper.dated(told.badge), places, moves, fresh, ...seen, ...ways };
	}

	/**
	 * @param {import("./hall.js").Sight} sight
	 * @returns {{ kind: string, body: unknown }} what is seen on a wall, in a hand or on paper
	 */
	face(sight) {
		const sheet = this.paper.isOn ? printed(sight) : null;
		if (sheet !== null) {
			return { kind: "paper", body: sheet };
		}
		if (this.isPhone) {
			return { kind: isFew(sight.ranking) ? "hand few" : "hand", body: phone(sight) };
		}
		const hands = {
			pick: (/** @type {number} */ page) => this.pick(page),
			pause: () => this.pause(),
		};
		return { kind: "hall", body: hall(sight, this.isWide, hands) };
	}

	/** @override */
	render() {
		const sight = this.sight(now());
		if (sight === null) {
			const words = _("There is no such trade");
			return this.tableau.link?.isMissing
				? html`<p class="notice error" role="alert">${words}</p>`
				: unheard(this.tableau.link, now());
		}
		document.title = `${names(sight.ranking.names).text} · ${sight.badge.word}`;
		const { kind, body } = this.face(sight);
		const stale = sight.badge.kind === "stale" ? "stale" : "";
		return html`${reserved(sight.ranking.public)}<div data-drawn class="board ${kind} ${stale}">${body}</div>
			<p class="sr" role="status">${this.tableau.herald.words}</p>`;
	}
}
