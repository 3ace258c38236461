/** What this tablet keeps in IndexedDB: the outbox, the refused marks, the sheets last seen, who sits here. */

import { openDB } from "idb";
import { refreshed, withCell } from "./sheet.js";

/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./outbox.js").Refusal} Refusal */
/** @typedef {import("./outbox.js").Receipt} Receipt */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ id: number, code: string, name: Names | string }>} Judge */
/** @typedef {Pick<Row, "uuid" | "judge" | "sheet" | "aspect" | "value" | "base" | "taken_at">} Mark what the judge decided, before the tablet numbers it */
/** @typedef {Readonly<{ key: string, judge: number, sheet: Sheet, etag: string | null }>} Kept */

// "strict": the disk has it before the screen says so.
const STRICT = /** @type {const} */ ({ durability: "strict" });

export class Storage {
	/** @param {import("idb").IDBPDatabase} disk @param {() => string} name makes a name for a tablet that has none */
	constructor(disk, name) {
		this.disk = disk;
		this.name = name;
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
		const device = (await facts.get("device")) ?? `d-${this.name()}`;
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

	/** @returns {Promise<Row | undefined>} the oldest row of the judge who sits here */
	async next() {
		const judge = await this.judge();
		return judge && (await this.rows()).find((row) => row.judge === judge.id);
	}

	/** @param {Row} row @param {Receipt} receipt */
	async settle(row, receipt) {
		const act = this.disk.transaction(["outbox", "sheets"], "readwrite", STRICT);
		const sheets = act.objectStore("sheets");
		/** @type {Kept | undefined} */
		const kept = await sheets.get(keyOf(row.judge, row.sheet));
		if (kept) {
			const sheet = withCell(kept.sheet, row.aspect, receipt.cell);
			await sheets.put({ ...kept, sheet });
		}
		await Promise.all([act.objectStore("outbox").delete(row.sequence), act.done]);
	}

	/** @param {Row} row @param {Refusal} refusal */
	async refuse(row, refusal) {
		const act = this.disk.transaction(["outbox", "refused"], "readwrite", STRICT);
		await forget(act.objectStore("refused"), row);
		await Promise.all([
			act.objectStore("refused").put({ ...row, refusal }),
			act.objectStore("outbox").delete(row.sequence),
			act.done,
		]);
	}

	/** @param {string} uuid of a refused mark that the judge gave up */
	drop(uuid) {
		return this.disk.delete("refused", uuid);
	}

	/** @returns {Promise<Judge | undefined>} who sits here */
	judge() {
		return this.disk.get("facts", "judge");
	}

	/** @param {Judge} judge */
	async seat(judge) {
		await this.disk.put("facts", judge, "judge");
		await this.disk.delete("facts", "leaving");
		await this.disk.put("facts", judge.name, `name-${judge.id}`);
	}

	/** @param {boolean} isToldToServer false: the server has still to hear of it */
	async rise(isToldToServer) {
		await this.disk.delete("facts", "judge");
		await this.disk.put("facts", !isToldToServer, "leaving");
	}

	/** @returns {Promise<boolean>} whether somebody signed out here and the server does not know it */
	async isLeaving() {
		return (await this.disk.get("facts", "leaving")) === true;
	}

	/** @param {number} judge @returns {Promise<Names | string | undefined>} */
	nameOf(judge) {
		return this.disk.get("facts", `name-${judge}`);
	}

	/** @param {number} judge @param {number} sheet @returns {Promise<Kept | undefined>} */
	sheet(judge, sheet) {
		return this.disk.get("sheets", keyOf(judge, sheet));
	}

	/** @param {number} judge @returns {Promise<Sheet[]>} */
	async sheets(judge) {
		/** @type {Kept[]} */
		const all = await this.disk.getAll("sheets");
		return all.filter((kept) => kept.judge === judge).map((kept) => kept.sheet);
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
		return sheet;
	}

	/** @returns {Promise<string>} what this tablet is called in the ledger */
	async device() {
		const known = await this.disk.get("facts", "device");
		const device = known ?? `d-${this.name()}`;
		if (known === undefined) {
			await this.disk.put("facts", device, "device");
		}
		return device;
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

/** @param {number} judge @param {number} sheet */
function keyOf(judge, sheet) {
	return `${judge}-${sheet}`;
}

/**
 * @param {import("idb").IDBPObjectStore<unknown, string[], "refused", "readwrite">} refused
 * @param {Pick<Row, "judge" | "sheet" | "aspect">} mark
 */
async function forget(refused, mark) {
	/** @type {Refused[]} */
	const all = await refused.getAll();
	const same = all.filter(
		(one) => one.judge === mark.judge && one.sheet === mark.sheet && one.aspect === mark.aspect,
	);
	await Promise.all(same.map((one) => refused.delete(one.uuid)));
}
