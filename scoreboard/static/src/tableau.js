/** What a board shows of its trade: news once a second at most, who moved, and what is said of it aloud. */

import { now } from "../../../competition/static/src/clock.js";
import { badge } from "./badge.js";
import { Herald } from "./herald.js";
import { isStale } from "./link.js";
import { glide, positions } from "./motion.js";
import { lined, movements, remembered } from "./places.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./places.js").Movement} Movement */
/** @typedef {import("./socket.js").Connection} Connection */
/**
 * @typedef {{ follow: (hear: (link: Link) => void) => Connection | undefined, rows?: () => HTMLElement | null,
 *   shown?: (before: Ranking | null) => void, ticked?: () => void }} Manner
 *   `follow` says what is followed, if anything is; `rows` holds the rows that move; `shown` is called when another
 *   ranking is shown than *before*, `ticked` every second
 */

/** Rows move once a second at most; what comes in between is shown together. */
const CALM_MS = 1000;

/** Follows a trade for as long as its element is on a page. */
export class Tableau {
	/**
	 * @param {import("lit").ReactiveControllerHost} element
	 * @param {Manner} manner
	 */
	constructor(element, manner) {
		this.element = element;
		this.manner = manner;
		/** @type {Link | null} */
		this.link = null;
		/** @type {Ranking | null} what is on the screen */
		this.ranking = null;
		/** @type {Place[]} */
		this.places = [];
		/** @type {Map<number, Movement>} the last movement of a row */
		this.moves = new Map();
		this.herald = new Herald();
		this.isStale = false;
		this.calmUntil = 0;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.due = undefined;
		/** @type {import("./motion.js").Positions | null} where the rows stood before they move */
		this.stood = null;
		element.addController(this);
	}

	/** Begins to follow; Lit calls it. */
	hostConnected() {
		this.connection = this.manner.follow((link) => this.hear(link));
		this.connection?.open();
		this.clock = setInterval(() => this.tick(), 1000);
	}

	/** Follows no longer; Lit calls it. */
	hostDisconnected() {
		this.connection?.close();
		clearInterval(this.clock);
		clearTimeout(this.due);
		this.due = undefined;
	}

	/** Follows another trade. */
	turnAway() {
		this.hostDisconnected();
		this.link = null;
		this.ranking = null;
		this.places = [];
		this.moves = new Map();
		this.isStale = false;
		this.calmUntil = 0;
		this.stood = null;
		this.hostConnected();
	}

	/** Ms until rows may move again, or the page may turn; 0 where they may. */
	get wait() {
		return Math.max(0, this.calmUntil - now());
	}

	/** Lets nothing else move for a while. */
	rest() {
		this.calmUntil = now() + CALM_MS;
	}

	/** @param {Link} link */
	hear(link) {
		// Only what could be shown is as old as the badge says.
		this.link = link;
		if (link.ranking !== null && link.ranking !== this.ranking) {
			if (this.wait === 0) {
				this.show(link.ranking);
			} else {
				this.due ??= setTimeout(() => this.showLatest(), this.wait);
			}
		}
		this.element.requestUpdate();
	}

	showLatest() {
		this.due = undefined;
		if (this.link?.ranking && this.link.ranking !== this.ranking) {
			this.show(this.link.ranking);
		}
	}

	/** @param {Ranking} ranking */
	show(ranking) {
		const before = this.ranking;
		const next = lined(ranking);
		const isSame = before?.epoch === ranking.epoch;
		const gained = isSame ? movements(this.places, next) : new Map();
		const rows = gained.size > 0 ? this.manner.rows?.() : null;
		this.stood = rows ? positions(rows) : null;
		this.moves = remembered(isSame ? this.moves : new Map(), gained, now());
		this.herald.hear({ ranking: before, isStale: false }, { ranking, isStale: false });
		this.ranking = ranking;
		this.places = next;
		this.rest();
		this.element.requestUpdate();
		this.manner.shown?.(before);
	}

	tick() {
		const time = now();
		const { ranking } = this;
		const stale = this.link !== null && isStale(this.link, time);
		if (stale !== this.isStale) {
			this.herald.hear({ ranking, isStale: this.isStale }, { ranking, isStale: stale });
			this.isStale = stale;
		}
		this.moves = remembered(this.moves, new Map(), time);
		this.herald.say(ranking, time);
		this.element.requestUpdate();
		this.manner.ticked?.();
	}

	/** Moves the rows from where they stood; Lit calls it once they are drawn. */
	hostUpdated() {
		const rows = this.stood ? this.manner.rows?.() : null;
		if (this.stood && rows) {
			glide(rows, this.stood);
		}
		this.stood = null;
	}

	/**
	 * @param {number} now
	 * @returns {{ ranking: Ranking, badge: import("./badge.js").Badge } | null} what is shown, and what is said of its
	 *   state and age; null where nothing is
	 */
	told(now) {
		const { ranking, link } = this;
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
		return { ranking, badge: badge(ranking.state, times) };
	}
}
