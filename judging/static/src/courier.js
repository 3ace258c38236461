/** Carries an outbox to the server: one courier of it per tablet, again and again until it is empty. */

import { now } from "../../../competition/static/src/clock.js";
import { secondLetter } from "./checking.js";
import { deliver, letter, pause } from "./outbox.js";
import { ask } from "./server.js";

/** @typedef {import("./outbox.js").Ending | "marks-first"} Ending */
/** @typedef {import("./outbox.js").Row} Row */

// So long an answer may take before anybody who hears the server meanwhile sends once more.
const SILENT = 3000;

/**
 * @param {import("./outbox.js").Store} store
 * @param {(ending: Ending) => void} report
 * @param {import("./outbox.js").Faults} [faults]
 * @returns {Courier} of the marks
 */
export function courierOfMarks(store, report, faults) {
	const carry = (/** @type {AbortSignal} */ signal) => {
		const { one, many } = post(signal);
		const timed = {
			one: (/** @type {Row} */ row) => courier.timed(one(row)),
			many: (/** @type {readonly Row[]} */ rows) => courier.timed(many(rows)),
		};
		return deliver(store, timed, faults);
	};
	const courier = new Courier("jiangsai-outbox", carry, report);
	return courier;
}

export class Courier {
	/**
	 * @param {string} name of the outbox
	 * @param {(signal: AbortSignal) => Promise<Ending>} carry delivers all that waits
	 * @param {(ending: Ending) => void} report hears how each round ended
	 * @param {number} [turn] milliseconds without a sign of another page in which it may carry it alone
	 */
	constructor(name, carry, report, turn = SILENT) {
		this.name = name;
		this.turn = turn;
		/** @type {() => void} begins the wait for another page anew, while there is one */
		this.waitOn = () => undefined;
		this.carry = carry;
		this.report = report;
		this.failures = 0;
		this.isUnderWay = false;
		this.isWanted = false;
		/** @type {Ending | null} of the last round */
		this.ending = null;
		/** True when the round under way was given up to be sent again at once. */
		this.isHurried = false;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.timer = undefined;
		/** @type {AbortController | undefined} ends the delivery under way */
		this.limit = undefined;
		/** @type {number | null} when the server was asked that has not answered yet, or took the last of a long letter */
		this.askedAt = null;
		this.silentAfter = SILENT;
		/** Milliseconds between the last two signs of what is on its way. */
		this.pace = 0;
	}

	/** @returns {boolean} whether an answer has been waited for so long that it may never come; what is slow has twice the time of its last sign */
	get isSilent() {
		const patience = Math.max(this.silentAfter, 2 * this.pace);
		return this.askedAt !== null && now() - this.askedAt >= patience;
	}

	/**
	 * @template T
	 * @param {Promise<T>} answer
	 * @param {number} [silentAfter] milliseconds in which it may well be on its way
	 * @returns {Promise<T>}
	 */
	async timed(answer, silentAfter = SILENT) {
		this.askedAt = now();
		this.silentAfter = silentAfter;
		this.pace = 0;
		try {
			return await answer;
		} finally {
			this.askedAt = null;
		}
	}

	/** More of what is on its way has left: it is slow, but it does not hang. */
	moved() {
		if (this.askedAt === null) {
			return;
		}
		const moment = now();
		// Where nothing could be heard it was the network that was away: that is no pace.
		this.pace = this.isSilent ? this.pace : moment - this.askedAt;
		this.askedAt = moment;
	}

	/** Another page of this tablet has said that what it carries moves. */
	othersMove() {
		this.waitOn();
	}

	/** Sends what waits, now or as soon as the round under way ends. */
	async go() {
		this.isWanted = true;
		if (this.isUnderWay) {
			return;
		}
		this.isUnderWay = true;
		clearTimeout(this.timer);
		try {
			while (this.isWanted) {
				this.isWanted = false;
				await this.round();
			}
		} finally {
			this.isUnderWay = false;
		}
	}

	/** The network is back: what hangs from before is given up and sent again, which counts once. */
	hurry() {
		this.isHurried = this.isUnderWay;
		this.askedAt = null;
		this.limit?.abort();
		this.go();
	}

	async round() {
		this.isHurried = false;
		const ending = await this.alone(() => {
			this.limit = new AbortController();
			return this.carry(this.limit.signal).catch(broken);
		});
		if (this.isHurried) {
			return;
		}
		const isOver = ending === "empty" || ending === "signed-out";
		// What gives way to marks has not failed.
		const failed = ending === "marks-first" ? this.failures : this.failures + 1;
		this.failures = isOver ? 0 : failed;
		if (!isOver) {
			this.isWanted = false;
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.go(), pause(Math.max(this.failures, 1)));
		}
		this.ending = ending;
		this.report(ending);
	}

	/**
	 * @template T
	 * @param {() => Promise<T>} act that never fails
	 * @returns {Promise<T>}
	 */
	async alone(act) {
		// Plain http has no locks: two pages may then send the same mark, which the server counts once.
		if (!navigator.locks) {
			return await act();
		}
		const patience = new AbortController();
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		let timer;
		this.waitOn = () => {
			clearTimeout(timer);
			timer = setTimeout(() => patience.abort(), this.turn);
		};
		this.waitOn();
		const begin = () => {
			this.waitOn = () => undefined;
			clearTimeout(timer);
			return act();
		};
		try {
			return await navigator.locks.request(this.name, { signal: patience.signal }, begin);
		} catch {
			// The other page hangs, or the browser has put it to sleep: what it holds up goes twice at most.
			return await begin();
		}
	}
}

/** @param {unknown} fault @returns {Ending} of a delivery that the disk has ended: it counts as failed, so that it is not repeated at once */
function broken(fault) {
	globalThis.reportError?.(fault);
	return "full";
}

/** @param {AbortSignal} signal @returns {import("./outbox.js").Post} */
function post(signal) {
	return {
		one: (row) => {
			const second = secondLetter(row);
			return second
				? ask("POST", `checks/${row.sheet}/entries`, { body: second, signal })
				: ask("POST", `sheets/${row.sheet}/marks`, { body: letter(row), signal });
		},
		many: (rows) => ask("POST", "sheets/marks", { body: { letters: rows.map(enclosed) }, signal }),
	};
}

/** @param {Row} row @returns {object} what goes over the wire among many (docs/protocol.md, many at once) */
function enclosed(row) {
	const second = secondLetter(row);
	return { sheet: row.sheet, ...(second ? { entry: second } : { mark: letter(row) }) };
}
