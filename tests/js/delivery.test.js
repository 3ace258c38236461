/** What the courier is told at each step. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { storeOf } from "../../judging/static/src/delivery.js";
import { disk } from "./disk.js";

// Node has no such place for faults.
globalThis.reportError ??= (fault) => {
	throw fault;
};

test("a sheet that is fetched because of a refusal keeps no other mark waiting", {
	timeout: 5000,
}, async () => {
	const row = { uuid: "u-1", judge: 3, sheet: 7, aspect: 1, value: "1", base: 0 };
	const whole = { ...row, device: "d-1", sequence: 1, taken_at: "" };
	const { lent, stores } = disk({ outbox: [whole] });
	/** @type {number[]} */
	const fetched = [];
	const contact = {
		desk: { storage: { disk: lent } },
		counted: async () => undefined,
		fetchSheet: (/** @type {number} */ id) => {
			fetched.push(id);
			return new Promise(() => undefined);
		},
	};
	const why = { code: "stale-mark", detail: "" };
	const store = storeOf(/** @type {any} */ (contact));
	await store.note({ received: [], refused: [[whole, why]] });
	assert.deepEqual([fetched, [...stores.refused.keys()]], [[7], ["u-1"]]);
});
