/** Carries out a link's wishes: Socket.IO, fetch and the clock. */

import { io } from "socket.io-client";
import { now } from "../../../competition/static/src/clock.js";
import { hearTime, isNews, keptAt } from "./kept.js";
import { first, next } from "./link.js";

/** @typedef {import("./link.js").Link} Link */
/** @typedef {import("./link.js").News} News */
/** @typedef {import("./link.js").Wish} Wish */

/**
 * @typedef {{ event: string, key: "trade" | "competition", advance?: import("./link.js").Advance }} Room
 *   the event that asks to join, what names its subject, and what a delta does there
 */

/** @type {Room} */
export const TRADE = { event: "join", key: "trade" };
/** @type {Room} a trade as its officials see it */
export const OFFICIALS = { event: "oversee", key: "trade" };

const ANSWER_MS = 5000;
const TICK_MS = 5000;

/** One board's connection: follows a trade from `open()` until `close()`. */
export class Connection {
	/**
	 * @param {number} trade
	 * @param {string} url of the snapshot
	 * @param {(link: Link) => void} changed called after all news
	 * @param {Room} [room]
	 * @param {string} [server] origin of the server, where it is not that of the page
	 */
	constructor(trade, url, changed, room = TRADE, server = location.origin) {
		this.room = room;
		this.url = url;
		this.changed = changed;
		this.etag = "";
		const { link, wishes } = first(trade, now(), room.advance);
		this.link = link;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.fetch = undefined;
		/** @type {ReturnType<typeof setInterval> | undefined} */
		this.clock = undefined;
		this.isClosed = false;
		this.socket = io(server, {
			autoConnect: false,
			transports: ["websocket"],
			reconnectionDelay: 1000,
			reconnectionDelayMax: 10_000,
			randomizationFactor: 0.5,
		});
		this.wishes = wishes;
	}

	/** Starts to follow. */
	open() {
		this.socket.on("connect", () => this.hear({ type: "opened" }));
		this.socket.on("disconnect", (reason) => this.shut(reason));
		this.socket.on("connect_error", () => this.hear({ type: "closed" }));
		this.socket.on("delta", (news) => {
			this.hear({ type: "delta", delta: this.about(news), now: now() });
		});
		this.socket.on("pulse", (news) => {
			this.hear({ type: "pulse", pulse: this.about(news), now: now() });
		});
		this.clock = setInterval(() => this.hear({ type: "tick", now: now() }), TICK_MS);
		this.grant(this.wishes);
		this.socket.connect();
	}

	/**
	 * @template T
	 * @param {T & { competition?: number }} news
	 * @returns {T & { trade: number }} the same, whose subject is named as a link names it
	 */
	about(news) {
		const subject = /** @type {Record<string, unknown>} */ (news)[this.room.key];
		return { ...news, trade: typeof subject === "number" ? subject : -1 };
	}

	/** Follows no longer. */
	close() {
		this.isClosed = true;
		clearTimeout(this.fetch);
		clearInterval(this.clock);
		this.socket.close();
	}

	/** @param {News} news */
	hear(news) {
		if (this.isClosed) {
			return;
		}
		const { link, wishes } = next(this.link, news);
		this.link = link;
		this.grant(wishes);
		this.changed(link);
	}

	/** @param {readonly Wish[]} wishes */
	grant(wishes) {
		for (const wish of wishes) {
			if (wish.kind === "join") {
				this.join(wish.position);
				continue;
			}
			clearTimeout(this.fetch);
			if (wish.kind === "fetch") {
				this.fetch = setTimeout(() => this.load(), wish.after + Math.random() * wish.spread);
			}
		}
	}

	/** @param {import("./link.js").Position | null} position */
	async join(position) {
		try {
			const answer = await this.socket
				.timeout(ANSWER_MS)
				.emitWithAck(this.room.event, { [this.room.key]: this.link.trade, ...position });
			this.hear({ type: "joined", answer, now: now() });
		} catch {
			// Connected, but nobody answers: a new connection may find somebody who does.
			this.socket.io.engine?.close();
		}
	}

	/** @param {string} reason */
	shut(reason) {
		this.hear({ type: "closed" });
		if (reason === "io server disconnect" && !this.isClosed) {
			// The one case in which the client does not reconnect by itself.
			setTimeout(() => this.isClosed || this.socket.connect(), 1000 + Math.random() * 4000);
		}
	}

	async load() {
		try {
			const answer = await fetch(this.url, {
				cache: "no-store",
				headers: this.etag ? { "If-None-Match": this.etag } : {},
				signal: AbortSignal.timeout(10_000),
			});
			hearTime(answer);
			if (answer.status === 304) {
				// An answer that is never read is cancelled: the console would call it failed.
				await answer.text();
				this.hear({ type: "snapshot", ranking: null, now: now() });
			} else if (isNews(answer, this.link.ranking)) {
				const ranking = await answer.json();
				this.etag = answer.headers.get("ETag") ?? "";
				this.hear({ type: "snapshot", ranking, now: keptAt(answer) ?? now() });
			} else {
				this.hear({ type: "failed", isMissing: answer.status === 404 });
			}
		} catch {
			this.hear({ type: "failed", isMissing: false });
		}
	}
}
