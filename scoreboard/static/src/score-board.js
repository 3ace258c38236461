/** `<score-board trade snapshot>`: one trade's ranking, live, for a hall or a hand. */

import { html, LitElement, nothing } from "lit";
import { _, names } from "../../../competition/static/src/messages.js";
import { badge } from "./badge.js";
import { NARROW, WIDE } from "./columns.js";
import { hall } from "./hall.js";
import { Herald } from "./herald.js";
import { isStale } from "./link.js";
import { fade, glide, length, positions } from "./motion.js";
import { count, cut, reading, remaining, tellRound } from "./pages.js";
import { phone } from "./phone.js";
import { lined, movements, remembered } from "./places.js";
import { changes } from "./ranking.js";
import { reserved } from "./reserved.js";
import { Connection, OFFICIALS, TRADE } from "./socket.js";
import { planned } from "./table.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./places.js").Movement} Movement */

/** Rows move once a second at most; what comes in between is shown together. */
const CALM_MS = 1000;
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
		/** @type {Link | null} */
		this.link = null;
		/** @type {Ranking | null} what is on the screen */
		this.shown = null;
		/** @type {Place[]} */
		this.places = [];
		/** @type {Map<number, Movement>} */
		this.moves = new Map();
		/** @type {Set<number>} */
		this.fresh = new Set();
		this.page = 0;
		this.isPaused = false;
		/** How often every page has been read. */
		this.round = 0;
		this.calmUntil = 0;
		this.herald = new Herald();
		this.wasStale = false;
		/** @type {Record<"show" | "fade" | "turn", ReturnType<typeof setTimeout> | undefined>} */
		this.timers = { show: undefined, fade: undefined, turn: undefined };
		this.screens = [matchMedia(PHONE), matchMedia(WIDE_HALL)];
		this.resized = () => this.restart();
		/** @type {Map<string, number> | null} where the rows stood before they move */
		this.stood = null;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	connectedCallback() {
		super.connectedCallback();
		const room = this.audience === "officials" ? OFFICIALS : TRADE;
		this.connection = new Connection(this.trade, this.snapshot, (link) => this.hear(link), room);
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

	get size() {
		return (this.isWide ? WIDE : NARROW).rows;
	}

	/** In so many rounds every module has been shown. */
	get rounds() {
		const { shown: ranking, places: ranked } = this;
		const screen = this.isWide ? WIDE : NARROW;
		return ranking ? planned({ ranking, places: ranked, round: 0 }, screen).columns.rounds : 1;
	}

	/** Ms until every page has been read once with every module; 0 from then on. */
	get unread() {
		const {
			round,
			rounds,
			places: { length },
		} = this;
		const further = (rounds - round - 1) * remaining(length, this.size, 0);
		return round < rounds ? remaining(length, this.size, this.page) + further : 0;
	}

	/** @param {Link} link */
	hear(link) {
		const wait = this.calmUntil - Date.now();
		const { ranking } = link;
		if (ranking !== null && ranking !== this.shown) {
			if (wait <= 0) {
				this.show(ranking);
			} else {
				this.timers.show ??= setTimeout(() => this.showLatest(), wait);
			}
		}
		// Only what could be shown is as old as the badge says.
		this.link = link;
		this.requestUpdate();
	}

	showLatest() {
		this.timers.show = undefined;
		if (this.link?.ranking && this.link.ranking !== this.shown) {
			this.show(this.link.ranking);
		}
	}

	/** @param {Ranking} ranking */
	show(ranking) {
		const before = this.shown;
		const now = Date.now();
		const next = lined(ranking);
		const isSame = before?.epoch === ranking.epoch;
		const gained = isSame ? movements(this.places, next) : new Map();
		this.fresh = before ? changes(before, ranking) : new Set();
		this.moves = remembered(isSame ? this.moves : new Map(), gained, now);
		this.stood = isSame && gained.size > 0 ? positions(this) : null;
		this.herald.hear({ ranking: before, isStale: false }, { ranking, isStale: false });
		this.shown = ranking;
		this.places = next;
		this.page = Math.min(this.page, count(next.length, this.size) - 1);
		this.calmUntil = now + CALM_MS;
		this.querySelector(":scope > .first")?.remove();
		this.requestUpdate();
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

	tick() {
		const stale = this.link !== null && isStale(this.link, Date.now());
		if (stale !== this.wasStale) {
			const { shown } = this;
			this.herald.hear(
				{ ranking: shown, isStale: this.wasStale },
				{ ranking: shown, isStale: stale },
			);
			this.wasStale = stale;
		}
		this.moves = remembered(this.moves, new Map(), Date.now());
		this.herald.say(this.shown, Date.now());
		this.requestUpdate();
	}

	/** Begins to read the page anew; the next one comes when this one has been read. */
	restart() {
		clearTimeout(this.timers.turn);
		this.timers.turn = undefined;
		const pages = count(this.places.length, this.size);
		this.page = Math.min(this.page, pages - 1);
		this.requestUpdate();
		const turns = pages * this.rounds > 1 && !this.isPaused && !this.isPhone;
		tellRound(this, turns ? this.unread : 0);
		if (turns) {
			const { shown } = cut(this.places, this.page, this.size);
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
		const wait = this.calmUntil - Date.now();
		if (wait > 0) {
			this.timers.turn = setTimeout(() => this.turn(page), wait);
			return;
		}
		this.calmUntil = Date.now() + CALM_MS;
		await fade(this, async () => {
			this.page = Math.min(page, count(this.places.length, this.size) - 1);
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
		const {
			shown: ranking,
			link,
			places: ranked,
			moves,
			fresh,
			page,
			round,
			isPaused,
			qr,
			home,
			results,
			chart,
		} = this;
		if (ranking === null || link === null) {
			return null;
		}
		const times = {
			heard: link.heard ?? now,
			now,
			isStale: isStale(link, now),
			at: ranking.at,
			...(ranking.since ? { since: ranking.since } : {}),
		};
		return {
			ranking,
			places: ranked,
			moves,
			fresh,
			badge: badge(ranking.state, times),
			page,
			round,
			isPaused,
			qr,
			home,
			results,
			chart,
		};
	}

	/** @override */
	updated() {
		if (this.stood) {
			glide(this, this.stood);
			this.stood = null;
		}
	}

	/** @override */
	render() {
		const sight = this.sight(Date.now());
		if (sight === null) {
			const words = _("There is no such trade");
			return this.link?.isMissing
				? html`<p class="notice error" role="alert">${words}</p>`
				: nothing;
		}
		document.title = `${names(sight.ranking.names).text} · ${sight.badge.word}`;
		const body = this.isPhone
			? phone(sight)
			: hall(sight, this.isWide, { pick: (page) => this.pick(page), pause: () => this.pause() });
		const stale = sight.badge.kind === "stale" ? "stale" : "";
		return html`${reserved(sight.ranking.public)}<div data-drawn class="board ${this.isPhone ? "hand" : "hall"} ${stale}">${body}</div>
			<p class="sr" role="status">${this.herald.words}</p>`;
	}
}
