/** Remarks that judges have begun: each stays with its judge and sheet until it is kept or thrown away. */

import { openDB } from "idb";

/** @typedef {{ sheet: number, sub: string, aspect: number | null, text: string, photo: Blob | null, picture: string, developing: File | null }} Draft *developing*: the photo that is being drawn anew */
/** @typedef {Readonly<{ judge: number, sheet: number, sub: string, aspect: number | null, text: string }>} Begun a draft as the disk has it, its photo apart */

const BOTH = /** @type {const} */ (["drafts", "photos"]);

/** @param {Draft} draft @returns {boolean} whether anything is written or taken */
export function isWritten({ text, photo, developing }) {
	return text.trim() !== "" || photo !== null || developing !== null;
}

export class RemarkDrafts {
	constructor() {
		/** @type {import("idb").IDBPDatabase | null} null where this tablet keeps none */
		this.disk = null;
		/** @type {Map<number, Draft>} of the judge who sits here, by sheet */
		this.here = new Map();
		/** @type {Set<Draft>} those that the disk did not take: gone when this page is closed */
		this.loose = new Set();
	}

	async open() {
		const opened = openDB("jiangsai-drafts", 1, {
			upgrade(fresh) {
				fresh.createObjectStore("drafts");
				fresh.createObjectStore("photos");
			},
		});
		this.disk = await opened.catch(() => null);
	}

	/** @returns {boolean} whether something is written that would be gone with this page */
	get isAnyLoose() {
		return [...this.here.values()].some(
			(draft) => draft.developing || (this.loose.has(draft) && isWritten(draft)),
		);
	}

	/** @returns {readonly number[]} the sheets about which something is written */
	get sheets() {
		return [...this.here.values()].filter(isWritten).map(({ sheet }) => sheet);
	}

	/** @param {number} sheet @param {string} sub what a new one is about @returns {Draft} the one about a sheet, or a new one */
	at(sheet, sub) {
		const empty = { photo: null, picture: "", developing: null };
		const blank = { sheet, sub, aspect: null, text: "", ...empty };
		const draft = this.here.get(sheet) ?? blank;
		this.here.set(sheet, draft);
		return draft;
	}

	/** Puts the drafts of the judge who sat here out of sight. */
	clear() {
		for (const { picture } of this.here.values()) {
			URL.revokeObjectURL(picture);
		}
		this.here = new Map();
		this.loose.clear();
	}

	/** @param {number} judge whose drafts are wanted @returns {Promise<Draft[]>} */
	async of(judge) {
		/** @type {Begun[]} */
		const all = (await this.disk?.getAll("drafts")) ?? [];
		const mine = all.filter((begun) => begun.judge === judge);
		return Promise.all(mine.map((begun) => this.unpacked(begun)));
	}

	/** @param {Begun} begun @returns {Promise<Draft>} */
	async unpacked({ judge, ...begun }) {
		/** @type {ArrayBuffer | undefined} */
		const bytes = await this.disk?.get("photos", keyOf(judge, begun.sheet));
		const photo = bytes ? new Blob([bytes], { type: "image/jpeg" }) : null;
		const picture = photo ? URL.createObjectURL(photo) : "";
		return { ...begun, photo, picture, developing: null };
	}

	/** Takes up what this tablet keeps, but where something newer is written. @param {readonly Draft[]} found */
	lay(found) {
		for (const draft of found) {
			const before = this.here.get(draft.sheet);
			if (before && isWritten(before)) {
				URL.revokeObjectURL(draft.picture);
			} else {
				this.here.set(draft.sheet, Object.assign(before ?? draft, draft));
			}
		}
	}

	/**
	 * Keeps what is written so far; where the disk does not take it, this page does.
	 * @param {number} judge
	 * @param {Draft} draft
	 * @param {boolean} [isPhotoNew] whether the photo is another one, or none any more
	 */
	async keep(judge, draft, isPhotoNew = false) {
		const key = keyOf(judge, draft.sheet);
		try {
			const bytes = isPhotoNew ? ((await draft.photo?.arrayBuffer()) ?? null) : undefined;
			// Only now: the judge may have written on, or have kept the remark, while the photo was read.
			const { sheet, sub, aspect, text } = draft;
			await (isWritten(draft)
				? this.store(key, { judge, sheet, sub, aspect, text }, bytes)
				: this.drop(key));
			this.loose.delete(draft);
		} catch (fault) {
			globalThis.reportError?.(fault);
			this.loose.add(draft);
		}
	}

	/** @param {string} key @param {Begun} begun @param {ArrayBuffer | null | undefined} bytes of its photo; null: none; undefined: as it was */
	async store(key, begun, bytes) {
		if (!this.disk) {
			throw new Error("no disk");
		}
		const act = this.disk.transaction(BOTH, "readwrite");
		const photos = act.objectStore("photos");
		await Promise.all([
			act.objectStore("drafts").put(begun, key),
			bytes && photos.put(bytes, key),
			bytes === null && photos.delete(key),
			act.done,
		]);
	}

	/** @param {string} key */
	async drop(key) {
		const act = this.disk?.transaction(BOTH, "readwrite");
		await Promise.all([
			act?.objectStore("drafts").delete(key),
			act?.objectStore("photos").delete(key),
			act?.done,
		]);
	}
}

/** @param {number} judge @param {number} sheet */
function keyOf(judge, sheet) {
	return `${judge}-${sheet}`;
}
