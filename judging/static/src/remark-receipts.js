/** Remarks that the server has received, kept as marks are: a server from a backup may lack them. Photos as long as there is room and their sheet is open. */

import { openDB } from "idb";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./remark-store.js").Waiting} Waiting */
/** @typedef {Waiting & Readonly<{ bytes: number }>} Received with the size of the photo that is kept with it */

const BOTH = /** @type {const} */ (["remarks", "photos"]);
const MOST_BYTES = 40_000_000;
const MOST_REMARKS = 1000;

export class RemarkReceipts {
	/** @param {import("idb").IDBPDatabase} disk of their own: a page that is older still uses that of what waits */
	constructor(disk) {
		this.disk = disk;
		/** @type {unknown} the list of sheets by which photos were let go last */
		this.list = null;
	}

	/** @returns {Promise<RemarkReceipts>} */
	static async open() {
		const disk = await openDB("jiangsai-remarks-received", 1, {
			upgrade(fresh) {
				fresh.createObjectStore("remarks", { keyPath: "uuid" });
				fresh.createObjectStore("photos");
			},
		});
		return new RemarkReceipts(disk);
	}

	/** @returns {Promise<Received[]>} of every judge, the oldest first */
	async all() {
		/** @type {Received[]} */
		const found = await this.disk.getAll("remarks");
		return found.sort((one, other) => one.sequence - other.sequence);
	}

	/** @param {number} judge @returns {Promise<Received[]>} */
	async of(judge) {
		return (await this.all()).filter((row) => row.judge === judge);
	}

	/** @param {string} uuid @returns {Promise<ArrayBuffer | undefined>} */
	photo(uuid) {
		return this.disk.get("photos", uuid);
	}

	/**
	 * Keeps what was received; where the disk does not take the photo, it lets all photos go: marks come first.
	 * @param {Waiting} row
	 * @param {ArrayBuffer | undefined} photo
	 */
	async keep(row, photo) {
		try {
			await this.put(row, photo);
		} catch {
			await this.letGo(() => true);
			await this.put(row, undefined);
		}
		await this.shed();
	}

	/** @param {Waiting} row @param {ArrayBuffer | undefined} photo */
	async put(row, photo) {
		const act = this.disk.transaction(BOTH, "readwrite");
		await Promise.all([
			act.objectStore("remarks").put({ ...row, bytes: photo?.byteLength ?? 0 }),
			photo && act.objectStore("photos").put(photo, row.uuid),
			act.done,
		]);
	}

	/** Keeps no more than there is to be, the newest ones. */
	async shed() {
		const newest = (await this.all()).reverse();
		let bytes = 0;
		const heavy = new Set();
		for (const row of newest) {
			bytes += row.bytes;
			if (bytes > MOST_BYTES) {
				heavy.add(row.uuid);
			}
		}
		await this.letGo(({ uuid }) => heavy.has(uuid));
		for (const { uuid } of newest.slice(MOST_REMARKS)) {
			await this.drop(uuid);
		}
	}

	/** @param {(row: Received) => boolean} isGone whose photo is not kept any more */
	async letGo(isGone) {
		const rows = (await this.all()).filter((row) => row.bytes > 0 && isGone(row));
		for (const row of rows) {
			// A full disk takes nothing, but it lets go: the photo first.
			await this.disk.delete("photos", row.uuid);
			await this.disk.put("remarks", { ...row, bytes: 0 });
		}
	}

	/** @param {string} uuid */
	async drop(uuid) {
		const act = this.disk.transaction(BOTH, "readwrite");
		await Promise.all([...BOTH.map((name) => act.objectStore(name).delete(uuid)), act.done]);
	}

	/** Lets photos go of sheets that are locked, and all of them where the disk takes no marks. @param {Desk} desk */
	async follow({ list, judge, isDiskBroken }) {
		if (isDiskBroken && this.list !== "full") {
			this.list = "full";
			await this.letGo(() => true);
		} else if (list && judge && this.list !== list) {
			this.list = list;
			const closed = new Set(list.filter(isOver).map(({ id }) => id));
			await this.letGo((row) => row.judge === judge.id && closed.has(row.sheet));
		}
	}
}

/** @param {import("./round.js").Summary} sheet @returns {boolean} whether the chief judge has locked it or signed the trade */
function isOver({ state, locked, suspended }) {
	return state === "locked" || (state === "open" && locked && !suspended);
}

/** @param {Evidence} evidence @param {Waiting} row that the server has */
export async function remember({ store, receipts }, row) {
	const photo = row.hasPhoto ? await store?.photo(row.uuid) : undefined;
	await receipts?.keep(row, photo);
}

/**
 * Puts received remarks that the server does not have any more back among those that wait.
 * @param {Evidence} evidence
 * @param {number} judge
 * @param {ReadonlySet<string>} missing their uuids
 * @returns {Promise<Loss[]>} photos that this tablet has let go
 */
export async function sendRemarksAgain(evidence, judge, missing) {
	const { receipts, store } = evidence;
	if (!receipts || !store) {
		return [];
	}
	const lost = (await receipts.of(judge)).filter(({ uuid }) => missing.has(uuid));
	const waiting = new Set((await store.rows()).map(({ uuid }) => uuid));
	for (const row of lost.filter(({ uuid }) => !waiting.has(uuid))) {
		evidence.said.delete(row.uuid);
		await waitAgain(store, row, await receipts.photo(row.uuid));
	}
	const gone = lost.filter((row) => row.hasPhoto && row.bytes === 0);
	for (const { uuid } of lost) {
		await receipts.drop(uuid);
	}
	await evidence.recount();
	evidence.courier.go();
	return gone.map(({ uuid: id, sheet, sub, text }) => ({ id, sheet, photo: { sub, text } }));
}

/**
 * @param {import("./remark-store.js").RemarkStore} store
 * @param {Received} row
 * @param {ArrayBuffer | undefined} photo
 */
async function waitAgain(store, { sequence: _, bytes: __, ...row }, photo) {
	// What was in the photo alone cannot be said again in words.
	if (row.text || photo) {
		await store.add({ ...row, hasPhoto: photo !== undefined }, photo ?? null);
	}
}
