/** What a server put back from a backup has lost, a tablet sends again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { recover } from "../../judging/static/src/recovery.js";

/** @param {string[]} uuids that the tablet has receipts of @param {string[]} missing on the server */
function tablet(uuids, missing) {
	/** @type {{ asked: number, again: string[][], epochs: string[], kept: number, isHeard: boolean }} */
	const seen = { asked: 0, again: [], epochs: ["first"], kept: 0, isHeard: true };
	const storage = {
		epoch: async () => seen.epochs.at(-1),
		keepEpoch: async (/** @type {number} */ _, /** @type {string} */ epoch) =>
			seen.epochs.push(epoch),
		received: async () => uuids.map((uuid) => ({ uuid })),
		sendAgain: async (/** @type {number} */ _, /** @type {Set<string>} */ lost) =>
			seen.again.push([...lost]),
	};
	const desk = {
		storage,
		recount: async () => {},
		dispatchEvent: () => {
			seen.kept += 1;
		},
	};
	const request = async (
		/** @type {string} */ _,
		/** @type {string} */ path,
		/** @type {{ body: { uuids: string[] } }} */ { body },
	) => {
		assert.equal(path, "received");
		seen.asked += 1;
		const lost = body.uuids.filter((uuid) => missing.includes(uuid));
		return seen.isHeard ? { status: 200, body: { missing: lost }, etag: null } : null;
	};
	return { seen, contact: /** @type {any} */ ({ desk, request }) };
}

test("what the server has lost waits again, and nothing else", async () => {
	const { seen, contact } = tablet(["a", "b", "c"], ["b"]);
	await recover(contact, 3, "second");
	assert.deepEqual([seen.again, seen.kept], [[["b"]], 1]);
	await recover(contact, 3, "second");
	assert.equal(seen.asked, 1);
});

test("a server that was only started anew has lost nothing", async () => {
	const { seen, contact } = tablet(["a"], []);
	await recover(contact, 3, "second");
	assert.deepEqual([seen.again, seen.kept, seen.epochs], [[], 0, ["first", "second"]]);
});

test("without an answer it is asked again", async () => {
	const { seen, contact } = tablet(["a"], ["a"]);
	seen.isHeard = false;
	await recover(contact, 3, "second");
	assert.deepEqual([seen.again, seen.epochs], [[], ["first"]]);
	seen.isHeard = true;
	await recover(contact, 3, "second");
	assert.deepEqual(seen.again, [["a"]]);
});

test("a tablet with many receipts asks in parts", async () => {
	const uuids = Array.from({ length: 1200 }, (_, at) => `u-${at}`);
	const { seen, contact } = tablet(uuids, ["u-0", "u-1199"]);
	await recover(contact, 3, "second");
	assert.deepEqual([seen.asked, seen.again], [3, [["u-0", "u-1199"]]]);
});
