/** What passes between the desk and the server: sign-in, the list, the sheets, and whether anybody answers. */

import { Checking } from "./checking.js";
import { listPath, pathOf } from "./company.js";
import { courierOfMarks } from "./courier.js";
import { Deeds } from "./deeds.js";
import { storeOf } from "./delivery.js";
import { takeUp } from "./drafts.js";
import { Pairing } from "./pairing.js";
import { recover } from "./recovery.js";
import { fetchRefused } from "./refused.js";
import { hasSheet, screenOf } from "./screens.js";
import { ask, isBusy, isRefused, isSignedOut, seatedBy } from "./server.js";
import { ask as askFor, fetchWarnings } from "./signing.js";
import { Stock } from "./stock.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Link} Link */
/** @typedef {import("./desk.js").Judge} Judge */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Summary} Summary */
/** @typedef {Readonly<{ code: string, detail?: string, until?: string, tries_left?: number }>} WhyNot */

const SHEET_EVERY = 4000;
const LIST_EVERY = 10_000;
// Without network questions hang; one that is given up soon is soon asked again.
const SHORT_PATIENCE = 4000;

export class Contact {
	/** @param {Desk} desk */
	constructor(desk) {
		this.desk = desk;
		this.courier = courierOfMarks(storeOf(this), (ending) => this.delivered(ending));
		this.pairing = new Pairing(this);
		this.deeds = new Deeds(this);
		this.checking = new Checking(this);
		/** @type {string | null} */
		this.listTag = null;
		this.stock = new Stock(desk, (sheet) => this.fetchSheet(sheet));
		this.hasHurried = false;
		this.listAt = 0;
		this.isLooking = false;
		this.pages =
			typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("jiangsai-judging");
	}

	/** Finds out who sits here and starts to watch. */
	async start() {
		await this.pairing.read();
		await this.greet();
		await this.desk.recount();
		this.pairing.start();
		// Asks the browser not to clear the outbox when the disk gets full.
		navigator.storage?.persist?.();
		const look = () => this.look();
		setInterval(look, SHEET_EVERY);
		addEventListener("online", () => this.wake());
		addEventListener("pageshow", () => this.wake());
		document.addEventListener("visibilitychange", () => this.wake());
		this.desk.addEventListener("ask", (event) => {
			askFor(this, /** @type {CustomEvent} */ (event).detail);
		});
		this.desk.addEventListener("again", (event) => {
			const { sheet, aspect, number } = /** @type {CustomEvent} */ (event).detail;
			this.deeds.again(sheet, aspect, number);
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
			this.pairing.beat();
		}
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
		await this.pairing.read();
		const open = desk.sheet ?? null;
		const kept = seated && open ? await desk.storage.sheet(seated.id, open.id) : undefined;
		if (kept) {
			desk.lay(kept.sheet);
		}
		await desk.recount();
	}

	/** @param {import("./courier.js").Ending} ending */
	delivered(ending) {
		this.hasHurried = false;
		if (ending === "signed-out") {
			this.signedOut();
		}
		if (ending === "full") {
			this.desk.isDiskBroken = true;
			this.linked("fine");
		} else if (ending === "unreachable" || ending === "later") {
			this.linked(ending === "later" ? "fault" : "unreachable");
		}
		this.desk.changed();
	}

	/** Asks who is signed in; without an answer the judge last seen here goes on. */
	async greet() {
		const { desk } = this;
		const left = await desk.storage.leaving();
		if (left !== null && !(await this.tellLeft(left))) {
			await this.follow();
			return;
		}
		const answer = await this.request("GET", "me", { patience: SHORT_PATIENCE });
		const judge = seatedBy(answer);
		const seated = (await desk.storage.judge()) ?? null;
		if (judge) {
			await this.seat(judge);
		} else if (seated) {
			// The page was loaded again: the judge's PIN is asked for on top of the sheet.
			await this.seat(seated);
			if (answer?.status === 401) {
				await this.signedOut();
			}
		} else {
			await this.follow();
		}
		desk.changed();
	}

	/** @param {Judge} judge */
	async seat(judge) {
		const { desk } = this;
		const isSame = judge.id === desk.judge?.id;
		if (desk.judge && !isSame) {
			this.clear();
		}
		await desk.storage.seat(judge);
		desk.isPinWanted = false;
		if (isSame) {
			desk.judge = judge;
			return;
		}
		await desk.sit(judge);
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
		const judge = answer.status === 201 ? seatedBy(answer) : null;
		if (judge) {
			await this.seat(judge);
			await this.desk.recount();
			this.tell();
			this.wake();
			return null;
		}
		const refusal = /** @type {WhyNot | null} */ (answer.body);
		if (refusal?.code === "device-revoked") {
			await this.pairing.revoked();
		}
		return refusal?.code && refusal.code !== "fault" ? refusal : { code: "fault" };
	}

	/** Leaves the desk; what is unsent waits for the same judge. */
	async signOut() {
		const { desk } = this;
		const left = desk.judge?.session ?? true;
		this.clear();
		desk.screen = "sign-in";
		await desk.storage.rise(left);
		desk.changed();
		await this.tellLeft(left);
		this.tell();
	}

	/**
	 * @param {number | true} left the session to end; by its number it cannot be the next judge's
	 * @returns {Promise<boolean>} whether the server knows
	 */
	async tellLeft(left) {
		const path = left === true ? "session" : `session?session=${left}`;
		const answer = await this.request("DELETE", path);
		if (!answer || (answer.status >= 400 && answer.status !== 401)) {
			return false;
		}
		await this.desk.storage.told(left);
		return true;
	}

	clear() {
		this.desk.clear();
		this.checking.clear();
		this.listTag = null;
		history.replaceState(null, "", location.pathname);
	}

	/** The server knows the judge no more: their PIN is needed, unless the tablet itself was revoked. */
	async signedOut() {
		await this.pairing.beat();
		this.desk.isPinWanted = this.desk.judge !== null;
		this.desk.changed();
	}

	/** Shows what the address names. */
	async follow() {
		const { desk } = this;
		const [, to, sheet, aspect] =
			location.hash.match(/^#(sheet|sign|confirm|check)-(\d+)(?:-(\d+))?$/) ?? [];
		desk.screen = screenOf(location.hash, to, desk.judge !== null);
		desk.turnedOver();
		this.deeds.turnedOver();
		this.checking.follow(desk.screen === "check" ? Number(sheet) : null);
		this.pairing.isDone &&= desk.screen === "pair";
		if (!hasSheet(desk.screen)) {
			desk.sheet = null;
			desk.changed();
			this.wake();
			return;
		}
		const id = Number(sheet);
		desk.aspect = aspect === undefined ? null : Number(aspect);
		desk.keyTrouble = null;
		if (desk.sheet?.id !== id) {
			takeUp(desk, id);
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
			if (hasSheet(desk.screen) && open !== null) {
				await this.fetchSheet(open);
			} else if (desk.screen === "attention") {
				await fetchRefused(this);
			}
			if (Date.now() - this.listAt >= LIST_EVERY) {
				await this.fetchList();
			}
			await this.checking.look();
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
		const answer = await this.request("GET", listPath(desk), {
			etag: desk.list ? this.listTag : null,
		});
		const body = /** @type {{ epoch?: string, sheets?: Summary[] } | null} */ (answer?.body);
		this.listAt = answer ? Date.now() : 0;
		if (answer?.status === 304) {
			this.stock.fill();
		}
		if (answer?.status !== 200 || !body?.sheets || desk.judge?.id !== judge.id) {
			return;
		}
		this.listTag = answer.etag;
		desk.list = body.sheets;
		await desk.storage.keepList(judge.id, body.sheets).catch(reportError);
		await recover(this, judge.id, body.epoch);
		desk.changed();
		this.stock.fill();
	}

	/** @param {number} id */
	async fetchSheet(id) {
		const { desk } = this;
		const judge = desk.judge;
		if (!judge) {
			return;
		}
		const kept = await desk.storage.sheet(judge.id, id);
		const answer = await this.request("GET", pathOf(desk, id), { etag: kept?.etag ?? null });
		const body = /** @type {Sheet | null} */ (answer?.body);
		if (isRefused(answer) && desk.missing === id) {
			const why = /** @type {WhyNot | null} */ (answer?.body);
			desk.whyMissing = why?.detail ?? "";
		}
		if (answer?.status !== 200 || body?.id !== id || desk.judge?.id !== judge.id) {
			return;
		}
		desk.lay(await desk.keepSheet(judge.id, body, answer.etag));
		desk.changed();
	}

	/**
	 * @param {"GET" | "POST" | "DELETE"} method
	 * @param {string} path
	 * @param {Parameters<typeof ask>[2]} [more]
	 * @returns {Promise<import("./server.js").Answer | null>} null when nobody answers
	 */
	async request(method, path, more) {
		const isLost = method === "GET" && this.desk.link.state === "unreachable";
		const patience = isLost ? { patience: SHORT_PATIENCE } : {};
		const judge = this.desk.judge?.id;
		const answer = await ask(method, path, { judge, ...patience, ...more }).catch(() => null);
		if (answer === null) {
			this.linked("unreachable");
		} else if (answer.status >= 500 && !isBusy(answer)) {
			this.linked("fault");
		} else {
			this.heard();
		}
		if (isSignedOut(answer) && path.startsWith("sheets") && this.desk.judge) {
			this.signedOut();
		}
		return answer;
	}

	/** The server answers; all is well only when it takes the marks too. */
	heard() {
		const { desk, courier } = this;
		if (courier.failures === 0 || desk.unsent.length === 0) {
			this.linked("fine");
		} else if (desk.link.state === "unreachable" && !this.hasHurried) {
			this.hasHurried = true;
			courier.hurry();
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
