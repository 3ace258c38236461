/** Boards one after the other, each in a frame of its own: the next one is drawn before it is seen. */

/** @typedef {import("./steward.js").Order} Order */
/** @typedef {{ board: string, address: string, seconds: number }} Turn one board in one language */

/** A board that is not drawn by then is shown as far as it is. */
const DRAWN_MS = 8000;
const LOOK_MS = 100;
/** A board may have fewer pages than it had, or more. */
const LOOK_AGAIN_MS = 1000;
/** After a board that could not be shown. */
const AGAIN_MS = 4000;
const FADE_MS = 400;
/** The next board is drawn while the last page of this one is still read. */
const AHEAD_MS = 1500;

/**
 * @param {Order} order
 * @returns {Turn[]} what is shown in turn: a screen in both languages shows each board twice, unless the board has both
 */
export function dressed({ shows = [], theme = "dark", language = "zh" }) {
	return shows.flatMap(({ board, address, both, seconds }) => {
		/** @param {string} tongue @param {boolean} [isBoth] */
		const turn = (tongue, isBoth) => {
			const query = new URLSearchParams({ theme, lang: tongue, frame: isBoth ? "both" : "1" });
			return { board, address: `${address}${address.includes("?") ? "&" : "?"}${query}`, seconds };
		};
		if (language !== "both") {
			return [turn(language)];
		}
		return both ? [turn("zh", true)] : [turn("zh"), turn("en")];
	});
}

export class Playlist {
	/** @param {HTMLElement} host */
	constructor(host) {
		this.host = host;
		/** @type {Turn[]} */
		this.turns = [];
		this.at = 0;
		/** @type {HTMLIFrameElement | null} what is seen */
		this.seen = null;
		/** @type {Turn | null} */
		this.now = null;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.timer = undefined;
		this.round = 0;
	}

	/** @param {Turn[]} turns */
	play(turns) {
		if (JSON.stringify(turns) === JSON.stringify(this.turns)) {
			return;
		}
		this.turns = turns;
		// A board that stays in the list is not drawn anew.
		const stays = turns.findIndex(({ address }) => address === this.now?.address);
		this.at = stays;
		this.round += 1;
		clearTimeout(this.timer);
		this.drop(".coming");
		if (turns.length === 0) {
			this.now = null;
			this.seen = null;
			this.drop("iframe");
		} else if (stays < 0) {
			this.show(0);
		} else {
			this.wait();
		}
	}

	/** @returns {{ showing: string, stale: boolean }} */
	report() {
		const seen = this.seen ? inside(this.seen) : null;
		return {
			showing: this.now?.board ?? "",
			stale: seen?.querySelector("[data-drawn].stale") !== null && seen !== null,
		};
	}

	/** @param {number} at */
	async show(at) {
		const turn = this.turns[at];
		if (turn === undefined) {
			return;
		}
		const { round } = this;
		const frame = document.createElement("iframe");
		frame.className = "coming";
		frame.title = turn.board;
		frame.src = turn.address;
		this.host.append(frame);
		const isDrawn = await drawn(frame);
		if (round !== this.round) {
			frame.remove();
			return;
		}
		this.at = at;
		if (!isDrawn) {
			frame.remove();
			this.timer = setTimeout(() => this.show((at + 1) % this.turns.length), AGAIN_MS);
			return;
		}
		this.reveal(frame, turn);
		this.wait();
	}

	/**
	 * @param {HTMLIFrameElement} frame
	 * @param {Turn} turn
	 */
	reveal(frame, turn) {
		const before = [...this.host.querySelectorAll("iframe")].filter((each) => each !== frame);
		frame.classList.remove("coming");
		this.seen = frame;
		this.now = turn;
		// The old board lies beneath until the new one covers it: no light between the two.
		setTimeout(() => {
			for (const each of before) {
				each.remove();
			}
		}, FADE_MS + 100);
	}

	wait() {
		const turn = this.turns[this.at];
		if (turn && this.turns.length > 1) {
			const next = (this.at + 1) % this.turns.length;
			const { round } = this;
			this.timer = setTimeout(() => this.next(next, round), turn.seconds * 1000);
		}
	}

	/**
	 * Shows the next board once every page of this one has been read.
	 * @param {number} at
	 * @param {number} round
	 */
	next(at, round) {
		const left = this.seen ? unread(this.seen) : 0;
		if (round !== this.round) {
			return;
		}
		if (left > AHEAD_MS) {
			this.timer = setTimeout(() => this.next(at, round), Math.min(left - AHEAD_MS, LOOK_AGAIN_MS));
		} else {
			this.show(at);
		}
	}

	/** @param {string} which */
	drop(which) {
		for (const each of this.host.querySelectorAll(which)) {
			each.remove();
		}
	}
}

/**
 * @param {HTMLIFrameElement} frame
 * @returns {Promise<boolean>} true once its board can be seen; false where there is none
 */
async function drawn(frame) {
	const isLoaded = await Promise.race([
		new Promise((resolve) => frame.addEventListener("load", () => resolve(true), { once: true })),
		pause(DRAWN_MS).then(() => false),
	]);
	if (!isLoaded || !isAnswer(frame)) {
		return false;
	}
	const until = performance.now() + DRAWN_MS;
	while (performance.now() < until && !inside(frame)?.querySelector("[data-drawn]")) {
		await pause(LOOK_MS);
	}
	return inside(frame) !== null;
}

/**
 * @param {HTMLIFrameElement} frame
 * @returns {number} ms until the board has shown all of its pages; 0 where it has
 */
function unread(frame) {
	const until = inside(frame)?.querySelector("[data-until]")?.getAttribute("data-until");
	const now = frame.contentWindow?.performance.now() ?? 0;
	return Math.max(0, Number(until ?? 0) - now);
}

/** @param {HTMLIFrameElement} frame */
function isAnswer(frame) {
	const [navigation] = frame.contentWindow?.performance.getEntriesByType("navigation") ?? [];
	const status =
		navigation && "responseStatus" in navigation ? Number(navigation.responseStatus) : 200;
	return inside(frame) !== null && status < 400;
}

/**
 * @param {HTMLIFrameElement} frame
 * @returns {Document | null} null where the browser shows an error of its own
 */
function inside(frame) {
	try {
		const { contentDocument } = frame;
		return contentDocument?.URL.startsWith(location.origin) ? contentDocument : null;
	} catch {
		return null;
	}
}

/** @param {number} ms */
function pause(ms) {
	return new Promise((resolve) => setTimeout(resolve, ms));
}
