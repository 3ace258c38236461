/** What a server from a backup has lost and this tablet cannot send again: signatures, and photos that it has let go. */

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {Readonly<{ sheet: number, judge: number, name: Names, at: string }>} Given a signature as this tablet saw it; its time tells it from every other one */
/** @typedef {Readonly<{ id: string, sheet: number, signature: Given }>} LostSignature */
/** @typedef {Readonly<{ id: string, sheet: number, photo: Readonly<{ sub: string, text: string }> }>} LostPhoto */
/** @typedef {LostSignature | LostPhoto} Loss */

export class Losses {
	/** @param {Desk} desk */
	constructor(desk) {
		this.desk = desk;
		/** @type {readonly Loss[]} of the judge who sits here */
		this.all = [];
		/** @type {number | undefined} whose they are */
		this.judge = undefined;
		desk.addEventListener("change", () => this.follow());
	}

	/** @returns {readonly Loss[]} what the judge has still to see to: not a signature that was given anew */
	get open() {
		return this.all.filter((loss) => !("signature" in loss && this.isSigned(loss.signature)));
	}

	/** @param {Given} lost @returns {boolean} */
	isSigned({ sheet, judge }) {
		const seats = this.desk.kept.get(sheet)?.signatures ?? [];
		return seats.some((seat) => seat.judge?.id === judge && seat.at !== null);
	}

	/** Reads them anew when another judge sits here. */
	follow() {
		const judge = this.desk.judge?.id;
		if (judge !== this.judge) {
			this.judge = judge;
			this.all = [];
			this.read().catch((fault) => globalThis.reportError?.(fault));
		}
	}

	async read() {
		const { judge } = this;
		const all = judge === undefined ? [] : await lossesOf(this.desk.storage.disk, judge);
		if (judge === this.judge) {
			this.all = all;
			this.desk.changed();
		}
	}

	/** @param {number} judge @param {readonly Loss[]} fresh */
	async add(judge, fresh) {
		if (fresh.length) {
			const before = await lossesOf(this.desk.storage.disk, judge);
			const ids = new Set(fresh.map(({ id }) => id));
			await this.keep(judge, [...before.filter(({ id }) => !ids.has(id)), ...fresh]);
		}
	}

	/** @param {string} id of one that the judge has seen to */
	async putAway(id) {
		const { judge } = this;
		if (judge !== undefined) {
			const left = this.all.filter((loss) => loss.id !== id);
			await this.keep(judge, left);
		}
	}

	/** @param {number} judge @param {readonly Loss[]} all */
	async keep(judge, all) {
		await this.desk.storage.disk.put("facts", all, `losses-${judge}`);
		await this.read();
	}
}

/** @param {import("idb").IDBPDatabase} disk @param {number} judge @returns {Promise<readonly Loss[]>} */
async function lossesOf(disk, judge) {
	return (await disk.get("facts", `losses-${judge}`)) ?? [];
}

/**
 * Remembers who has signed a sheet, as the server says now; of one that was started anew and not asked yet, besides what is known.
 * @param {import("idb").IDBPDatabase} disk
 * @param {number} judge
 * @param {Sheet} sheet
 */
export async function noteSignatures(disk, judge, sheet) {
	if (sheet.signing !== "panel") {
		return;
	}
	const act = disk.transaction("facts", "readwrite");
	/** @type {[Record<number, readonly Given[]> | undefined, string | undefined]} */
	const [known = {}, epoch] = await Promise.all([
		act.store.get(`signed-${judge}`),
		act.store.get(`epoch-${judge}`),
	]);
	const now = given(sheet);
	const before = known[sheet.id] ?? [];
	const again = new Set(now.map((one) => one.judge));
	const lost = epoch === sheet.epoch ? [] : before.filter((one) => !again.has(one.judge));
	const all = [...lost, ...now];
	if (JSON.stringify(all) !== JSON.stringify(before)) {
		await act.store.put({ ...known, [sheet.id]: all }, `signed-${judge}`);
	}
	await act.done;
}

/** @param {Sheet} sheet @returns {Given[]} */
function given({ id, signatures = [] }) {
	return signatures.flatMap(({ judge, at }) =>
		judge && at ? [{ sheet: id, judge: judge.id, name: judge.name, at }] : [],
	);
}

/** @param {import("idb").IDBPDatabase} disk @param {number} judge @returns {Promise<Given[]>} the signatures that this tablet has seen on the sheets of a judge */
export async function seenSigned(disk, judge) {
	/** @type {Record<number, Given[]>} */
	const known = (await disk.get("facts", `signed-${judge}`)) ?? {};
	return Object.values(known).flat();
}

/**
 * Forgets signatures that were lost: what has been told once is not told after the next start.
 * @param {import("idb").IDBPDatabase} disk
 * @param {number} judge
 * @param {readonly Given[]} lost
 */
export async function forgetSigned(disk, judge, lost) {
	const act = disk.transaction("facts", "readwrite");
	/** @type {Record<number, readonly Given[]>} */
	const known = (await act.store.get(`signed-${judge}`)) ?? {};
	const isLost = (/** @type {Given} */ one) =>
		lost.some(({ sheet, at }) => sheet === one.sheet && at === one.at);
	const left = Object.entries(known).map(([sheet, all]) => [
		sheet,
		all.filter((one) => !isLost(one)),
	]);
	await act.store.put(Object.fromEntries(left), `signed-${judge}`);
	await act.done;
}

/** @param {Given} signature that the server does not have @returns {LostSignature} */
export function lostSignature(signature) {
	return { id: `${signature.sheet}-${signature.judge}`, sheet: signature.sheet, signature };
}
