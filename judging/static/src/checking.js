/** A second person's work on this tablet: which sheets there are to check, and the one that is open. */

import { now } from "../../../competition/static/src/clock.js";
import { whyRefused } from "./deeds.js";
import { SETTLE } from "./desk.js";
import { canonical, press, trouble as troubleOf } from "./reading.js";
import { isRefused } from "./server.js";
import { atVersion } from "./sheet.js";
import { strokeAfter } from "./strokes.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {Row & { second?: boolean, seat?: number }} SecondRow a value of a second entry that only this tablet holds */
/** @typedef {Readonly<{ id: number, version: number, trade: Sheet["trade"], entry: Sheet["entry"], criterion: Sheet["criterion"], day: number | null, way: "aloud" | "blind", aspects: number, waits: number }>} ToCheck */
/** @typedef {Aspect & Readonly<{ seats: readonly number[], values: readonly (string | null)[] | null }>} ReadAspect */
/** @typedef {Readonly<{ aspect: number, seat: number, value: string, fixed?: boolean }>} Entry; fixed once it was compared */
/** @typedef {Readonly<{ id: number, version: number, head?: string, locked: boolean, complete: boolean, trade: Sheet["trade"], entry: Sheet["entry"], criterion: Sheet["criterion"], panel: { name: string, seat: number | null, seats: number }, check: import("./margin.js").Check & { differ: number }, entries: readonly Entry[], aspects: readonly ReadAspect[] }>} ReadSheet */
/** @typedef {Readonly<{ aspect: ReadAspect, seat: number }>} Place */

const SOON = 15_000;
const SELDOM = 60_000;
/** Whoever checks has no cell of their own. */
const UNSEEN = { value: null, version: 0, points: null };

export class Checking {
	/** @param {Contact} contact */
	constructor(contact) {
		this.contact = contact;
		/** @type {readonly ToCheck[]} */
		this.list = [];
		this.isAsked = false;
		this.listAt = 0;
		/** @type {ReadSheet | null} */
		this.sheet = null;
		/** @type {number | null} */
		this.wanted = null;
		this.whyMissing = "";
		/** @type {Set<string>} what was read and found right, at its version */
		this.read = new Set();
		/** @type {number} which place of the open sheet is on the screen */
		this.at = 0;
		this.draft = "";
		/** @type {import("./reading.js").Trouble | null} */
		this.keyTrouble = null;
		this.isEntering = false;
	}

	get desk() {
		return this.contact.desk;
	}

	/** Forgets what belonged to another judge. */
	clear() {
		this.list = [];
		this.listAt = 0;
		this.sheet = null;
		this.wanted = null;
		this.read.clear();
	}

	/** @param {number | null} id of the sheet that the address names */
	async follow(id) {
		const { desk } = this;
		if (id !== this.wanted) {
			this.sheet = null;
			this.whyMissing = "";
			this.at = 0;
			this.draft = "";
			this.read.clear();
		}
		this.wanted = id;
		if (id !== null && desk.judge && !this.sheet) {
			const kept = await desk.storage.disk.get("facts", keyOf(desk.judge.id, id));
			this.sheet = this.wanted === id ? (kept ?? null) : this.sheet;
			this.toOpen();
		}
		desk.changed();
		if (id !== null) {
			await this.fetchSheet(id);
		}
	}

	/** Looks for news: the open sheet, and the list when its time has come. */
	async look() {
		if (this.desk.screen === "check" && this.wanted !== null) {
			await this.fetchSheet(this.wanted);
		}
		const isShown = this.desk.screen === "sheets" || this.desk.screen === "check";
		if (isShown && now() - this.listAt >= (this.isAsked ? SOON : SELDOM)) {
			await this.fetchList();
		}
	}

	async fetchList() {
		const { desk } = this;
		const judge = desk.judge;
		const answer = await this.contact.request("GET", "checks");
		const body = /** @type {{ checks?: ToCheck[], asked?: boolean } | null} */ (answer?.body);
		if (answer?.status !== 200 || !body?.checks || !judge || desk.judge?.id !== judge.id) {
			return;
		}
		this.listAt = now();
		this.list = body.checks;
		this.isAsked = Boolean(body.asked);
		desk.changed();
		for (const one of body.checks.filter(({ way }) => way === "blind")) {
			const key = keyOf(judge.id, one.id);
			if (one.id !== this.wanted && !(await desk.storage.disk.get("facts", key))) {
				await this.fetchSheet(one.id);
			}
		}
	}

	/** @param {number} id */
	async fetchSheet(id) {
		const { desk } = this;
		const judge = desk.judge;
		const answer = judge && (await this.contact.request("GET", `checks/${id}`));
		const body = /** @type {ReadSheet | null} */ (answer?.body);
		if (isRefused(answer) && this.wanted === id) {
			this.whyMissing = whyRefused(answer);
			this.sheet = null;
			desk.changed();
		}
		if (answer?.status === 200 && body?.id === id && desk.judge?.id === judge?.id) {
			await this.lay(body);
		}
	}

	/** @param {ReadSheet} body the newest one known */
	async lay(body) {
		const { desk } = this;
		const aspects = body.aspects.map((aspect) => ({ ...aspect, cell: UNSEEN }));
		const sheet = { ...body, aspects };
		const put = desk.storage.disk.put("facts", sheet, keyOf(desk.judge?.id ?? 0, body.id));
		// A full disk does not keep the sheet; whoever checks sees it all the same.
		await put.catch((fault) => globalThis.reportError?.(fault));
		if (this.wanted !== body.id) {
			return;
		}
		const isFirst = this.sheet === null;
		this.sheet = sheet;
		if (isFirst) {
			this.toOpen();
		}
		desk.changed();
	}

	/** @returns {readonly Place[]} the values to read or to enter, in the order of the sheet */
	get places() {
		const sheet = this.sheet;
		if (!sheet) {
			return [];
		}
		return sheet.check.way === "aloud"
			? sheet.aspects.map((aspect) => ({ aspect, seat: 0 }))
			: sheet.aspects.flatMap((aspect) => aspect.seats.map((seat) => ({ aspect, seat })));
	}

	/** @param {Place} place @returns {{ value: string | null, isUnsent: boolean, isFixed: boolean }} what this person has entered there; fixed once it was compared */
	entered({ aspect, seat }) {
		const { desk, sheet } = this;
		const row = /** @type {readonly SecondRow[]} */ (desk.unsent).findLast(
			(one) =>
				one.second && one.sheet === sheet?.id && one.aspect === aspect.id && one.seat === seat,
		);
		const kept = sheet?.entries.find((one) => one.aspect === aspect.id && one.seat === seat);
		const value = row?.value ?? kept?.value ?? null;
		return { value, isUnsent: row !== undefined, isFixed: kept?.fixed ?? false };
	}

	/** @param {Place} place @returns {boolean} whether it was read and found right as it is, or entered */
	isDone(place) {
		const check = this.sheet?.check;
		return check?.way === "aloud"
			? check.done || this.read.has(this.readKey(place))
			: this.entered(place).value !== null;
	}

	/** @param {Place} place */
	readKey({ aspect }) {
		return `${aspect.id}=${aspect.values?.join("|") ?? ""}`;
	}

	/** Turns to the first place that is not done. */
	toOpen() {
		const { places } = this;
		const from = [...places.slice(this.at), ...places.slice(0, this.at)];
		const next = from.find((place) => !this.isDone(place));
		this.turnTo(next ? places.indexOf(next) : this.at);
	}

	/** @param {number} at */
	turnTo(at) {
		this.at = Math.max(0, Math.min(at, this.places.length - 1));
		this.draft = "";
		this.keyTrouble = null;
		this.contact.deeds.ask("");
	}

	/** What is on the screen is right as it was read. */
	right() {
		const place = this.places[this.at];
		if (place && !this.desk.isResting) {
			this.read.add(this.readKey(place));
			this.goOn();
		}
	}

	/** Turns to what comes next; a second tap in the same place means what was there before. */
	goOn() {
		this.desk.rest(SETTLE, false);
		this.toOpen();
	}

	/** Finds the whole sheet right, or has both entries compared. */
	async confirm() {
		const { sheet } = this;
		if (sheet) {
			await this.contact.deeds.send(`checks/${sheet.id}`, atVersion(sheet));
			await this.fetchSheet(sheet.id);
			this.listAt = 0;
		}
	}

	/** @param {number} aspect @param {string} reason */
	async objectTo(aspect, reason) {
		const { sheet } = this;
		if (sheet) {
			const given = { ...atVersion(sheet), aspect, reason };
			await this.contact.deeds.send(`checks/${sheet.id}/objections`, given);
			await this.fetchSheet(sheet.id);
		}
	}

	/** Turns to the next place that is not done. */
	onward() {
		const { places, at } = this;
		const round = [...places.slice(at + 1), ...places.slice(0, at)];
		const next = round.find((place) => !this.isDone(place));
		if (next) {
			this.turnTo(places.indexOf(next));
		}
	}

	/** @param {string} key of a keyboard: after one that was not taken nothing is, until it was taken back @param {import("./reading.js").Limits} bounds */
	stroke(key, bounds) {
		if (this.keyTrouble === null) {
			this.type(strokeAfter(this.draft, key), bounds);
		} else if (key === "back") {
			this.keyTrouble = null;
			this.desk.changed();
		}
	}

	/** @param {string} key of the number pad @param {import("./reading.js").Limits} bounds */
	type(key, bounds) {
		if (this.desk.isResting) {
			return;
		}
		const { text, trouble } = press(this.draft, key, bounds);
		this.draft = text;
		this.keyTrouble = trouble;
		this.desk.changed();
	}

	/** @param {import("./reading.js").Limits} bounds */
	async storeTyped(bounds) {
		if (this.draft !== "" && troubleOf(this.draft, bounds) === null) {
			await this.enter(canonical(this.draft));
		}
	}

	/** Stores what a keyboard typed, or goes on where nothing is typed. @param {import("./reading.js").Limits} bounds */
	storeOrGoOn(bounds) {
		if (this.keyTrouble !== null) {
			return undefined;
		}
		return this.draft === "" ? this.onward() : this.storeTyped(bounds);
	}

	/** @param {string} value of the place on the screen; the disk has it before the next one is shown */
	async enter(value) {
		const { desk, sheet } = this;
		const place = this.places[this.at];
		const isClosed = !place || this.entered(place).isFixed;
		if (!sheet || isClosed || sheet.locked || desk.isResting || this.isEntering) {
			return;
		}
		const { aspect, seat } = place;
		const mark = { sheet: sheet.id, aspect: aspect.id, value, base: 0, second: true, seat };
		this.isEntering = true;
		const isKept = await desk.keep(mark);
		this.isEntering = false;
		if (isKept && this.isAt(sheet, place)) {
			this.goOn();
		}
	}

	/** @param {ReadSheet} sheet @param {Place} place @returns {boolean} whether it is still on the screen */
	isAt({ id }, { aspect, seat }) {
		const here = this.places[this.at];
		return this.sheet?.id === id && here?.aspect.id === aspect.id && here.seat === seat;
	}

	/** @param {readonly SecondRow[]} rows that the server has now @returns {Promise<void>} when this tablet remembers them as received */
	async settled(rows) {
		const { desk } = this;
		const here = rows.filter((row) => row.sheet === this.wanted);
		if (this.sheet && here.length) {
			this.sheet = here.reduce(withEntry, this.sheet);
		}
		for (const key of new Set(rows.map((row) => keyOf(row.judge, row.sheet)))) {
			/** @type {ReadSheet | undefined} */
			const kept = await desk.storage.disk.get("facts", key);
			if (kept) {
				const some = rows.filter((row) => keyOf(row.judge, row.sheet) === key);
				await desk.storage.disk.put("facts", some.reduce(withEntry, kept), key);
			}
		}
	}
}

/** @param {ReadSheet} sheet @param {SecondRow} row @returns {ReadSheet} with the value of *row* */
function withEntry(sheet, { aspect, seat = 0, value }) {
	const others = sheet.entries.filter((one) => one.aspect !== aspect || one.seat !== seat);
	return { ...sheet, entries: [...others, { aspect, seat, value }] };
}

/** @param {Row} row @returns {object | null} what goes over the wire for a value of a second entry; null for a mark */
export function secondLetter(row) {
	const { second, seat, uuid, judge, aspect, value, device, sequence, taken_at } =
		/** @type {SecondRow} */ (row);
	return second ? { uuid, judge, aspect, seat, value, device, sequence, taken_at } : null;
}

/** @param {Row} row @returns {boolean} whether it is of a second entry, not a mark */
export function isSecond(row) {
	return Boolean(/** @type {SecondRow} */ (row).second);
}

/** @param {number} judge @param {number} sheet */
function keyOf(judge, sheet) {
	return `check-${judge}-${sheet}`;
}
