/** What passes between the desk and the server: sign-in, the list, the sheets, and whether anybody answers. */

import { now } from "../../../competition/static/src/clock.js";
import { Checking } from "./checking.js";
import { listPath, pathOf, putAway } from "./company.js";
import { courierOfMarks } from "./courier.js";
import { Deeds } from "./deeds.js";
import { linkHeard, storeOf } from "./delivery.js";
import { takeUp } from "./drafts.js";
import { stuck } from "./outbox.js";
import { Pairing } from "./pairing.js";
import { goOn } from "./paused.js";
import { recover } from "./recovery.js";
import { fetchRefused } from "./refused.js";
import { hasSheet, screenOf } from "./screens.js";
import { greet, signIn, signOut, tellAgain } from "./seating.js";
import { ask, isBusy, isRefused, isSignedOut } from "./server.js";
import { ask as askFor, fetchMissedWarnings, fetchWarnings } from "./signing.js";
import { Stock } from "./stock.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Link} Link */
/** @typedef {import("./desk.js").Judge} Judge */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Summary} Summary */
/** @typedef {Readonly<{ code: string, detail?: string, until?: string, tries_left?: number }>} WhyNot */

const PUT_AWAY = new Set(["seat-passed", "sheet-stayed"]);
const SHEET_EVERY = 4000;
const LIST_EVERY = 10_000;
// Without network questions hang; one that is given up soon is soon asked again.
// With the beat of SHEET_EVERY and the longest pause, marks go ten seconds after the network is back.
const SHORT_PATIENCE = 4000;
const PATIENCE = 6000;

export class Contact {
	/** @param {Desk} desk */
	constructor(desk) {
		this.desk = desk;
		/** @type {import("./outbox.js").Faults} */
		this.faults = new Map();
		this.courier = courierOfMarks(storeOf(this), (ending) => this.delivered(ending), this.faults);
		/** @type {Judge | null} for whom the last mark was sent */
		this.sender = null;
		/** True while all that waits is what the server stumbles over. */
		this.isStuck = false;
		this.pairing = new Pairing(this);
		this.deeds = new Deeds(this);
		this.checking = new Checking(this);
		/** @type {string | null} */
		this.listTag = null;
		this.stock = new Stock(desk, (sheet) => this.fetchSheet(sheet));
		this.hasHurried = false;
		this.listAt = 0;
		/** When marks were tried last of which nobody says whether they may go. */
		this.guessedAt = 0;
		this.isLooking = false;
		this.pages =
			typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel("jiangsai-judging");
	}

	/** Finds out who sits here and starts to watch. */
	async start() {
		this.tryDisk();
		await this.pairing.read();
		// What waits is known before anybody is told that nothing does.
		await this.desk.recount();
		await greet(this, SHORT_PATIENCE).catch((fault) => this.unkept(fault));
		await this.desk.recount();
		this.pairing.start();
		// Asks the browser not to clear the outbox when the disk gets full.
		navigator.storage?.persist?.();
		const look = () => this.look();
		setInterval(look, SHEET_EVERY);
		addEventListener("online", () => this.wake());
		addEventListener("pageshow", () => this.wake());
		addEventListener("pagehide", () => putAway(this.desk));
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

	/** Goes on where the disk did not take who sits here. @param {unknown} fault */
	unkept(fault) {
		const { desk } = this;
		reportError(fault);
		desk.isDiskBroken = true;
		desk.screen = desk.judge ? desk.screen : "sign-in";
		desk.changed();
	}

	/** Finds out whether the disk takes marks, before the judge does. */
	async tryDisk() {
		this.desk.isDiskBroken = !(await this.desk.storage.hasRoom());
		this.desk.changed();
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
		this.hasHurried = false;
		this.linked("fine");
		await this.desk.recount();
		this.desk.evidence?.heard();
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
		for (const sheet of seated ? await desk.storage.sheets(seated.id) : []) {
			desk.layKept(sheet);
		}
		await desk.recount();
	}

	/** @param {import("./courier.js").Ending} ending */
	delivered(ending) {
		this.hasHurried = false;
		this.isStuck = ending === "stuck";
		this.desk.stuck = stuck(this.faults);
		if (ending === "signed-out") {
			this.signedOut(this.sender);
		}
		if (this.isStuck) {
			this.linked("fine");
		} else if (ending === "full") {
			this.desk.isDiskBroken = true;
			this.linked("fine");
		} else if (ending === "unreachable" || ending === "later" || ending === "foreign") {
			this.linked(ending === "later" ? "fault" : ending);
		}
		this.desk.changed();
	}

	/**
	 * @param {string} code
	 * @param {string} pin
	 * @returns {Promise<WhyNot | null>} null when the judge is signed in
	 */
	signIn(code, pin) {
		return signIn(this, code, pin);
	}

	/** Leaves the desk; what is unsent waits for the same judge. */
	signOut() {
		return signOut(this);
	}

	clear() {
		this.desk.clear();
		this.checking.clear();
		this.listTag = null;
		history.replaceState(null, "", location.pathname);
	}

	/**
	 * The server knows the judge no more: their PIN is needed, unless the tablet itself was revoked.
	 * @param {Judge | null} whom it was asked for; a late answer says nothing about who sat down since
	 */
	async signedOut(whom) {
		const isHere = () => whom !== null && whom === this.desk.judge;
		if (isHere()) {
			await this.pairing.beat();
			this.desk.isPinWanted ||= isHere();
			this.desk.changed();
		}
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
		if (desk.isDiskBroken) {
			this.tryDisk();
		}
		if (!desk.judge) {
			await tellAgain(this);
		}
		if (this.isLooking || !desk.judge || document.visibilityState !== "visible") {
			desk.changed();
			return;
		}
		this.isLooking = true;
		try {
			await this.lookOnce();
		} finally {
			this.isLooking = false;
			desk.changed();
		}
	}

	async lookOnce() {
		const { desk } = this;
		const open = hasSheet(desk.screen) ? (desk.sheet?.id ?? desk.missing) : null;
		if (open !== null) {
			await this.fetchSheet(open);
			await fetchMissedWarnings(this);
		} else if (desk.screen === "attention") {
			await fetchRefused(this);
		}
		// Where marks do not get through, something is asked every time.
		const isInDoubt = desk.link.state !== "fine" || this.courier.isSilent;
		if ((isInDoubt && open === null) || this.isListDue) {
			await this.fetchList();
		}
		await this.checking.look();
	}

	/** True when it is time for the list: every time while marks wait for marking to go on, and when the clock was set back. */
	get isListDue() {
		const since = Date.now() - this.listAt;
		return this.desk.paused.length > 0 || since < 0 || since >= LIST_EVERY;
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
			await goOn(this);
			this.stock.fill();
		}
		if (answer?.status !== 200 || !body?.sheets || desk.judge?.id !== judge.id) {
			return;
		}
		this.listTag = answer.etag;
		desk.list = body.sheets;
		await desk.storage.keepList(judge.id, body.sheets).catch(reportError);
		await goOn(this);
		await recover(this, judge.id, body.epoch).catch(reportError);
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
		if (isRefused(answer)) {
			this.withheld(id, /** @type {WhyNot | null} */ (answer?.body));
		}
		const hasNothingNewer = answer === null || answer.status === 304;
		if (kept && hasNothingNewer && desk.judge?.id === judge.id) {
			// Another page of this tablet may have fetched it.
			desk.layKept(kept.sheet);
			desk.changed();
		}
		if (answer?.status !== 200 || body?.id !== id || desk.judge?.id !== judge.id) {
			return;
		}
		desk.lay(await desk.keepSheet(judge.id, body, answer.etag));
		desk.changed();
	}

	/**
	 * Says why a sheet is not shown; one that is another judge's by now is put away.
	 * @param {number} id
	 * @param {WhyNot | null} why
	 */
	withheld(id, why) {
		const { desk } = this;
		if (PUT_AWAY.has(why?.code ?? "") && desk.sheet?.id === id) {
			desk.sheet = null;
			desk.missing = id;
		}
		if (desk.missing === id) {
			desk.whyMissing = why?.detail ?? "";
		}
	}

	/**
	 * @param {"GET" | "POST" | "DELETE"} method
	 * @param {string} path
	 * @param {Parameters<typeof ask>[2]} [more]
	 * @returns {Promise<import("./server.js").Answer | null>} null when nobody answers
	 */
	async request(method, path, more) {
		const whom = this.desk.judge;
		const most = this.desk.link.state === "unreachable" ? SHORT_PATIENCE : PATIENCE;
		const patience = method === "GET" ? { patience: most } : {};
		const told = { judge: whom?.id, ...patience, ...more };
		const answer = await ask(method, path, told).catch(() => null);
		if (answer === null) {
			this.linked("unreachable");
		} else if (answer.status >= 500 && !isBusy(answer)) {
			this.linked("fault");
		} else {
			this.heard();
		}
		if (isSignedOut(answer) && path.startsWith("sheets")) {
			this.signedOut(whom);
		}
		return answer;
	}

	/** The server answers; all is well only when it takes the marks too. */
	heard() {
		const { desk, courier } = this;
		this.linked(linkHeard(this));
		const isHeld = desk.link.state === "unreachable" || desk.link.state === "fault";
		if ((isHeld || courier.isSilent) && !this.hasHurried) {
			this.hasHurried = true;
			courier.hurry();
		}
		desk.evidence?.heard();
	}

	/** @param {Link} state */
	linked(state) {
		const { desk } = this;
		const before = desk.link.state;
		if (state === before) {
			return;
		}
		desk.link = { state, since: state === "fine" ? null : (desk.link.since ?? now()) };
		desk.changed();
		if (state === "fine" && before !== "trying") {
			this.courier.go();
		}
	}
}
