/** Keeps the screen on while a judge marks, and says whether it does. */

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {"off" | "on" | "refused" | "unable"} Wakefulness off: nobody wants it; refused: the tablet would not; unable: this browser cannot */
/** @typedef {Pick<WakeLock, "request">} Lender */

const MARKING = new Set(["sheet", "sign", "confirm", "check"]);

export class Awake {
	/** @param {Desk} desk @param {Lender | undefined} lender */
	constructor(desk, lender) {
		this.desk = desk;
		this.lender = lender;
		/** @type {WakeLockSentinel | null} */
		this.lock = null;
		this.isAsking = false;
		this.isRefused = false;
	}

	start() {
		this.desk.addEventListener("change", () => this.follow());
		this.desk.addEventListener("kept", () => this.again());
		document.addEventListener("visibilitychange", () => this.again());
		this.follow();
	}

	get isWanted() {
		const { desk } = this;
		return desk.judge !== null && desk.habits.isAwake && MARKING.has(desk.screen);
	}

	/** What was refused once is asked for again when the judge comes back or marks. */
	again() {
		this.isRefused = false;
		this.follow();
	}

	/** Asks for the lock or gives it back, as the screen that is open wants it. */
	async follow() {
		if (!this.isWanted) {
			const { lock } = this;
			this.lock = null;
			await lock?.release();
		} else if (this.lender && !this.lock && !this.isAsking && !this.isRefused) {
			await this.ask(this.lender);
		}
		this.tell();
	}

	/** @param {Lender} lender */
	async ask(lender) {
		if (document.visibilityState !== "visible") {
			return;
		}
		this.isAsking = true;
		try {
			const lock = await lender.request("screen");
			lock.addEventListener("release", () => this.released(lock));
			this.lock = lock;
		} catch {
			this.isRefused = true;
		} finally {
			this.isAsking = false;
		}
	}

	/** @param {WakeLockSentinel} lock that the tablet took back: the page was hidden, or power is short */
	released(lock) {
		if (this.lock === lock) {
			this.lock = null;
			this.isRefused = true;
			this.tell();
		}
	}

	/** @returns {Wakefulness} */
	get state() {
		if (!this.desk.habits.isAwake) {
			return "off";
		}
		if (!this.lender) {
			return "unable";
		}
		if (this.lock) {
			return "on";
		}
		return this.isWanted && this.isRefused ? "refused" : "off";
	}

	tell() {
		const { state } = this;
		if (this.desk.wakefulness !== state) {
			this.desk.wakefulness = state;
			this.desk.changed();
		}
	}
}
