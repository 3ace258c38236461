/** Follows one ceremony: the newest scene wins, whether it came by socket or was asked for. */

import { io } from "socket.io-client";

/** @typedef {{ ceremony: number, epoch: string, version: number }} News */

/** With a socket, now and then, against what got lost; without one, often. */
const CALM_MS = 20_000;
const POLL_MS = 3000;
const ANSWER_MS = 8000;

/** @template {News} T */
export class Audience {
	/**
	 * @param {number} number of the ceremony
	 * @param {string} url of the present scene
	 * @param {(told: T) => void} heard
	 * @param {boolean} takesNews whether what comes by socket is what *url* answers
	 */
	constructor(number, url, heard, takesNews) {
		this.number = number;
		this.url = url;
		this.heard = heard;
		this.takesNews = takesNews;
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
		if (answer && (answer.epoch !== this.told?.epoch || answer.version !== this.told?.version)) {
			this.ask();
		}
	}

	/** @param {T} told */
	news(told) {
		if (told.ceremony !== this.number) {
			return;
		}
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
			if (answer.ok) {
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
		const pause = this.socket.connected ? CALM_MS : POLL_MS;
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
