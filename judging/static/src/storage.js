/** What this tablet keeps in IndexedDB: the outbox, the refused marks, the sheets last seen, who sits here. */

import { openDB } from "idb";
import { noteSignatures } from "./losses.js";
import { refreshed } from "./sheet.js";

/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ id: number, code: string, name: Names | string, session?: number }>} Judge with the session that is open for them */
/** @typedef {Readonly<{ id: number, label: string, name: string, trade: { code: string, names: Names }, tag?: string, isRevoked?: boolean }>} Paired what this tablet is to the organiser */
/** @typedef {Pick<Row, "uuid" | "judge" | "sheet" | "aspect" | "value" | "base" | "head" | "taken_at">} Mark what the judge decided, before the tablet numbers it */
/** @typedef {Readonly<{ key: string, judge: number, sheet: Sheet, etag: string | null }>} Kept */
/** @typedef {Record<string, Row>} Received the last received mark of a sheet's cells, by cell */

/** The disk has it before the screen says so. */
export const STRICT = /** @type {const} */ ({ durability: "strict" });
const MOST_JUDGES = 12;
// More than a mark needs, with what the disk itself writes about it.
const TRIAL = "-".repeat(4096);

export class Storage {
	/** @param {import("idb").IDBPDatabase} disk @param {() => string} name makes a name for a tablet that has none */
	constructor(disk, name) {
		this.disk = disk;
		this.name = name;
		/** @type {string | undefined} the name made for a tablet that had none */
		this.given = undefined;
	}

	/**
	 * @param {() => string} name
	 * @returns {Promise<Storage>}
	 */
	static async open(name) {
		const disk = await openDB("jiangsai-judging", 1, {
			upgrade(fresh) {
				fresh.createObjectStore("outbox", { keyPath: "sequence" });
				fresh.createObjectStore("refused", { keyPath: "uuid" });
				fresh.createObjectStore("sheets", { keyPath: "key" });
				fresh.createObjectStore("facts");
			},
		});
		return new Storage(disk, name);
	}

	/**
	 * @param {Mark} mark
	 * @returns {Promise<Row>} numbered, once it is on the disk; an earlier refused mark of the same aspect is settled by it
	 */
	async add(mark) {
		const act = this.disk.transaction(["outbox", "refused", "facts"], "readwrite", STRICT);
		const facts = act.objectStore("facts");
		const device = (await facts.get("device")) ?? this.newName();
		const sequence = ((await facts.get("sequence")) ?? 0) + 1;
		const row = { ...mark, device, sequence };
		await Promise.all([
			facts.put(device, "device"),
			facts.put(sequence, "sequence"),
			act.objectStore("outbox").add(row),
			forget(act.objectStore("refused"), mark),
			act.done,
		]);
		return row;
	}

	/** @returns {Promise<Row[]>} in sequence, of every judge */
	rows() {
		return this.disk.getAll("outbox");
	}

	/** @returns {Promise<Refused[]>} oldest first, of every judge */
	async refused() {
		/** @type {Refused[]} */
		const found = await this.disk.getAll("refused");
		return found.sort((one, other) => one.sequence - other.sequence);
	}

	/** @returns {Promise<boolean>} whether the disk takes as much as a mark needs */
	async hasRoom() {
		try {
			const act = this.disk.transaction("facts", "readwrite", STRICT);
			await Promise.all([act.store.put(TRIAL, "trial"), act.done]);
			await this.disk.delete("facts", "trial");
			return true;
		} catch {
			return false;
		}
	}

	/** @param {number} judge @returns {Promise<Row[]>} the last mark of each cell that the server has received from the judge here */
	async received(judge) {
		/** @type {Received[]} */
		const all = await this.disk.getAll("facts", sheetsOf(judge));
		return all.flatMap((sheet) => Object.values(sheet));
	}

	/**
	 * Puts received marks that the server does not have any more back into the outbox.
	 * @param {number} judge
	 * @param {ReadonlySet<string>} missing their uuids
	 */
	async sendAgain(judge, missing) {
		const act = this.disk.transaction(["outbox", "facts"], "readwrite", STRICT);
		const [outbox, facts] = [act.objectStore("outbox"), act.objectStore("facts")];
		for (let at = await facts.openCursor(sheetsOf(judge)); at; at = await at.continue()) {
			const all = Object.values(/** @type {Received} */ (at.value));
			const lost = all.filter((row) => missing.has(row.uuid));
			const here = all.filter((row) => !missing.has(row.uuid));
			await at.update(Object.fromEntries(here.map((row) => [cellOnSheet(row), row])));
			// A version that nothing tells from another ledger's: whatever stands there, the judge has not seen it.
			await Promise.all(lost.map((row) => outbox.put(row.head ? row : { ...row, base: 0 })));
		}
		await act.done;
	}

	/** @param {number} judge @returns {Promise<string | undefined>} the start of the server at which its receipts were last compared */
	epoch(judge) {
		return this.disk.get("facts", `epoch-${judge}`);
	}

	/** @param {number} judge @param {string} epoch */
	keepEpoch(judge, epoch) {
		return this.disk.put("facts", epoch, `epoch-${judge}`);
	}

	/** @param {string} uuid of a refused mark that the judge gave up */
	drop(uuid) {
		return this.disk.delete("refused", uuid);
	}

	/** @returns {Promise<Judge | undefined>} who sits here */
	judge() {
		return this.disk.get("facts", "judge");
	}

	/** @param {Judge} judge who is signed in here now, and remembered from now on: never with a PIN */
	async seat(judge) {
		const { id, code, name } = judge;
		const act = this.disk.transaction("facts", "readwrite");
		/** @type {readonly Judge[]} */
		const known = (await act.store.get("judges")) ?? [];
		const others = known.filter((other) => other.id !== id);
		const judges = [{ id, code, name }, ...others].slice(0, MOST_JUDGES);
		const sat = judge.session ?? true;
		const fresh = Object.entries({ judge, sat, [`name-${id}`]: name, judges });
		const before = await Promise.all(fresh.map(([key]) => act.store.get(key)));
		// A full disk takes nothing, not even what it holds already.
		const news = fresh.filter(([, value], at) => !isSame(value, before[at]));
		await Promise.all([
			...news.map(([key, value]) => act.store.put(value, key)),
			act.store.delete("leaving"),
			act.done,
		]);
	}

	/**
	 * A full disk takes nothing, but it lets go: whose session was opened here and who does not sit here has left.
	 * @param {number | true} left the session that the server has still to end, by its number if that is known
	 */
	async rise(left) {
		await this.disk.delete("facts", "judge");
		if ((await this.disk.get("facts", "sat")) !== left) {
			await this.disk.put("facts", left, "leaving");
		}
	}

	/** @param {number | true} left the session that the server has ended; by now another one may be on its way out */
	async told(left) {
		const act = this.disk.transaction("facts", "readwrite");
		const kept = await Promise.all(
			["leaving", "sat"].map(async (key) => ({ key, waits: (await act.store.get(key)) === left })),
		);
		const done = kept.filter(({ waits }) => waits);
		await Promise.all([...done.map(({ key }) => act.store.delete(key)), act.done]);
	}

	/** @returns {Promise<number | true | null>} the session that was left here and that the server does not know of */
	async leaving() {
		const leaving = await this.disk.get("facts", "leaving");
		return leaving || ((await this.judge()) ? null : await this.disk.get("facts", "sat")) || null;
	}

	/** @returns {Promise<readonly Judge[]>} who has signed in on this tablet, the last one first */
	async judges() {
		return (await this.disk.get("facts", "judges")) ?? [];
	}

	/** @returns {Promise<string>} the name of this tablet, which its marks carry; for now only, where the disk does not take one */
	async device() {
		const known = await this.disk.get("facts", "device");
		return known ?? (await this.named().catch(() => this.newName()));
	}

	/** @returns {Promise<string>} the name that another page of this tablet gave it meanwhile, or a new one */
	async named() {
		const act = this.disk.transaction("facts", "readwrite", STRICT);
		const name = (await act.store.get("device")) ?? this.newName();
		await Promise.all([act.store.put(name, "device"), act.done]);
		return name;
	}

	newName() {
		this.given ??= `d-${this.name()}`;
		return this.given;
	}

	/** @param {string} name by which the server knows this tablet: another one has the name that it gave itself */
	keepDevice(name) {
		return this.disk.put("facts", name, "device");
	}

	/** @returns {Promise<Paired | null>} */
	async paired() {
		return (await this.disk.get("facts", "paired")) ?? null;
	}

	/** @param {Paired | null} paired */
	keepPaired(paired) {
		return this.disk.put("facts", paired, "paired");
	}

	/** @param {number} judge @returns {Promise<Names | string | undefined>} */
	nameOf(judge) {
		return this.disk.get("facts", `name-${judge}`);
	}

	/** @param {number} judge @returns {Promise<readonly import("./undo.js").Decision[]>} what the judge may take back */
	async past(judge) {
		return (await this.disk.get("facts", `past-${judge}`)) ?? [];
	}

	/** @param {number} judge @param {readonly import("./undo.js").Decision[]} past */
	keepPast(judge, past) {
		return this.disk.put("facts", past, `past-${judge}`);
	}

	/** @param {number} judge @param {number} sheet @returns {Promise<Kept | undefined>} */
	sheet(judge, sheet) {
		return this.disk.get("sheets", keyOf(judge, sheet));
	}

	/** @param {number} judge @returns {Promise<Sheet[]>} */
	async sheets(judge) {
		/** @type {Kept[]} */
		const all = await this.disk.getAll("sheets", IDBKeyRange.bound(`${judge}-`, `${judge}-:`));
		return all.map(({ sheet }) => sheet);
	}

	/**
	 * @param {number} judge
	 * @param {Sheet} fresh
	 * @param {string | null} etag
	 * @returns {Promise<Sheet>} the newest of what was kept and *fresh*
	 */
	async keepSheet(judge, fresh, etag) {
		const act = this.disk.transaction("sheets", "readwrite");
		const key = keyOf(judge, fresh.id);
		/** @type {Kept | undefined} */
		const kept = await act.store.get(key);
		const sheet = refreshed(kept?.sheet, fresh);
		await Promise.all([act.store.put({ key, judge, sheet, etag }), act.done]);
		await noteSignatures(this.disk, judge, sheet);
		return sheet;
	}

	/** @param {number} judge @returns {Promise<Summary[] | undefined>} the list last seen */
	list(judge) {
		return this.disk.get("facts", `list-${judge}`);
	}

	/** @param {number} judge @param {readonly Summary[]} sheets */
	keepList(judge, sheets) {
		return this.disk.put("facts", sheets, `list-${judge}`);
	}
}

/** @param {number} judge @returns {IDBKeyRange} of what the server has received from the judge */
function sheetsOf(judge) {
	return IDBKeyRange.bound(`received-${judge}-`, `received-${judge}-:`);
}

/** @param {Row & { seat?: number }} row @returns {string} its cell: of a second entry each seat has its own */
export function cellOnSheet({ aspect, seat }) {
	return seat === undefined ? `${aspect}` : `${aspect}-${seat}`;
}

/** @param {unknown} one @param {unknown} other */
function isSame(one, other) {
	return JSON.stringify(one) === JSON.stringify(other);
}

/** @param {number} judge @param {number} sheet @returns {string} what names the sheet here */
export function keyOf(judge, sheet) {
	return `${judge}-${sheet}`;
}

/**
 * @param {import("idb").IDBPObjectStore<unknown, string[], "refused", "readwrite">} refused
 * @param {Pick<Row, "judge" | "sheet" | "aspect"> & { seat?: number }} mark
 */
async function forget(refused, mark) {
	/** @type {Refused[]} */
	const all = await refused.getAll();
	const same = all.filter(
		(/** @type {Refused & { seat?: number }} */ one) =>
			one.judge === mark.judge &&
			one.sheet === mark.sheet &&
			one.aspect === mark.aspect &&
			one.seat === mark.seat,
	);
	await Promise.all(same.map((one) => refused.delete(one.uuid)));
}
