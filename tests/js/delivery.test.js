/** What the courier is told at each step. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { storeOf } from "../../judging/static/src/delivery.js";

/** @typedef {import("../../judging/static/src/outbox.js").Row} Row */

// Node has no such place for faults.
globalThis.reportError ??= (fault) => {
	throw fault;
};

/** A disk on which every key of every store may be read and written. */
function disk() {
	/** @type {Record<string, Map<unknown, any>>} */
	const stores = { outbox: new Map(), refused: new Map() };
	const objectStore = (/** @type {"outbox" | "refused"} */ name) => ({
		getAll: async () => [...(stores[name]?.values() ?? [])],
		put: async (/** @type {Row} */ row) => stores[name]?.set(row.uuid, row),
		delete: async (/** @type {unknown} */ key) => stores[name]?.delete(key),
	});
	return { stores, transaction: () => ({ objectStore, done: Promise.resolve() }) };
}

test("a sheet that is fetched because of a refusal keeps no other mark waiting", {
	timeout: 5000,
}, async () => {
	const made = disk();
	/** @type {number[]} */
	const fetched = [];
	const contact = {
		desk: { storage: { disk: made } },
		counted: async () => undefined,
		fetchSheet: (/** @type {number} */ id) => {
			fetched.push(id);
			return new Promise(() => undefined);
		},
	};
	const row = { uuid: "u-1", judge: 3, sheet: 7, aspect: 1, value: "1", base: 0 };
	const whole = { ...row, device: "d-1", sequence: 1, taken_at: "" };
	const why = { code: "stale-mark", detail: "" };
	const store = storeOf(/** @type {any} */ (contact));
	await store.note({ received: [], refused: [[whole, why]] });
	assert.deepEqual([fetched, [...(made.stores.refused?.keys() ?? [])]], [[7], ["u-1"]]);
});
