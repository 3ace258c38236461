/** What lies on a judge's desk: who sits there, the sheets, what waits to be sent, how the judge likes to mark. */

import { stops } from "./across.js";
import { takeUp } from "./drafts.js";
import { Sieve } from "./filter.js";
import { habitsOf, keepHabits, shelf, USUAL } from "./habits.js";
import { isPaused } from "./paused.js";
import { nextOpen, refreshed, seen, seenOn, standing, standings } from "./sheet.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./storage.js").Judge} Judge */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {"opening" | "sign-in" | "pair" | "sheets" | "sheet" | "sign" | "confirm" | "check" | "attention"} Screen */
/** @typedef {import("./undo.js").Decision} Decision */
/** @typedef {import("./across.js").Place} Place */
/** @typedef {Readonly<{ aspect: number, kind: string }>} Warning a value to look at twice */
/** @typedef {"" | "habits" | "help" | "foreign"} Paper */
/** @typedef {"trying" | "fine" | "unreachable" | "fault" | "foreign"} Link */
/** @typedef {Readonly<Pick<Row, "value" | "base" | "head">>} Tapped */

export class Papers extends EventTarget {
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
		/** How often the disk was read again, and the newest reading that is laid out here. */
		this.recounts = 0;
		this.recounted = 0;
		/** @type {readonly Row[]} of every judge of this tablet */
		this.rows = [];
		/** @type {readonly Refused[]} of every judge of this tablet */
		this.refused = [];
		/** @type {ReadonlySet<string>} rows over which the server stumbles, by uuid */
		this.stuck = new Set();
		/** @type {ReadonlyMap<number, Names | string>} names of the judges whose rows wait here */
		this.owners = new Map();
		/** @type {Set<string>} refused marks about which the judge decides just now */
		this.deciding = new Set();
		/** @type {Map<string, Tapped>} not yet on the disk; by sheet and aspect */
		this.keeping = new Map();
		/** @type {import("./habits.js").Habits} */
		this.habits = USUAL;
		/** @type {readonly Decision[]} what may be taken back, the last decision at the end */
		this.past = [];
		this.sieve = new Sieve();
		/** @type {import("./awake.js").Wakefulness} */
		this.wakefulness = "off";
		/** @type {Paper} what lies over the sheet */
		this.paper = "";
		/** True while a new competitor's number fills the page. */
		this.isArriving = false;
		/** True for the moment in which a tap can only mean what was there before. */
		this.isResting = false;
		/** True for the moment in which another tap on Undo is the same one. */
		this.isUndoing = false;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.undoTimer = undefined;
		/** True where the judge tapped the line itself, which then stays where it is. */
		this.isPicked = false;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.restTimer = undefined;
		/** @type {Map<number, string>} typed, not yet stored */
		this.drafts = new Map();
		/** @type {Map<number, import("./sheet.js").Seen>} on what each draft was begun */
		this.typedOn = new Map();
		/** @type {import("./reading.js").Trouble | null} why the last key did nothing */
		this.keyTrouble = null;
		/** @type {{ state: Link, since: number | null }} since when it is so, in ms of the clock */
		this.link = { state: "trying", since: null };
		this.isPinWanted = false;
		/** @type {{ session: number | true, isKept: boolean } | null} who has left and of whom the server does not know yet; kept: also once this page was closed */
		this.left = null;
		this.isDiskBroken = false;
		/** @type {boolean | null} whether this page opens again without network; null while nobody knows */
		this.isProgramKept = null;
		/** True when a newer program waits for this page to be opened again. */
		this.isProgramNewer = false;
		/** @type {import("./storage.js").Paired | null} what this tablet is to the organiser */
		this.paired = null;
		/** @type {readonly Judge[]} who has signed in here, by code */
		this.judges = [];
		/** @type {ReadonlyMap<number, readonly Warning[] | null>} what to look at twice, by sheet; null where the server could not be asked */
		this.warnings = new Map();
		this.isSigning = false;
		/** @type {string} why the last signature was not taken */
		this.signingTrouble = "";
		/** @type {{ aspect: number, number: number, words: string } | null} why the last second round was not opened; no words while it is asked for */
		this.roundTrouble = null;
		/** @type {import("./evidence.js").Evidence | null} remarks and photos */
		this.evidence = null;
		/** @type {import("./losses.js").Losses | null} what a server from a backup has lost */
		this.losses = null;
		/** @type {import("./stations.js").Stations | null} */
		this.stations = null;
		/** The name that this tablet gave itself. */
		this.device = "";
		this.isAsking = false;
		/** @type {string} why the last request for a correction was not taken */
		this.askingTrouble = "";
	}

	/** Puts away what belonged to the page shown before. */
	turnedOver() {
		this.signingTrouble = "";
		this.isAsking = false;
		this.paper = "";
		this.roundTrouble = null;
	}

	/** Tells the screen that something on the desk is different. */
	changed() {
		this.dispatchEvent(new Event("change"));
	}

	/** Reads again what the disk holds, also for other pages of this tablet. */
	async recount() {
		this.recounts += 1;
		const mine = this.recounts;
		const [rows, refused] = await Promise.all([this.storage.rows(), this.storage.refused()]);
		const ids = new Set([...rows, ...refused].map((row) => row.judge));
		const named = [...ids].map(
			async (id) => /** @type {const} */ ([id, (await this.storage.nameOf(id)) ?? String(id)]),
		);
		const owners = new Map(await Promise.all(named));
		const judges = [...(await this.storage.judges())].sort(byCode);
		if (mine < this.recounted) {
			// Whoever began later and is done has seen more.
			return;
		}
		this.recounted = mine;
		this.owners = owners;
		this.judges = judges;
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
		this.past = [];
		this.paper = "";
		this.warnings = new Map();
		this.sieve.choose("all");
	}

	/** @param {Judge} judge who sits here from now on */
	async sit(judge) {
		this.judge = judge;
		this.habits = habitsOf(judge.id, shelf());
		this.past = await this.storage.past(judge.id);
	}

	/** @param {Partial<import("./habits.js").Habits>} change */
	prefer(change) {
		this.habits = { ...this.habits, ...change };
		if (this.judge) {
			keepHabits(this.judge.id, this.habits, shelf());
		}
		this.sieve.choose("all");
		this.changed();
	}

	/** @param {Paper} paper to lay over the sheet; "" puts it away */
	show(paper) {
		this.paper = paper;
		this.changed();
	}

	/** @param {number} milliseconds in which another tap on Undo is the same one */
	holdUndo(milliseconds) {
		this.isUndoing = true;
		clearTimeout(this.undoTimer);
		this.undoTimer = setTimeout(() => {
			this.isUndoing = false;
			this.changed();
		}, milliseconds);
	}

	/** @param {import("./filter.js").Filter} filter */
	choose(filter) {
		this.sieve.choose(filter);
		if (filter === "odd") {
			this.dispatchEvent(new Event("odd"));
		}
		this.changed();
	}

	/** @param {number} sheet @param {number} aspect @returns {boolean} whether its value is to be looked at twice */
	isOdd(sheet, aspect) {
		return this.warnings.get(sheet)?.some((one) => one.aspect === aspect) ?? false;
	}

	/** @returns {readonly number[]} the sheets of which the list beside the mark shows lines */
	get listed() {
		const { sheet, aspect, habits } = this;
		const isAcross = habits.view === "across" && aspect !== null;
		const own = sheet ? [sheet.id] : [];
		return isAcross ? this.stops(aspect).map(({ id }) => id) : own;
	}

	/** @returns {readonly Row[]} rows of the judge who sits here, those that wait for marking to go on first */
	get unsent() {
		return [...this.paused, ...this.rows.filter((row) => row.judge === this.judge?.id)];
	}

	/** @returns {readonly Refused[]} marks of the judge who sits here that go when marking goes on */
	get paused() {
		return this.refused.filter((row) => row.judge === this.judge?.id && isPaused(row));
	}

	/** @returns {readonly Row[]} those of them that the server can take now */
	get due() {
		return this.unsent.filter((row) => !this.stuck.has(row.uuid) && !("refusal" in row));
	}

	/** @returns {readonly Refused[]} refused marks about which the judge who sits here decides */
	get attention() {
		return this.refused.filter((row) => row.judge === this.judge?.id && !isPaused(row));
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
		return standings(sheet, this.held(sheet));
	}

	/** @param {Sheet} sheet @param {number} id of an aspect @returns {Standing | null} */
	standing(sheet, id) {
		const aspect = sheet.aspects.find((one) => one.id === id);
		return aspect ? standing(sheet, aspect, this.held(sheet)) : null;
	}

	/** @param {Sheet} sheet @returns {import("./sheet.js").Held} */
	held(sheet) {
		const keeping = sheet.aspects.map(({ id }) => {
			return /** @type {const} */ ([id, this.keeping.get(`${sheet.id}-${id}`)?.value]);
		});
		return {
			rows: this.unsent.filter((row) => row.sheet === sheet.id),
			refused: this.attention.filter((row) => row.sheet === sheet.id),
			keeping: new Map(this.keeping.size ? keeping.filter(isThere) : []),
		};
	}

	/** @param {Sheet} sheet @param {ReadonlyMap<number, Standing>} all @returns {Aspect[]} those that the judge chose to see */
	shownAspects(sheet, all) {
		return this.sieve.through(`sheet-${sheet.id}`, sheet.aspects, ({ id }) => {
			const now = all.get(id) ?? { value: null, state: "none", refused: null };
			return { id, now, isOdd: this.isOdd(sheet.id, id) };
		});
	}

	/** @param {number} aspect @returns {import("./across.js").Stop[]} the competitors of the open sheet's module */
	stops(aspect) {
		const { sheet } = this;
		const stands = (/** @type {Sheet} */ one, /** @type {number} */ id) => this.standing(one, id);
		return sheet ? stops(this.list ?? [], this.kept, sheet, aspect, stands) : [];
	}

	/** @param {readonly Decision[]} past */
	async remember(past) {
		this.past = past;
		if (this.judge) {
			// The marks are on the disk; where it is full, only the way back is forgotten with the page.
			await this.storage.keepPast(this.judge.id, past).catch(() => undefined);
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
			globalThis.reportError?.(fault);
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

	/** @param {Sheet} sheet as the disk has it, where another page of this tablet may have put it */
	layKept(sheet) {
		// What the server does not show any more stays away, and what the disk did not take is newer here.
		const isWithheld = this.missing === sheet.id && this.whyMissing !== "";
		if (!isWithheld && !this.loose.has(sheet.id)) {
			this.lay(refreshed(this.kept.get(sheet.id), sheet));
		}
	}

	/** @param {Sheet} sheet to open in place of the one that is open */
	unfold(sheet) {
		takeUp(this, sheet.id);
		this.missing = null;
		this.sheet = sheet;
	}

	/** @returns {Aspect | null} the aspect on the screen */
	get current() {
		return this.sheet?.aspects.find((aspect) => aspect.id === this.aspect) ?? null;
	}

	/**
	 * @param {Aspect} aspect
	 * @returns {import("./sheet.js").Seen} what the judge sees now: in the panel's own cell a mark of theirs that waits hides what came since they gave it
	 */
	seen(aspect) {
		const { sheet } = this;
		if (!sheet) {
			return seen(0, "");
		}
		const waits = this.waitingIn(sheet, aspect);
		return waits ? seen(waits.base, waits.head) : seenOn(sheet, aspect);
	}

	/** @param {Sheet} sheet @param {Aspect} aspect @returns {Tapped | undefined} the mark that hides what others gave; a vote hides nothing, the panel's stand beside it */
	waitingIn(sheet, { id, cell }) {
		if (cell.votes_of !== undefined) {
			return undefined;
		}
		const inHand = this.keeping.get(`${sheet.id}-${id}`);
		return inHand ?? this.held(sheet).rows.findLast(({ aspect }) => aspect === id);
	}
}

/** @param {readonly [number, string | undefined]} row @returns {row is readonly [number, string]} */
function isThere(row) {
	return row[1] !== undefined;
}

/** @param {Judge} one @param {Judge} other */
function byCode(one, other) {
	return one.code.localeCompare(other.code, "en", { numeric: true });
}
