/** What this tablet keeps of remarks and photos until the server has them: a disk of their own, so that marks never want for room in one transaction with a photo. */

import { openDB } from "idb";
import { STRICT } from "./storage.js";

/** @typedef {import("./outbox.js").Refusal} Refusal */
/** @typedef {Readonly<{ uuid: string, judge: number, sheet: number, sub: string, aspect: number | null, text: string, withdraws: string | null, device: string, taken_at: string, hasPhoto: boolean }>} Written a remark as the judge made it */
/** @typedef {Written & Readonly<{ sequence: number, refusal: Refusal | null }>} Waiting one that only this tablet holds */

export class RemarkStore {
	/** @param {import("idb").IDBPDatabase} disk */
	constructor(disk) {
		this.disk = disk;
	}

	/** @returns {Promise<RemarkStore>} */
	static async open() {
		const disk = await openDB("jiangsai-remarks", 1, {
			upgrade(fresh) {
				fresh.createObjectStore("remarks", { keyPath: "sequence", autoIncrement: true });
				fresh.createObjectStore("photos");
			},
		});
		return new RemarkStore(disk);
	}

	/**
	 * Keeps a remark, once it is on the disk; throws where there is no room.
	 * @param {Written} remark
	 * @param {ArrayBuffer | null} photo
	 */
	async add(remark, photo) {
		const act = this.disk.transaction(["remarks", "photos"], "readwrite", STRICT);
		await Promise.all([
			act.objectStore("remarks").add({ ...remark, refusal: null }),
			photo && act.objectStore("photos").put(photo, remark.uuid),
			act.done,
		]);
	}

	/** @returns {Promise<Waiting[]>} in the order they were made, of every judge */
	rows() {
		return this.disk.getAll("remarks");
	}

	/** @param {string} uuid @returns {Promise<ArrayBuffer | undefined>} */
	photo(uuid) {
		return this.disk.get("photos", uuid);
	}

	/** @param {Waiting} row that the server has, or that the judge gave up */
	async drop(row) {
		const act = this.disk.transaction(["remarks", "photos"], "readwrite", STRICT);
		await Promise.all([
			act.objectStore("remarks").delete(row.sequence),
			act.objectStore("photos").delete(row.uuid),
			act.done,
		]);
	}

	/** @param {Waiting} row @param {Refusal | null} refusal why the server does not take it; null: it is sent again */
	async refuse(row, refusal) {
		const act = this.disk.transaction("remarks", "readwrite", STRICT);
		await Promise.all([act.store.put({ ...row, refusal }), act.done]);
	}
}
