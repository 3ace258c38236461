/** Keeps a screen in step with the server: heartbeats over HTTP, news by socket, the newest order wins. */

import { io } from "socket.io-client";
import { clock, now } from "../../../competition/static/src/clock.js";

import { hearTime } from "./kept.js";

/** @typedef {import("../../../competition/static/src/messages.js").Names} Names */
/** @typedef {{ board: string, address: string, both: boolean, seconds: number }} Item */
/**
 * @typedef {{ code?: string, crowded?: boolean, address?: string, picture?: string, screen?: { id: number, name: string, place: string },
 *   epoch?: string, version?: number, program?: string, shows?: Item[], theme?: string, language?: string,
 *   blank?: boolean, message?: Names, reloads?: number, identify?: number }} Order
 *   a screen that nobody has taken in yet has a code and nothing to show, or none while it is crowded
 */
/**
 * @typedef {{ program: string, report: () => Promise<object>, obey: (order: Order) => void, lost: () => void }} Hands
 *   `program`: the name of the script that runs here; `lost`: the server does not answer any more, or knows no such screen
 */

const BEAT_MS = 10_000;
/** Somebody stands before it and waits. */
const WAITING_MS = 3000;
const AGAIN_MS = 4000;
/** A browser that keeps no cookie would load its page for ever. */
const RELOAD_MS = 60_000;
/** So many heartbeats unanswered: the screen says so. */
const LOST_AFTER_MS = 20_000;
const ANSWER_MS = 8000;
const RELOADED = "reloaded-for";
const LAST = "last-order";

export class Steward {
	/** @param {Hands} hands */
	constructor(hands) {
		this.hands = hands;
		/** @type {Order | null} */
		this.order = null;
		this.namedUntil = 0;
		/** @type {number | null} since when nothing was heard */
		this.lostAt = null;
		this.heard = now();
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.next = undefined;
		this.socket = io({
			transports: ["websocket"],
			autoConnect: false,
			reconnectionDelay: 1000,
			reconnectionDelayMax: 3000,
			randomizationFactor: 0.5,
		});
		this.asked = 0;
		/** Whether the browser has no cookie although it has just been given one. */
		this.isForgetful = false;
	}

	/** Begins. */
	open() {
		this.socket.on("connect", () => this.watch());
		this.socket.on("screen", (news) => this.hear(news));
		this.socket.on("disconnect", (reason) => {
			if (reason === "io server disconnect") {
				setTimeout(() => this.socket.connect(), 1000 + Math.random() * 4000);
			}
		});
		this.socket.connect();
		document.addEventListener("visibilitychange", () => this.beat());
		this.beat();
	}

	async watch() {
		const id = this.order?.screen?.id;
		if (id === undefined || !this.socket.connected) {
			return;
		}
		const answer = await this.socket
			.timeout(ANSWER_MS)
			.emitWithAck("watch", { screen: id })
			.catch(() => null);
		if (answer) {
			this.hear(answer);
		}
	}

	/** @param {{ screen?: number, epoch?: string, version?: number }} news */
	hear(news) {
		const { order } = this;
		const isNews = news.epoch !== order?.epoch || (news.version ?? 0) !== order?.version;
		if (news.screen === order?.screen?.id && isNews) {
			this.ask("/screen/state");
		}
	}

	async beat() {
		clearTimeout(this.next);
		const report = await this.hands.report();
		const version = this.order?.version;
		const body = { ...report, program: this.hands.program, ...(version ? { version } : {}) };
		const isHeard = await this.ask("/screen/heartbeat", {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify(body),
			keepalive: true,
		});
		const usual = this.order?.screen ? BEAT_MS : WAITING_MS;
		const pause = isHeard ? usual : AGAIN_MS;
		clearTimeout(this.next);
		this.next = setTimeout(() => this.beat(), pause * (0.9 + Math.random() * 0.2));
	}

	/**
	 * @param {string} url
	 * @param {RequestInit} [how]
	 * @returns {Promise<boolean>} whether the server answered
	 */
	async ask(url, how) {
		this.asked += 1;
		const number = this.asked;
		try {
			const answer = await fetch(url, {
				cache: "no-store",
				signal: AbortSignal.timeout(ANSWER_MS),
				...how,
			});
			hearTime(answer);
			if (answer.status === 403) {
				this.renew();
			}
			if (!answer.ok) {
				throw new Error(String(answer.status));
			}
			this.take(await answer.json(), number);
			return true;
		} catch {
			this.miss();
			return false;
		}
	}

	/** The cookie is gone; the page brings another one. Where none is kept, that helps nobody for a while. */
	renew() {
		// The page's history outlives its loading, also where a browser stores nothing.
		const last = Number(history.state?.reloaded ?? 0);
		this.isForgetful = Math.abs(Date.now() - last) < RELOAD_MS;
		if (this.isForgetful) {
			this.hands.lost();
			return;
		}
		history.replaceState({ reloaded: Date.now() }, "");
		location.reload();
	}

	/**
	 * @param {Order} order
	 * @param {number} number of the question: an answer that comes late is older than one asked for after it
	 */
	take(order, number) {
		this.heard = now();
		this.lostAt = null;
		this.isForgetful = false;
		const before = this.order;
		if (number < this.asked && isOlder(order, before)) {
			return;
		}
		if (this.mustReload(order)) {
			location.reload();
			return;
		}
		this.order = order;
		note(order);
		this.namedUntil = order.identify ? now() + order.identify * 1000 : 0;
		this.hands.obey(order);
		if (order.screen?.id !== before?.screen?.id) {
			this.watch();
		}
	}

	miss() {
		const last = this.order === null ? noted() : null;
		if (last) {
			// It begins without the server: what it was told last, from then.
			this.order = last.order;
			this.heard = last.at;
			this.lostAt = last.at;
			this.hands.obey(last.order);
		}
		if (!this.isForgetful && now() - this.heard > LOST_AFTER_MS) {
			this.lostAt ??= this.heard;
			this.hands.lost();
		}
	}

	/** @param {Order} order */
	mustReload(order) {
		const before = this.order?.reloads;
		if (before !== undefined && order.reloads !== undefined && order.reloads > before) {
			return true;
		}
		const isOther = order.program !== undefined && order.program !== this.hands.program;
		// Once for each program: a cache on the way must not make it reload for ever.
		if (!isOther || sessionStorage.getItem(RELOADED) === order.program) {
			return false;
		}
		sessionStorage.setItem(RELOADED, order.program ?? "");
		return true;
	}
}

/**
 * @param {Order} order
 * @param {Order | null} other
 */
function isOlder(order, other) {
	return (
		order.epoch === other?.epoch &&
		order.screen?.id === other?.screen?.id &&
		(order.version ?? 0) < (other?.version ?? 0)
	);
}

/**
 * @param {Order} order
 */
function note({ identify: _once, ...order }) {
	try {
		if (order.screen) {
			localStorage.setItem(LAST, JSON.stringify({ order, at: Date.now() }));
		} else {
			localStorage.removeItem(LAST);
		}
	} catch {
		// A browser that stores nothing begins with nothing.
	}
}

/** @returns {{ order: Order, at: number } | null} what it was told last, and when by the clock */
function noted() {
	try {
		const last = JSON.parse(localStorage.getItem(LAST) ?? "null");
		// Where the device's time was set back, all that is known is that nobody answers now.
		return last && { ...last, at: clock.readingOf(last.at) ?? now() - LOST_AFTER_MS };
	} catch {
		return null;
	}
}
