/** What passes between the desk and the server: sign-in, the list, the sheets, and whether anybody answers. */

import { Courier } from "./courier.js";
import { ask as request } from "./server.js";
import { ask, fetchWarnings } from "./signing.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Link} Link */
/** @typedef {import("./desk.js").Judge} Judge */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Summary} Summary */
/** @typedef {Readonly<{ code: string, detail?: string, until?: string, tries_left?: number }>} WhyNot */

const SHEET_EVERY = 4000;
const LIST_EVERY = 10_000;

export class Contact {
	/** @param {Desk} desk */
	constructor(desk) {
		this.desk = desk;
		this.courier = new Courier(this.store(), (ending) => this.delivered(ending));
		/** @type {string | null} */
		this.listTag = null;
		this.listAt = 0;
		this.isLooking = false;
		this.pages =
			typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("jiangsai-judging");
	}

	/** Finds out who sits here and starts to watch. */
	async start() {
		await this.greet();
		await this.desk.recount();
		// Asks the browser not to clear the outbox when the disk gets full.
		navigator.storage?.persist?.();
		const look = () => this.look();
		setInterval(look, SHEET_EVERY);
		addEventListener("online", () => this.wake());
		addEventListener("pageshow", () => this.wake());
		document.addEventListener("visibilitychange", () => this.wake());
		this.desk.addEventListener("ask", (event) => {
			ask(this, /** @type {CustomEvent} */ (event).detail);
		});
		this.desk.addEventListener("kept", () => {
			this.tell();
			this.courier.go();
		});
		this.pages?.addEventListener("message", () => this.hear());
		this.courier.go();
	}

	/** Tries everything at once when the page comes to the front or the network comes back. */
	wake() {
		if (document.visibilityState === "visible") {
			this.listAt = 0;
			this.look();
			this.courier.go();
		}
	}

	/** @returns {import("./outbox.js").Store} the outbox, with the desk told of each step */
	store() {
		const { desk } = this;
		return {
			next: () => (desk.judge && !desk.isPinWanted ? desk.storage.next() : nothing()),
			settle: async (row, receipt) => {
				await desk.storage.settle(row, receipt);
				const kept = await desk.storage.sheet(row.judge, row.sheet);
				if (kept && row.judge === desk.judge?.id) {
					desk.lay(kept.sheet);
				}
				await this.counted();
			},
			refuse: async (row, refusal) => {
				await desk.storage.refuse(row, refusal);
				await this.counted();
				this.fetchSheet(row.sheet);
			},
		};
	}

	/** Counts the outbox again, on every page of this tablet. */
	async counted() {
		this.linked("fine");
		await this.desk.recount();
		this.tell();
	}

	tell() {
		this.pages?.postMessage("changed");
	}

	/** Takes over what another page of this tablet did. */
	async hear() {
		const { desk } = this;
		const seated = await desk.storage.judge();
		if (seated?.id !== desk.judge?.id) {
			location.reload();
			return;
		}
		const open = desk.sheet ?? null;
		const kept = seated && open ? await desk.storage.sheet(seated.id, open.id) : undefined;
		if (kept) {
			desk.lay(kept.sheet);
		}
		await desk.recount();
	}

	/** @param {import("./outbox.js").Ending} ending */
	delivered(ending) {
		if (ending === "signed-out") {
			this.desk.isPinWanted = true;
		}
		if (ending === "unreachable" || ending === "later") {
			this.linked(ending === "later" ? "fault" : "unreachable");
		}
		this.desk.changed();
	}

	/** Asks who is signed in; without an answer the judge last seen here goes on. */
	async greet() {
		const { desk } = this;
		if (await desk.storage.isLeaving()) {
			await this.signOut();
			return;
		}
		const answer = await this.request("GET", "me");
		const body = /** @type {{ judge?: Judge } | null} */ (answer?.body);
		const judge = body?.judge;
		const seated = (await desk.storage.judge()) ?? null;
		if (judge) {
			await this.seat(judge);
		} else if (seated) {
			// The page was loaded again: the judge's PIN is asked for on top of the sheet.
			await this.seat(seated);
			desk.isPinWanted = answer?.status === 401;
		} else {
			desk.screen = "sign-in";
		}
		desk.changed();
	}

	/** @param {Judge} judge */
	async seat(judge) {
		const { desk } = this;
		const isSame = judge.id === desk.judge?.id;
		await desk.storage.seat(judge);
		desk.judge = judge;
		desk.isPinWanted = false;
		if (isSame) {
			return;
		}
		const sheets = await desk.storage.sheets(judge.id);
		desk.kept = new Map(sheets.map((sheet) => [sheet.id, sheet]));
		desk.list = (await desk.storage.list(judge.id)) ?? null;
		await this.follow();
	}

	/**
	 * @param {string} code
	 * @param {string} pin
	 * @returns {Promise<WhyNot | null>} null when the judge is signed in
	 */
	async signIn(code, pin) {
		const answer = await this.request("POST", "session", { body: { code, pin } });
		if (!answer) {
			return { code: "unreachable" };
		}
		const body = /** @type {{ judge?: Judge } & Judge | null} */ (answer.body);
		const judge = body?.judge ?? body;
		if (answer.status === 201 && typeof judge?.id === "number") {
			const { id, name } = judge;
			await this.seat({ id, code: judge.code, name });
			await this.desk.recount();
			this.tell();
			this.wake();
			return null;
		}
		return answer.status < 500 && answer.body
			? /** @type {WhyNot} */ (answer.body)
			: { code: "fault" };
	}

	/** Leaves the desk; what is unsent waits for the same judge. */
	async signOut() {
		const { desk } = this;
		desk.judge = null;
		desk.sheet = null;
		desk.list = null;
		desk.drafts.clear();
		desk.typedOn.clear();
		desk.screen = "sign-in";
		desk.isPinWanted = false;
		this.listTag = null;
		history.replaceState(null, "", location.pathname);
		await desk.storage.rise(false);
		desk.changed();
		const answer = await this.request("DELETE", "session");
		if (answer && (answer.status < 400 || answer.status === 401) && !desk.judge) {
			await desk.storage.rise(true);
		}
		this.tell();
	}

	/** Shows what the address names. */
	async follow() {
		const { desk } = this;
		if (!desk.judge) {
			desk.screen = "sign-in";
			return;
		}
		const [, to, sheet, aspect] = location.hash.match(/^#(sheet|sign)-(\d+)(?:-(\d+))?$/) ?? [];
		desk.screen = screenOf(location.hash, to);
		desk.signingTrouble = "";
		desk.isAsking = false;
		if (sheet === undefined) {
			desk.sheet = null;
			desk.changed();
			this.wake();
			return;
		}
		const id = Number(sheet);
		desk.aspect = aspect === undefined ? null : Number(aspect);
		desk.keyTrouble = null;
		if (desk.sheet?.id !== id) {
			desk.drafts.clear();
			desk.typedOn.clear();
			desk.sheet = null;
			desk.missing = id;
			desk.whyMissing = "";
		}
		const held = desk.kept.get(id);
		if (held) {
			desk.lay(held);
		}
		desk.changed();
		await this.fetchSheet(id);
		if (desk.screen === "sign") {
			await fetchWarnings(this, id);
		}
	}

	/** Looks for news: the open sheet every time, the list when its time has come. */
	async look() {
		const { desk } = this;
		if (this.isLooking || !desk.judge || document.visibilityState !== "visible") {
			desk.changed();
			return;
		}
		this.isLooking = true;
		try {
			const open = desk.sheet?.id ?? desk.missing;
			if ((desk.screen === "sheet" || desk.screen === "sign") && open !== null) {
				await this.fetchSheet(open);
			}
			if (Date.now() - this.listAt >= LIST_EVERY) {
				await this.fetchList();
			}
		} finally {
			this.isLooking = false;
			desk.changed();
		}
	}

	async fetchList() {
		const { desk } = this;
		const judge = desk.judge;
		if (!judge) {
			return;
		}
		const answer = await this.request("GET", "sheets", { etag: desk.list ? this.listTag : null });
		const body = /** @type {{ sheets?: Summary[] } | null} */ (answer?.body);
		this.listAt = answer ? Date.now() : 0;
		if (answer?.status !== 200 || !body?.sheets || desk.judge?.id !== judge.id) {
			return;
		}
		this.listTag = answer.etag;
		desk.list = body.sheets;
		await desk.storage.keepList(judge.id, body.sheets);
		desk.changed();
	}

	/** @param {number} id */
	async fetchSheet(id) {
		const { desk } = this;
		const judge = desk.judge;
		if (!judge) {
			return;
		}
		const kept = await desk.storage.sheet(judge.id, id);
		const answer = await this.request("GET", `sheets/${id}`, { etag: kept?.etag ?? null });
		const body = /** @type {Sheet | null} */ (answer?.body);
		if (answer && isRefused(answer.status) && desk.missing === id) {
			const why = /** @type {WhyNot | null} */ (answer.body);
			desk.whyMissing = why?.detail ?? "";
		}
		if (answer?.status !== 200 || body?.id !== id || desk.judge?.id !== judge.id) {
			return;
		}
		desk.lay(await desk.storage.keepSheet(judge.id, body, answer.etag));
		desk.changed();
	}

	/**
	 * @param {"GET" | "POST" | "DELETE"} method
	 * @param {string} path
	 * @param {Parameters<typeof request>[2]} [more]
	 * @returns {Promise<import("./server.js").Answer | null>} null when nobody answers
	 */
	async request(method, path, more) {
		const answer = await request(method, path, more).catch(() => null);
		if (answer === null) {
			this.linked("unreachable");
		} else if (answer.status >= 500) {
			this.linked("fault");
		} else {
			this.heard();
		}
		const { code } = /** @type {WhyNot} */ (answer?.body ?? {});
		if (
			answer?.status === 401 &&
			code !== "wrong-pin" &&
			path.startsWith("sheets") &&
			this.desk.judge
		) {
			this.desk.isPinWanted = true;
		}
		return answer;
	}

	/** The server answers; all is well only when it takes the marks too. */
	heard() {
		const { desk, courier } = this;
		if (courier.failures === 0 || desk.unsent.length === 0) {
			this.linked("fine");
		} else if (desk.link.state === "unreachable") {
			courier.go();
		}
	}

	/** @param {Link} state */
	linked(state) {
		const { desk } = this;
		const before = desk.link.state;
		if (state === before) {
			return;
		}
		desk.link = { state, since: state === "fine" ? null : (desk.link.since ?? new Date()) };
		desk.changed();
		if (state === "fine" && before !== "trying") {
			this.courier.go();
		}
	}
}

/** @param {string} hash @param {string | undefined} to */
function screenOf(hash, to) {
	if (to === "sheet" || to === "sign") {
		return to;
	}
	return hash === "#attention" ? "attention" : "sheets";
}

/** @param {number} status */
function isRefused(status) {
	return status >= 400 && status < 500 && status !== 401;
}

/** @returns {Promise<undefined>} */
async function nothing() {
	return undefined;
}
