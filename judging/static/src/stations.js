/** Where the judge stands: the station scanned last, the sheet it opens, and marks that wait until it was scanned. */

import { isAt, sheetsAt, spotIn, spotOf } from "./station.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./station.js").Spot} Spot */

export class Stations {
	/** @param {Desk} desk */
	constructor(desk) {
		this.desk = desk;
		/** @type {Spot | null} whose sheets are looked for in the list */
		this.sought = null;
		/** @type {Spot | null} scanned for the sheet that is opened next */
		this.here = null;
		/** @type {Spot | null} scanned, and not the open sheet's */
		this.other = null;
		/** @type {number | null} the open sheet, once its station was scanned */
		this.confirmed = null;
		this.isScanning = false;
		/** True when the last code was no station's. */
		this.isStrange = false;
		/** True while the page goes to the station that was scanned. */
		this.isLed = false;
		/** @type {(() => void) | null} what the judge did before scanning, to be done after it */
		this.waits = null;
		/** @type {number | null} */
		this.open = null;
		/** @type {number | null} */
		this.judge = null;
		desk.addEventListener("change", () => this.look());
	}

	/**
	 * Takes in the address of a station; the way there is gone by whoever asks.
	 * @param {string} hash of the page's address
	 * @returns {boolean} whether the open sheet stays open
	 */
	caught(hash) {
		const { desk } = this;
		const spot = spotOf(hash);
		if (!spot) {
			this.sought = this.isLed ? this.sought : null;
			this.isLed = false;
			return false;
		}
		if (!desk.sheet || desk.screen !== "sheet") {
			this.sought = this.here = spot;
			return false;
		}
		history.replaceState(null, "", `#sheet-${desk.sheet.id}`);
		this.take(spot);
		return true;
	}

	/** @param {string} text of a code that was scanned */
	read(text) {
		const spot = spotIn(text);
		this.isStrange = spot === null;
		if (spot) {
			this.take(spot);
		} else {
			this.desk.changed();
		}
	}

	/** @param {string} station that was typed */
	typed(station) {
		this.take({ trade: this.desk.sheet?.trade.code ?? null, station });
	}

	/** @param {Spot} spot where the judge is */
	take(spot) {
		const sheet = this.desk.screen === "sheet" ? this.desk.sheet : null;
		if (sheet && !isAt(spot, sheet)) {
			this.other = spot;
			this.isScanning = true;
			navigator.vibrate?.([200, 100, 200]);
		} else {
			this.arrive(spot, sheet);
		}
		this.desk.changed();
	}

	/** @param {Spot} spot @param {Sheet | null} sheet which belongs there */
	arrive(spot, sheet) {
		const act = this.waits;
		this.stop();
		if (sheet) {
			this.confirmed = sheet.id;
			act?.();
		} else {
			this.sought = this.here = spot;
		}
	}

	/** Leaves the open sheet for the station that was scanned. */
	change() {
		const spot = this.other;
		this.stop();
		this.sought = this.here = spot;
		this.isLed = true;
		location.hash = "";
	}

	/** Opens the camera. */
	scan() {
		this.isScanning = true;
		this.isStrange = false;
		this.desk.changed();
	}

	/** Puts the camera away. */
	stop() {
		this.isScanning = false;
		this.isStrange = false;
		this.other = null;
		this.waits = null;
		this.desk.changed();
	}

	/** Shows the whole list again. */
	showAll() {
		this.sought = null;
		history.replaceState(null, "", location.pathname);
		this.desk.changed();
	}

	/** @param {Sheet | null} sheet @returns {boolean} whether its station has still to be scanned */
	isDue(sheet) {
		return Boolean(sheet?.scan && sheet.entry.station) && this.confirmed !== sheet?.id;
	}

	/**
	 * @param {Sheet} sheet
	 * @param {() => void} act done once the station was scanned
	 * @returns {boolean} whether *act* has to wait
	 */
	holds(sheet, act) {
		if (!this.isDue(sheet)) {
			return false;
		}
		this.waits = act;
		this.scan();
		return true;
	}

	/** Follows the desk: a sheet that is opened anew is scanned anew; a station of one sheet opens it. */
	look() {
		const { desk } = this;
		const judge = desk.judge?.id ?? null;
		if (this.judge !== null && judge !== this.judge) {
			this.sought = this.here = this.confirmed = null;
		}
		this.judge = judge;
		if (desk.screen === "sheet") {
			this.opened(desk.sheet, desk.sheet?.id ?? desk.missing);
		} else {
			this.opened(null, null);
			this.lead();
		}
	}

	/** @param {Sheet | null} sheet null while it is fetched @param {number | null} id */
	opened(sheet, id) {
		if (id !== this.open) {
			this.open = id;
			this.confirmed = this.other = this.waits = null;
			this.isScanning = false;
		}
		if (sheet && this.here && !this.isLed) {
			this.confirmed = isAt(this.here, sheet) ? sheet.id : this.confirmed;
			this.here = null;
		}
	}

	lead() {
		const { desk, sought } = this;
		if (!sought || !desk.judge || desk.screen !== "sheets" || !desk.list) {
			return;
		}
		const [only, ...more] = sheetsAt(sought, desk.list);
		if (only && more.length === 0) {
			this.sought = null;
			location.replace(`#sheet-${only.id}`);
		}
	}
}
