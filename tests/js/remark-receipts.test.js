/** Remarks that the server has are kept on the tablet in case it loses them; photos not for ever. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { RemarkReceipts, sendRemarksAgain } from "../../judging/static/src/remark-receipts.js";

/** @typedef {import("../../judging/static/src/remark-store.js").Waiting} Waiting */

/** @param {number} [most] bytes that a photo may have at most to be taken */
function receipts(most = Number.POSITIVE_INFINITY) {
	/** @type {Record<string, Map<string, any>>} */
	const stores = { remarks: new Map(), photos: new Map() };
	const put = async (
		/** @type {string} */ name,
		/** @type {any} */ value,
		/** @type {any} */ key,
	) => {
		if (name === "photos" && value.byteLength > most) {
			throw new Error("full");
		}
		stores[name]?.set(key ?? value.uuid, value);
	};
	const remove = async (/** @type {string} */ name, /** @type {string} */ key) =>
		stores[name]?.delete(key);
	const disk = {
		getAll: async (/** @type {string} */ name) => [...(stores[name]?.values() ?? [])],
		get: async (/** @type {string} */ name, /** @type {string} */ key) => stores[name]?.get(key),
		put,
		delete: remove,
		transaction: () => ({
			objectStore: (/** @type {string} */ name) => ({
				put: (/** @type {any} */ value, /** @type {any} */ key) => put(name, value, key),
				delete: (/** @type {string} */ key) => remove(name, key),
			}),
			done: Promise.resolve(),
		}),
	};
	return { found: new RemarkReceipts(/** @type {any} */ (disk)), photos: stores.photos };
}

/** @param {string} uuid @param {number} sequence @param {Partial<Waiting>} [more] @returns {Waiting} */
function remark(uuid, sequence, more = {}) {
	const about = { sub: "A1", aspect: null, text: "Scratched.", withdraws: null };
	const made = { judge: 3, sheet: 7, device: "d-1", taken_at: "2026-05-01T08:00:00Z" };
	return { uuid, sequence, ...about, ...made, hasPhoto: false, refusal: null, ...more };
}

const SHOT = new ArrayBuffer(1000);
const photographed = (/** @type {string} */ uuid, /** @type {number} */ sequence, more = {}) =>
	remark(uuid, sequence, { hasPhoto: true, ...more });

/** @param {RemarkReceipts} found @param {readonly string[]} [waiting] */
function evidence(found, waiting = []) {
	/** @type {[any, ArrayBuffer | null][]} */
	const added = [];
	const store = {
		rows: async () => waiting.map((uuid) => ({ uuid })),
		add: async (/** @type {any} */ row, /** @type {ArrayBuffer | null} */ photo) =>
			added.push([row, photo]),
	};
	const other = { said: new Map(), recount: async () => {}, courier: { go: () => {} } };
	return { added, evidence: /** @type {any} */ ({ store, receipts: found, ...other }) };
}

test("what the server has lost waits again in its order, with its photo", async () => {
	const { found } = receipts();
	await found.keep(remark("b", 2, { text: "Not so.", withdraws: "a" }), undefined);
	await found.keep(photographed("a", 1), SHOT);
	await found.keep(remark("c", 3), undefined);
	const { added, evidence: here } = evidence(found);
	assert.deepEqual(await sendRemarksAgain(here, 3, new Set(["a", "b"])), []);
	assert.deepEqual(
		added.map(([row, photo]) => [row.uuid, row.hasPhoto, photo, "sequence" in row]),
		[
			["a", true, SHOT, false],
			["b", false, null, false],
		],
	);
	assert.deepEqual(
		(await found.all()).map(({ uuid }) => uuid),
		["c"],
	);
});

test("what waits already does not wait twice", async () => {
	const { found } = receipts();
	await found.keep(remark("a", 1), undefined);
	const { added, evidence: here } = evidence(found, ["a"]);
	await sendRemarksAgain(here, 3, new Set(["a"]));
	assert.deepEqual(added, []);
});

test("photos of a locked sheet are let go, the words stay", async () => {
	const { found, photos } = receipts();
	await found.keep(photographed("a", 1), SHOT);
	await found.keep(photographed("b", 2, { sheet: 8 }), SHOT);
	const list = [
		{ id: 7, state: "locked", locked: true },
		{ id: 8, state: "signed", locked: true },
	];
	await found.follow(/** @type {any} */ ({ list, judge: { id: 3 }, isDiskBroken: false }));
	assert.deepEqual([...(photos?.keys() ?? [])], ["b"]);
	const { added, evidence: here } = evidence(found);
	const lost = await sendRemarksAgain(here, 3, new Set(["a"]));
	assert.deepEqual(lost, [{ id: "a", sheet: 7, photo: { sub: "A1", text: "Scratched." } }]);
	assert.deepEqual(
		added.map(([row]) => row.hasPhoto),
		[false],
	);
});

test("a photo without words that was let go is told and nothing is sent", async () => {
	const { found } = receipts();
	await found.keep(photographed("a", 1, { text: "" }), undefined);
	const { added, evidence: here } = evidence(found);
	assert.equal((await sendRemarksAgain(here, 3, new Set(["a"]))).length, 1);
	assert.deepEqual(added, []);
});

test("where the disk takes no marks every photo is let go", async () => {
	const { found, photos } = receipts();
	await found.keep(photographed("a", 1), SHOT);
	await found.follow(/** @type {any} */ ({ list: null, judge: null, isDiskBroken: true }));
	assert.equal(photos?.size, 0);
});

test("a photo that finds no room is not kept, its words are", async () => {
	const { found, photos } = receipts(10);
	await found.keep(photographed("a", 1), SHOT);
	assert.equal(photos?.size, 0);
	assert.deepEqual(
		(await found.all()).map(({ uuid, bytes }) => [uuid, bytes]),
		[["a", 0]],
	);
});

test("the newest photos are kept, up to 40 MB, and the newest thousand remarks", async () => {
	const { found, photos } = receipts();
	const large = /** @type {ArrayBuffer} */ (/** @type {unknown} */ ({ byteLength: 15_000_000 }));
	for (const [at, uuid] of ["a", "b", "c"].entries()) {
		await found.keep(photographed(uuid, at), large);
	}
	assert.deepEqual([...(photos?.keys() ?? [])], ["b", "c"]);
	for (let at = 3; at < 1002; at += 1) {
		await found.put(remark(`u-${at}`, at), undefined);
	}
	await found.shed();
	const left = await found.all();
	assert.deepEqual([left.length, left[0]?.uuid], [1000, "c"]);
});
