/** What a server put back from a backup has lost, a tablet sends again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Losses, noteSignatures } from "../../judging/static/src/losses.js";
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

/** @param {Record<string, unknown>} [facts] */
function facts(facts = {}) {
	const held = new Map(Object.entries(structuredClone(facts)));
	const store = {
		get: async (/** @type {string} */ key) => held.get(key),
		put: async (/** @type {unknown} */ value, /** @type {string} */ key) => held.set(key, value),
	};
	const disk = {
		get: (/** @type {string} */ _, /** @type {string} */ key) => store.get(key),
		put: (/** @type {string} */ _, /** @type {unknown} */ value, /** @type {string} */ key) =>
			store.put(value, key),
		transaction: () => ({ store, done: Promise.resolve() }),
	};
	return { held, disk: /** @type {any} */ (disk) };
}

/** @param {readonly (string | null)[]} times of the signatures of judges 3 and 4 @param {string} [epoch] */
function sheet([own = null, other = null], epoch = "first") {
	const seats = /** @type {const} */ ([
		[3, own],
		[4, other],
	]);
	const signatures = seats.map(([id, at], seat) => ({
		seat: seat + 1,
		judge: { id, code: `${id}`, name: { zh: `${id}`, en: `${id}` } },
		at,
		absent: false,
	}));
	return /** @type {any} */ ({ id: 7, signing: "panel", epoch, signatures });
}

/** @param {ReturnType<typeof facts>} known */
const seen = (known) =>
	/** @type {Record<number, { at: string }[]>} */ (known.held.get("signed-3"))[7]?.map(
		({ at }) => at,
	);

test("a signature that was taken back under the same server is forgotten", async () => {
	const known = facts({ "epoch-3": "first" });
	await noteSignatures(known.disk, 3, sheet(["t1", "t2"]));
	assert.deepEqual(seen(known), ["t1", "t2"]);
	await noteSignatures(known.disk, 3, sheet([null, "t2"]));
	assert.deepEqual(seen(known), ["t2"]);
});

test("a server that was started anew is asked before a signature is forgotten", async () => {
	const known = facts({ "epoch-3": "first" });
	await noteSignatures(known.disk, 3, sheet(["t1", "t2"]));
	await noteSignatures(known.disk, 3, sheet([null, "t9"], "second"));
	assert.deepEqual(seen(known), ["t1", "t9"]);
});

/** @param {readonly number[]} unsigned what the server says of the signatures that it is asked for */
function signer(unsigned) {
	const known = facts({ "epoch-3": "first" });
	/** @type {unknown[]} */
	const asked = [];
	/** @type {any} */
	const desk = new EventTarget();
	const storage = {
		disk: known.disk,
		epoch: () => known.held.get("epoch-3"),
		keepEpoch: async (/** @type {number} */ _, /** @type {string} */ epoch) =>
			known.held.set("epoch-3", epoch),
		received: async () => [],
	};
	Object.assign(desk, { storage, judge: { id: 3 }, kept: new Map(), changed() {} });
	desk.losses = new Losses(desk);
	desk.dispatchEvent(new Event("change"));
	const request = async (
		/** @type {string} */ _,
		/** @type {string} */ __,
		/** @type {{ body: unknown }} */ { body },
	) => {
		asked.push(body);
		return { status: 200, body: { missing: [], unsigned }, etag: null };
	};
	return { known, asked, desk, contact: /** @type {any} */ ({ desk, request }) };
}

test("who has signed is told of a signature that the server has lost, once", async () => {
	const { known, asked, desk, contact } = signer([0]);
	await noteSignatures(known.disk, 3, sheet(["t1", "t2"]));
	await recover(contact, 3, "second");
	const signatures = [
		{ sheet: 7, at: "t1" },
		{ sheet: 7, at: "t2" },
	];
	assert.deepEqual(asked, [{ uuids: [], signatures }]);
	const open = () => desk.losses.open.map((/** @type {any} */ one) => one.signature.at);
	assert.deepEqual(open(), ["t1"]);
	await recover(contact, 3, "third");
	assert.deepEqual(asked[1], { uuids: [], signatures: signatures.slice(1) });
});

test("a lost signature is settled when it is given anew, or put away", async () => {
	for (const settle of ["sign", "put away"]) {
		const { known, desk, contact } = signer([0]);
		await noteSignatures(known.disk, 3, sheet(["t1"]));
		await recover(contact, 3, "second");
		assert.equal(desk.losses.open.length, 1);
		if (settle === "sign") {
			desk.kept.set(7, sheet(["t8"], "second"));
		} else {
			await desk.losses.putAway(desk.losses.open[0].id);
			assert.deepEqual(known.held.get("losses-3"), []);
		}
		assert.equal(desk.losses.open.length, 0);
	}
});

test("a server that was only started anew has lost no signature", async () => {
	const { known, desk, contact } = signer([]);
	await noteSignatures(known.disk, 3, sheet(["t1", "t2"]));
	await recover(contact, 3, "second");
	assert.deepEqual(desk.losses.open, []);
	assert.deepEqual(seen(known), ["t1", "t2"]);
});
