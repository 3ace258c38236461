/** The judge's desk: what lies on it now, and the acts a judge can do there. */

import { uuid } from "./outbox.js";
import { canonical, isOneTap, limits, press, trouble } from "./reading.js";
import { base, nextOpen, refreshed, standings } from "./sheet.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./storage.js").Judge} Judge */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {"opening" | "sign-in" | "pair" | "sheets" | "sheet" | "sign" | "attention"} Screen */
/** @typedef {"trying" | "fine" | "unreachable" | "fault"} Link */

export class Desk extends EventTarget {
	/** @param {import("./storage.js").Storage} storage */
	constructor(storage) {
		super();
		this.storage = storage;
		/** @type {Screen} */
		this.screen = "opening";
		/** @type {Judge | null} */
		this.judge = null;
		/** @type {readonly Summary[] | null} */
		this.list = null;
		/** @type {string | null} the module shown in the list */
		this.module = null;
		/** @type {ReadonlyMap<number, Sheet>} sheets kept on this tablet */
		this.kept = new Map();
		/** @type {Set<number>} sheets that the disk did not take: gone when this page is closed */
		this.loose = new Set();
		/** @type {Sheet | null} */
		this.sheet = null;
		/** @type {number | null} the sheet asked for, while it is not here */
		this.missing = null;
		/** @type {string} why the server does not show that sheet */
		this.whyMissing = "";
		/** @type {number | null} */
		this.aspect = null;
		this.isListOpen = false;
		/** @type {readonly Row[]} of every judge of this tablet */
		this.rows = [];
		/** @type {readonly Refused[]} of every judge of this tablet */
		this.refused = [];
		/** @type {ReadonlyMap<number, Names | string>} names of the judges whose rows wait here */
		this.owners = new Map();
		/** @type {Set<string>} refused marks about which the judge decides just now */
		this.deciding = new Set();
		/** @type {Map<number, string>} tapped, not yet on the disk */
		this.keeping = new Map();
		/** @type {Map<number, string>} typed, not yet stored */
		this.drafts = new Map();
		/** @type {Map<number, number>} sheet version on which each draft was begun */
		this.typedOn = new Map();
		/** @type {import("./reading.js").Trouble | null} why the last key did nothing */
		this.keyTrouble = null;
		/** @type {{ state: Link, since: Date | null }} */
		this.link = { state: "trying", since: null };
		this.isPinWanted = false;
		this.isDiskBroken = false;
		/** @type {boolean | null} whether this page opens again without network; null while nobody knows */
		this.isProgramKept = null;
		/** True when a newer program waits for this page to be opened again. */
		this.isProgramNewer = false;
		/** @type {import("./storage.js").Paired | null} what this tablet is to the organiser */
		this.paired = null;
		/** @type {readonly Judge[]} who has signed in here, by code */
		this.judges = [];
		/** @type {{ sheet: number, list: readonly { aspect: number, kind: string }[] } | null} what to look at twice */
		this.warnings = null;
		this.isSigning = false;
		/** @type {string} why the last signature was not taken */
		this.signingTrouble = "";
		this.isAsking = false;
		/** @type {string} why the last request for a correction was not taken */
		this.askingTrouble = "";
	}

	/** Puts away what belonged to the page shown before. */
	turnedOver() {
		this.signingTrouble = "";
		this.isAsking = false;
	}

	/** Tells the screen that something on the desk is different. */
	changed() {
		this.dispatchEvent(new Event("change"));
	}

	/** Reads again what the disk holds, also for other pages of this tablet. */
	async recount() {
		const [rows, refused] = await Promise.all([this.storage.rows(), this.storage.refused()]);
		const owners = new Set([...rows, ...refused].map((row) => row.judge));
		const named = [...owners].map(
			async (id) => /** @type {const} */ ([id, (await this.storage.nameOf(id)) ?? String(id)]),
		);
		this.owners = new Map(await Promise.all(named));
		this.judges = [...(await this.storage.judges())].sort(byCode);
		this.rows = rows;
		this.refused = refused;
		this.changed();
	}

	/** Puts everything of the judge who sat here out of sight. */
	clear() {
		this.judge = null;
		this.sheet = null;
		this.missing = null;
		this.list = null;
		this.loose.clear();
		this.drafts.clear();
		this.typedOn.clear();
		this.isPinWanted = false;
	}

	/** @returns {readonly Row[]} rows of the judge who sits here */
	get unsent() {
		return this.rows.filter((row) => row.judge === this.judge?.id);
	}

	/** @returns {readonly Refused[]} refused marks of the judge who sits here */
	get attention() {
		return this.refused.filter((row) => row.judge === this.judge?.id);
	}

	/** @returns {readonly { name: Names | string, count: number }[]} whose rows wait for their own sign-in */
	get waiting() {
		const others = [...this.rows, ...this.refused].filter((row) => row.judge !== this.judge?.id);
		const ids = [...new Set(others.map((row) => row.judge))];
		return ids.map((id) => ({
			name: this.owners.get(id) ?? "",
			count: others.filter((row) => row.judge === id).length,
		}));
	}

	/**
	 * @param {Sheet} sheet
	 * @returns {Map<number, Standing>}
	 */
	standings(sheet) {
		return standings(sheet, {
			rows: this.unsent.filter((row) => row.sheet === sheet.id),
			refused: this.attention.filter((row) => row.sheet === sheet.id),
			...(sheet.id === this.sheet?.id ? { keeping: this.keeping } : {}),
		});
	}

	/** @returns {Aspect | null} the aspect on the screen */
	get current() {
		return this.sheet?.aspects.find((aspect) => aspect.id === this.aspect) ?? null;
	}

	/**
	 * Stores a value; the screen says so only after the disk does.
	 * @param {Aspect} aspect
	 * @param {string} value
	 * @param {number} [seen] sheet version on which the judge decided
	 */
	async mark(aspect, value, seen = this.seen(aspect)) {
		const { sheet, judge } = this;
		if (!sheet || !judge || sheet.locked) {
			return;
		}
		const now = this.standings(sheet).get(aspect.id);
		if (now?.value === value && now.state !== "attention") {
			return;
		}
		this.drafts.delete(aspect.id);
		this.typedOn.delete(aspect.id);
		this.keeping.set(aspect.id, value);
		this.changed();
		await this.keep({ sheet: sheet.id, aspect: aspect.id, value, base: seen });
		if (this.keeping.get(aspect.id) === value) {
			this.keeping.delete(aspect.id);
		}
		this.changed();
	}

	/**
	 * @param {Aspect} aspect
	 * @returns {number} the sheet version that the judge sees now
	 */
	seen(aspect) {
		return this.sheet ? base(this.sheet, aspect) : 0;
	}

	/** @param {Pick<Row, "sheet" | "aspect" | "value" | "base">} mark */
	async keep(mark) {
		if (!this.judge) {
			return;
		}
		const made = { uuid: uuid(crypto), judge: this.judge.id, taken_at: new Date().toISOString() };
		try {
			await this.storage.add({ ...mark, ...made });
			this.isDiskBroken = false;
		} catch (fault) {
			this.isDiskBroken = true;
			reportError(fault);
			return;
		}
		await this.recount();
		this.dispatchEvent(new Event("kept"));
	}

	/** @param {string} key of the number pad */
	type(key) {
		const aspect = this.current;
		if (!aspect || isOneTap(aspect) || this.sheet?.locked) {
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

	/** Stores what was typed, if it is a reading. */
	async storeTyped() {
		const aspect = this.current;
		const text = aspect ? this.drafts.get(aspect.id) : undefined;
		if (!aspect || text === undefined || trouble(text, limits(aspect)) !== null) {
			return;
		}
		const began = this.typedOn.get(aspect.id) ?? this.seen(aspect);
		this.drafts.delete(aspect.id);
		this.typedOn.delete(aspect.id);
		this.keyTrouble = null;
		await this.mark(aspect, canonical(text), began);
	}

	/** @param {Refused} row whose value the judge gives up */
	takeTheirs(row) {
		return this.decide(row, async () => {
			await this.storage.drop(row.uuid);
			await this.recount();
		});
	}

	/** @param {Refused} row whose value the judge gives again, knowing what stands now */
	sendAgain(row) {
		const { sheet, aspect, value, refusal } = row;
		const held = this.kept.get(sheet);
		const found = held?.aspects.find((one) => one.id === aspect);
		const seen = refusal.version ?? (held && found ? base(held, found) : row.base);
		return this.decide(row, () => this.keep({ sheet, aspect, value, base: seen }));
	}

	/**
	 * A second tap before the disk is done decides nothing more.
	 * @param {Refused} row
	 * @param {() => Promise<void>} act
	 */
	async decide({ uuid }, act) {
		if (this.deciding.has(uuid)) {
			return;
		}
		this.deciding.add(uuid);
		try {
			await act();
		} finally {
			this.deciding.delete(uuid);
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

	/** @param {number} by -1 or 1 */
	step(by) {
		const ids = this.sheet?.aspects.map((aspect) => aspect.id) ?? [];
		const next = ids[ids.indexOf(this.aspect ?? -1) + by];
		if (next !== undefined) {
			this.turnTo(next);
		}
	}

	/**
	 * @param {number} judge
	 * @param {Sheet} fresh
	 * @param {string | null} etag
	 * @returns {Promise<Sheet>} the newest one known, which is shown also when the disk does not take it
	 */
	async keepSheet(judge, fresh, etag) {
		try {
			const sheet = await this.storage.keepSheet(judge, fresh, etag);
			this.loose.delete(fresh.id);
			return sheet;
		} catch (fault) {
			reportError(fault);
			this.loose.add(fresh.id);
			return refreshed(this.kept.get(fresh.id), fresh);
		}
	}

	/** @param {Sheet} sheet the newest one known */
	lay(sheet) {
		this.kept = new Map(this.kept).set(sheet.id, sheet);
		if (this.missing !== sheet.id && this.sheet?.id !== sheet.id) {
			return;
		}
		this.sheet = sheet;
		this.missing = null;
		if (!this.current) {
			this.aspect = nextOpen(this.standings(sheet), null) ?? sheet.aspects[0]?.id ?? null;
		}
	}
}

/** @param {Judge} one @param {Judge} other */
function byCode(one, other) {
	return one.code.localeCompare(other.code, "en", { numeric: true });
}
