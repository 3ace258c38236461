/** The judge's desk: what lies on it now, and the acts a judge can do there. */

import { nextPlace } from "./across.js";
import { takeOut } from "./drafts.js";
import { uuid } from "./outbox.js";
import { Papers } from "./papers.js";
import { canonical, isOneTap, limits, press, TAKEN_BACK, trouble } from "./reading.js";
import { isClosed, nextOpen } from "./sheet.js";
import { strokeAfter } from "./strokes.js";
import { decided, latest, without } from "./undo.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./sheet.js").Seen} Seen */
/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./storage.js").Judge} Judge */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {"opening" | "sign-in" | "pair" | "sheets" | "sheet" | "sign" | "confirm" | "check" | "attention"} Screen */
/** @typedef {import("./undo.js").Decision} Decision */
/** @typedef {import("./across.js").Place} Place */
/** @typedef {"" | "habits" | "help" | "foreign"} Paper */
/** @typedef {"trying" | "fine" | "unreachable" | "fault" | "foreign"} Link */

/** So long a finger that comes down again means what was there before. */
export const SETTLE = 350;
/** So long the number of the next station fills the page. */
export const ARRIVE = 900;

export class Desk extends Papers {
	/** @returns {Place | null} where marking goes on */
	nextPlace() {
		const { sheet, aspect, habits } = this;
		if (!sheet || (sheet.locked && habits.view !== "across")) {
			return null;
		}
		if (habits.view === "across" && aspect !== null) {
			const ids = sheet.aspects.map(({ id }) => id);
			return nextPlace(ids, { sheet: sheet.id, aspect }, (id) => this.stops(id));
		}
		const next = nextOpen(this.standings(sheet), aspect);
		return next === null ? null : { sheet: sheet.id, aspect: next };
	}

	/** Goes to where marking goes on. */
	onward() {
		const next = this.nextPlace();
		if (next) {
			this.go(next);
		}
	}

	/** @param {Place} place of this tablet's sheets */
	go({ sheet, aspect }) {
		if (sheet === this.sheet?.id) {
			this.turnTo(aspect);
			return;
		}
		const held = this.kept.get(sheet);
		if (held) {
			this.unfold(held);
			this.turnTo(aspect);
			this.dispatchEvent(new Event("gone"));
			this.rest(ARRIVE, true);
		}
	}

	/**
	 * Takes no mark for a moment: a finger that comes down now means what was there before.
	 * @param {number} milliseconds
	 * @param {boolean} isArriving
	 */
	rest(milliseconds, isArriving) {
		this.isResting = true;
		this.isArriving = isArriving;
		clearTimeout(this.restTimer);
		this.restTimer = setTimeout(() => {
			this.isResting = false;
			this.isArriving = false;
			this.changed();
		}, milliseconds);
		this.changed();
	}

	/** @returns {boolean} whether a mark may be given now; ends the rest unless a new competitor has to be looked at */
	wake() {
		this.isResting &&= this.isArriving;
		return !this.isResting;
	}

	/** @returns {Decision | null} the last decision that can be taken back from here */
	get lastDecision() {
		const near = new Set(
			this.habits.view === "across" && this.aspect !== null
				? this.stops(this.aspect).map(({ id }) => id)
				: [this.sheet?.id],
		);
		return latest(this.past, ({ sheet, aspect }) => {
			const held = sheet === this.sheet?.id ? this.sheet : this.kept.get(sheet);
			const isOpen = held && !held.locked && near.has(sheet);
			return isOpen ? this.standing(held, aspect)?.value : undefined;
		});
	}

	/**
	 * Takes the last decision back: what stood before is marked again, or nothing is.
	 * @param {boolean} [isKey] whether a keyboard said so, which means each of its strokes
	 */
	async undo(isKey = false) {
		const last = this.lastDecision;
		if (!last || this.isArriving || (this.isUndoing && !isKey)) {
			return;
		}
		this.holdUndo(2 * SETTLE);
		this.go(last);
		const aspect = this.current;
		if (aspect && this.sheet?.id === last.sheet) {
			if (this.stations?.holds(this.sheet, () => this.undo(true))) {
				return;
			}
			await this.remember(without(this.past, last));
			await this.put(aspect, last.from ?? TAKEN_BACK, this.seen(aspect));
		}
	}

	/**
	 * Stores a value; the screen says so only after the disk does.
	 * @param {Aspect} aspect
	 * @param {string} value
	 * @param {Seen} [seen] on what the judge decided
	 * @param {boolean} [isKey] whether a keyboard gave it
	 * @param {boolean} [isTyped] whether it was stored from the number pad
	 * @returns {Promise<boolean>} whether nothing is left to store
	 */
	async mark(aspect, value, seen = this.seen(aspect), isKey = false, isTyped = false) {
		const { sheet, judge } = this;
		const again = () => this.mark(aspect, value, seen, isKey, isTyped);
		if (
			!sheet ||
			!judge ||
			isClosed(sheet, aspect) ||
			this.isResting ||
			this.stations?.holds(sheet, again)
		) {
			return false;
		}
		if (this.aspect !== aspect.id) {
			this.pick(aspect.id);
		}
		const now = this.standing(sheet, aspect.id);
		if (!now || (now.value === value && now.state !== "attention")) {
			return now !== null;
		}
		const isKept = await this.put(aspect, value, seen);
		if (isKept) {
			const decision = { sheet: sheet.id, aspect: aspect.id, from: now.value, to: value };
			await this.remember(decided(this.past, decision));
			const isFirst = now.value === null && now.state === "none";
			const detail = { sheet: sheet.id, aspect: aspect.id, isFirst, isKey, isTyped };
			this.dispatchEvent(new CustomEvent("marked", { detail }));
			this.changed();
		}
		return isKept;
	}

	/**
	 * @param {Aspect} aspect of the open sheet
	 * @param {string} value
	 * @param {Seen} seen
	 * @returns {Promise<boolean>} whether the disk has it
	 */
	async put(aspect, value, seen) {
		const { sheet } = this;
		if (!sheet) {
			return false;
		}
		const key = `${sheet.id}-${aspect.id}`;
		const putBack = takeOut(this, aspect.id);
		const tapped = { value, ...seen };
		this.keeping.set(key, tapped);
		this.changed();
		const isKept = await this.keep({ sheet: sheet.id, aspect: aspect.id, ...tapped });
		if (this.keeping.get(key) === tapped) {
			this.keeping.delete(key);
		}
		if (!isKept) {
			putBack();
		}
		this.changed();
		return isKept;
	}

	/**
	 * @param {Pick<Row, "sheet" | "aspect" | "value" | "base" | "head">} mark
	 * @returns {Promise<boolean>} whether the disk has it
	 */
	async keep(mark) {
		if (!this.judge) {
			return false;
		}
		const made = { uuid: uuid(crypto), judge: this.judge.id, taken_at: new Date().toISOString() };
		try {
			await this.storage.add({ ...mark, ...made });
			this.isDiskBroken = false;
		} catch (fault) {
			this.isDiskBroken = true;
			globalThis.reportError?.(fault);
			return false;
		}
		await this.recount();
		this.dispatchEvent(new Event("kept"));
		return true;
	}

	/** @param {string} key of the number pad */
	type(key) {
		const aspect = this.current;
		if (
			!aspect ||
			isOneTap(aspect) ||
			!this.sheet ||
			isClosed(this.sheet, aspect) ||
			this.isResting
		) {
			return;
		}
		const typed = press(this.drafts.get(aspect.id) ?? "", key, limits(aspect));
		this.keyTrouble = typed.trouble;
		if (typed.text === "") {
			this.drafts.delete(aspect.id);
			this.typedOn.delete(aspect.id);
		} else {
			this.drafts.set(aspect.id, typed.text);
			// What stood when typing began is what the judge has seen.
			const began = this.typedOn.get(aspect.id) ?? this.seen(aspect);
			this.typedOn.set(aspect.id, began);
		}
		this.changed();
	}

	/** @param {string} key of a keyboard: after one that was not taken nothing is, until it was taken back */
	stroke(key) {
		const text = this.drafts.get(this.aspect ?? -1) ?? "";
		if (this.keyTrouble === null) {
			this.type(strokeAfter(text, key));
		} else if (key === "back") {
			this.keyTrouble = null;
			this.changed();
		}
	}

	/** Stores what a keyboard typed, or goes on where nothing is typed. */
	enter() {
		if (this.keyTrouble !== null) {
			return undefined;
		}
		return this.drafts.has(this.aspect ?? -1) ? this.storeTyped(true) : this.onward();
	}

	/**
	 * Stores what was typed, if it is a reading.
	 * @param {boolean} [isKey] whether a keyboard said so
	 */
	async storeTyped(isKey = false) {
		const aspect = this.current;
		const text = aspect ? this.drafts.get(aspect.id) : undefined;
		if (!aspect || text === undefined || trouble(text, limits(aspect)) !== null) {
			return;
		}
		if (this.sheet && this.stations?.holds(this.sheet, () => this.storeTyped(isKey))) {
			return;
		}
		const began = this.typedOn.get(aspect.id) ?? this.seen(aspect);
		const putBack = takeOut(this, aspect.id);
		this.keyTrouble = null;
		if (!(await this.mark(aspect, canonical(text), began, isKey, true))) {
			putBack();
			this.changed();
		}
	}

	/** @param {Refused} row whose value the judge gives up */
	takeTheirs(row) {
		return this.decide(row, async () => {
			await this.storage.drop(row.uuid);
			await this.recount();
		});
	}

	/**
	 * @param {Refused} row whose value the judge gives again, knowing what stands now
	 * @param {Seen} seen what says so
	 */
	sendAgain(row, seen) {
		const { sheet, aspect, value } = row;
		return this.decide(row, () => this.keep({ sheet, aspect, value, ...seen }));
	}

	/**
	 * A second tap before the disk is done decides nothing more.
	 * @param {Refused} row
	 * @param {() => Promise<unknown>} act
	 */
	async decide({ uuid: about }, act) {
		if (this.deciding.has(about)) {
			return;
		}
		this.deciding.add(about);
		try {
			await act();
		} finally {
			this.deciding.delete(about);
		}
	}

	/** @param {number} id of an aspect of this sheet */
	turnTo(id) {
		this.aspect = id;
		this.isListOpen = false;
		this.keyTrouble = null;
		if (this.sheet) {
			history.replaceState(null, "", `#sheet-${this.sheet.id}-${id}`);
		}
		this.changed();
	}

	/** @param {number} id of the aspect whose line on the page was tapped: nothing moves there */
	pick(id) {
		this.isPicked = true;
		this.turnTo(id);
	}

	/** @param {number} by -1 or 1 */
	step(by) {
		if (this.habits.view === "across" && this.sheet && this.aspect !== null) {
			const all = this.stops(this.aspect).filter(({ now }) => now !== null);
			const next = all[all.findIndex(({ id }) => id === this.sheet?.id) + by];
			if (next) {
				this.go({ sheet: next.id, aspect: this.aspect });
			}
			return;
		}
		this.stepAspect(by);
	}

	/** @param {number} by -1 or 1 */
	stepAspect(by) {
		const ids = this.sheet?.aspects.map((aspect) => aspect.id) ?? [];
		const next = ids[ids.indexOf(this.aspect ?? -1) + by];
		if (next !== undefined) {
			this.turnTo(next);
		}
	}
}
