/** The program on this tablet: whether it opens without network, and whether a newer one waits. */

import { now } from "../../../competition/static/src/clock.js";

/** @typedef {import("./desk.js").Desk} Desk */

const WORKER = "/judging/worker.js";
const SCOPE = "/judging/";
const LOOK_EVERY = 10 * 60_000;

export class Program {
	/** @param {Desk} desk hears what is found */
	constructor(desk) {
		this.desk = desk;
		/** @type {ServiceWorkerRegistration | null} */
		this.registration = null;
		this.isRenewing = false;
		this.lookedAt = 0;
	}

	/** Lets the worker keep the program; plain http and private windows have none, and the page says so. */
	async start() {
		const house = navigator.serviceWorker;
		if (!house) {
			this.kept(false);
			return;
		}
		const hadWorker = house.controller !== null;
		house.addEventListener("controllerchange", () => this.takenOver(hadWorker));
		try {
			const found = await house.register(WORKER, { scope: SCOPE, updateViaCache: "none" });
			this.registration = found;
			this.lookedAt = now();
			found.addEventListener("updatefound", () => this.watch(found.installing));
			this.watch(found.waiting ?? found.installing);
		} catch {
			// A certificate that the tablet does not trust: no worker, unless one is here already.
		}
		document.addEventListener("visibilitychange", () => this.look());
		setInterval(() => this.look(), LOOK_EVERY);
		if (house.controller || this.registration) {
			await house.ready;
			this.kept(true);
		} else {
			this.kept(false);
		}
	}

	/** @param {boolean} isKept */
	kept(isKept) {
		this.desk.isProgramKept = isKept;
		this.desk.changed();
	}

	/** Asks for a newer program, now and then. */
	async look() {
		const isDue = now() - this.lookedAt >= LOOK_EVERY;
		if (isDue && document.visibilityState === "visible") {
			this.lookedAt = now();
			await this.registration?.update().catch(() => null);
		}
	}

	/** @param {ServiceWorker | null} worker that is being stocked, or waits */
	watch(worker) {
		const hear = () => {
			if (worker?.state === "installed" && navigator.serviceWorker.controller) {
				this.newer();
			}
			if (worker?.state === "redundant" && this.desk.isProgramKept === null) {
				this.kept(false);
			}
		};
		worker?.addEventListener("statechange", hear);
		hear();
	}

	newer() {
		this.desk.isProgramNewer = true;
		this.desk.changed();
	}

	/** @param {boolean} hadWorker false when the page got its first one */
	takenOver(hadWorker) {
		if (this.isRenewing) {
			location.reload();
		} else if (hadWorker) {
			// Another page of this tablet renewed it; what is typed here is finished first.
			this.newer();
		}
	}

	/** Opens the page again with the newer program. */
	renew() {
		const waiting = this.registration?.waiting;
		if (!waiting) {
			location.reload();
			return;
		}
		this.isRenewing = true;
		waiting.postMessage("take-over");
	}
}
