/** Follows one ceremony: the newest scene wins, whether it came by socket or was asked for. */

import { io } from "socket.io-client";
import { now } from "../../../competition/static/src/clock.js";

/** @typedef {{ ceremony: number, epoch: string, version: number }} News */

import { heardBy, isNews } from "./kept.js";
import { STALE_MS } from "./link.js";

/** With a socket, now and then, against what got lost; a wall and its presenter must know soon. */
export const CALM_MS = { hand: 20_000, wall: 8000 };
/** Without one, or without a scene, often. */
const POLL_MS = 3000;
const ANSWER_MS = 8000;

/** @template {News} T */
export class Audience {
	/**
	 * @param {number} number of the ceremony
	 * @param {string} url of the present scene
	 * @param {(told: T) => void} heard
	 * @param {{ takesNews: boolean, calm: number }} manner
	 *   `takesNews`: whether what comes by socket is what *url* answers; `calm`: ms between questions while a socket is open
	 */
	constructor(number, url, heard, { takesNews, calm }) {
		this.number = number;
		this.url = url;
		this.heard = heard;
		this.takesNews = takesNews;
		this.calm = calm;
		/** Since when it asks, in ms. */
		this.since = now();
		/** When something was heard last, in ms. */
		this.heardAt = this.since;
		/** @type {T | null} */
		this.told = null;
		this.etag = "";
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.next = undefined;
		this.socket = io({
			transports: ["websocket"],
			autoConnect: false,
			reconnectionDelay: 500,
			reconnectionDelayMax: 5000,
			randomizationFactor: 0.5,
		});
	}

	/** Begins to follow. */
	open() {
		this.socket.on("connect", () => this.watch());
		this.socket.on("ceremony", (told) => this.news(told));
		this.socket.on("disconnect", (reason) => {
			this.plan();
			if (reason === "io server disconnect") {
				setTimeout(() => this.socket.connect(), 1000 + Math.random() * 4000);
			}
		});
		this.socket.connect();
		this.ask();
	}

	/**
	 * @param {number} now
	 * @returns {boolean} nobody has answered for too long to call the scene the present one; until there is one, no other answer counts
	 */
	isStale(now) {
		if (this.told === null) {
			return now - this.since > STALE_MS;
		}
		const patience = this.socket.connected ? 2 * this.calm : 0;
		return now - this.heardAt > Math.max(STALE_MS, patience);
	}

	/** Follows no longer. */
	close() {
		clearTimeout(this.next);
		this.socket.close();
	}

	async watch() {
		const answer = await this.socket
			.timeout(ANSWER_MS)
			.emitWithAck("watch", { ceremony: this.number })
			.catch(() => null);
		if (answer) {
			this.heardAt = now();
		}
		if (answer && (answer.epoch !== this.told?.epoch || answer.version !== this.told?.version)) {
			this.ask();
		}
	}

	/** @param {T} told */
	news(told) {
		if (told.ceremony !== this.number) {
			return;
		}
		this.heardAt = now();
		if (this.takesNews) {
			this.take(told);
		} else {
			this.ask();
		}
	}

	async ask() {
		clearTimeout(this.next);
		try {
			const answer = await fetch(this.url, {
				cache: "no-store",
				headers: this.etag ? { "If-None-Match": this.etag } : {},
				signal: AbortSignal.timeout(ANSWER_MS),
			});
			this.heardAt = heardBy(answer, this.heardAt);
			if (isNews(answer, this.told)) {
				this.etag = answer.headers.get("ETag") ?? "";
				this.take(await answer.json());
			} else {
				await answer.text();
			}
		} catch {
			// Asked again soon.
		}
		this.plan();
	}

	plan() {
		clearTimeout(this.next);
		const isCalm = this.socket.connected && this.told !== null;
		const pause = isCalm ? this.calm : POLL_MS;
		this.next = setTimeout(() => this.ask(), pause * (0.75 + Math.random() * 0.5));
	}

	/** @param {T} told */
	take(told) {
		const held = this.told;
		if (held?.epoch === told.epoch && held.version >= told.version) {
			return;
		}
		this.told = told;
		this.heard(told);
	}
}
