/** Carries the outbox to the server: one courier per tablet, again and again until it is empty. */

import { deliver, letter, pause } from "./outbox.js";
import { ask } from "./server.js";

/** @typedef {import("./outbox.js").Ending} Ending */

const LOCK = "jiangsai-outbox";

export class Courier {
	/**
	 * @param {import("./outbox.js").Store} store
	 * @param {(ending: Ending) => void} report hears how each round ended
	 */
	constructor(store, report) {
		this.store = store;
		this.report = report;
		this.failures = 0;
		this.isUnderWay = false;
		this.isWanted = false;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.timer = undefined;
		/** @type {AbortController | undefined} ends the delivery under way */
		this.limit = undefined;
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
		this.limit?.abort();
		this.go();
	}

	async round() {
		const ending = await alone(() => {
			this.limit = new AbortController();
			const { signal } = this.limit;
			return deliver(this.store, (row) => post(row, signal));
		});
		const failed = ending !== "empty" && ending !== "signed-out";
		this.failures = failed ? this.failures + 1 : 0;
		if (failed) {
			this.isWanted = false;
			clearTimeout(this.timer);
			this.timer = setTimeout(() => this.go(), pause(this.failures));
		}
		this.report(ending);
	}
}

/** @param {import("./outbox.js").Row} row @param {AbortSignal} signal */
function post(row, signal) {
	return ask("POST", `sheets/${row.sheet}/marks`, { body: letter(row), signal });
}

/**
 * @template T
 * @param {() => Promise<T>} act
 * @returns {Promise<T>}
 */
async function alone(act) {
	// Plain http has no locks: two pages may then send the same mark, which the server counts once.
	return navigator.locks ? await navigator.locks.request(LOCK, act) : await act();
}
