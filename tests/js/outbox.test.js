/** The way of a mark to the server, with a store and a server that live in the test. */

import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import {
	cellOf,
	deliver,
	letter,
	pause,
	stuck,
	uuid,
	verdict,
} from "../../judging/static/src/outbox.js";

/** @typedef {import("../../judging/static/src/outbox.js").Row} Row */
/** @typedef {import("../../judging/static/src/outbox.js").Answer} Answer */
/** @typedef {import("../../judging/static/src/outbox.js").Refusal} Refusal */

const CELL = { value: "2", version: 32, points: null };

/** @param {number} sequence @param {Partial<Row>} [more] @returns {Row} */
function row(sequence, more = {}) {
	return {
		uuid: `u-${sequence}`,
		device: "d-1",
		sequence,
		judge: 3,
		sheet: 7,
		aspect: 101,
		value: "2",
		base: 31,
		taken_at: "2026-11-21T06:32:07.000Z",
		...more,
	};
}

/** @param {Row} of @param {number} [status] @returns {Answer} */
function receipt(of, status = 201) {
	return { status, body: { uuid: of.uuid, line: 1, version: 32, cell: CELL } };
}

/** @param {Row[]} rows */
function box(rows) {
	const waiting = [...rows];
	/** @type {string[]} */
	const settled = [];
	/** @type {[string, Refusal][]} */
	const refused = [];
	const store = {
		next: async (/** @type {ReadonlySet<string>} */ passed) =>
			waiting.find((one) => !passed.has(cellOf(one))),
		settle: async (/** @type {Row} */ one) => {
			waiting.splice(waiting.indexOf(one), 1);
			settled.push(one.uuid);
		},
		refuse: async (/** @type {Row} */ one, /** @type {Refusal} */ why) => {
			waiting.shift();
			refused.push([one.uuid, why]);
		},
	};
	return { store, waiting, settled, refused };
}

test("marks go one at a time, in order", async () => {
	const { store, settled } = box([row(1), row(2), row(3)]);
	let underWay = 0;
	const ending = await deliver(store, async (one) => {
		underWay += 1;
		assert.equal(underWay, 1);
		await new Promise((resolve) => setTimeout(resolve, 1));
		underWay -= 1;
		return receipt(one);
	});
	assert.equal(ending, "empty");
	assert.deepEqual(settled, ["u-1", "u-2", "u-3"]);
});

test("on a full disk the mark stays, is not repeated at once, and goes when there is room", async () => {
	const { store, waiting, settled } = box([row(1), row(2)]);
	const full = { ...store, settle: () => Promise.reject(new Error("QuotaExceededError")) };
	let asked = 0;
	const post = async (/** @type {Row} */ one) => {
		asked += 1;
		return receipt(one, asked === 1 ? 201 : 200);
	};
	assert.equal(await deliver(full, post), "full");
	assert.deepEqual([waiting.length, asked], [2, 1]);
	assert.equal(await deliver(store, post), "empty");
	assert.deepEqual(settled, ["u-1", "u-2"]);
});

test("a lost answer keeps the mark, and the repeat takes it out", async () => {
	const { store, waiting, settled } = box([row(1)]);
	assert.equal(await deliver(store, () => Promise.reject(new TypeError("gone"))), "unreachable");
	assert.equal(waiting.length, 1);
	assert.equal(await deliver(store, async (one) => receipt(one, 200)), "empty");
	assert.deepEqual(settled, ["u-1"]);
});

test("only an answer that names the mark takes it out", () => {
	const strange = [
		{ status: 200, body: null },
		{ status: 200, body: "<h1>Welcome to the hall's Wi-Fi</h1>" },
		{ status: 201, body: { uuid: "u-9", line: 1, version: 2, cell: CELL } },
		{ status: 201, body: { uuid: "u-1" } },
		{ status: 204, body: null },
	];
	for (const answer of strange) {
		assert.equal(verdict(row(1), answer), "later");
	}
});

test("a refused mark moves aside with what the server said, and the next one goes", async () => {
	const { store, settled, refused } = box([row(1), row(2)]);
	const stale = { code: "stale-mark", detail: "…", yours: "2", theirs: "3", version: 33 };
	const ending = await deliver(store, async (one) =>
		one.sequence === 1 ? { status: 409, body: stale } : receipt(one),
	);
	assert.equal(ending, "empty");
	assert.deepEqual(refused, [["u-1", stale]]);
	assert.deepEqual(settled, ["u-2"]);
});

test("a refusal that says nothing still has a code", async () => {
	const { store, refused } = box([row(1)]);
	await deliver(store, async () => ({ status: 413, body: null }));
	assert.equal(refused[0]?.[1].code, "http-413");
});

test("a judge signed out keeps every mark", async () => {
	const { store, waiting } = box([row(1), row(2)]);
	const answer = { status: 401, body: { code: "signed-out", detail: "…" } };
	assert.equal(await deliver(store, async () => answer), "signed-out");
	assert.equal(waiting.length, 2);
});

test("a faulty or busy server keeps the mark for later", () => {
	for (const status of [408, 425, 429, 500, 502, 503, 504]) {
		assert.equal(verdict(row(1), { status, body: null }), "later");
	}
	for (const status of [400, 403, 404, 409, 422]) {
		assert.equal(verdict(row(1), { status, body: { code: "no" } }), "refused");
		assert.equal(verdict(row(1), { status, body: null }), "later", "a portal's page");
	}
});

test("the pause grows, has an end, and differs between tablets", () => {
	assert.equal(
		pause(1, () => 0),
		500,
	);
	assert.equal(
		pause(1, () => 1),
		1000,
	);
	assert.equal(
		pause(4, () => 1),
		8000,
	);
	assert.equal(
		pause(99, () => 1),
		8000,
	);
	assert.equal(
		pause(99, () => 0),
		4000,
	);
});

test("the letter names its judge; the sheet stands in the address", () => {
	assert.deepEqual(Object.keys(letter(row(1))).sort(), [
		"aspect",
		"base",
		"device",
		"judge",
		"sequence",
		"taken_at",
		"uuid",
		"value",
	]);
});

test("a uuid is made without randomUUID too", () => {
	const plain = {
		getRandomValues: (/** @type {Uint8Array<ArrayBuffer>} */ bytes) =>
			webcrypto.getRandomValues(bytes),
	};
	const shape = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
	const made = new Set(Array.from({ length: 100 }, () => uuid(plain)));
	assert.equal(made.size, 100);
	for (const one of made) {
		assert.match(one, shape);
	}
	assert.equal(uuid({ ...plain, randomUUID: () => "given" }), "given");
});

const FAULT = { status: 500, body: { code: "fault", id: "9f3a" } };

test("a mark that is always answered by a fault holds up its own cell alone", async () => {
	const rows = [row(1), row(2), row(3, { aspect: 102 }), row(4, { sheet: 8 })];
	const { store, waiting, settled } = box(rows);
	/** @type {Map<string, number>} */
	const faults = new Map();
	const post = async (/** @type {Row} */ one) => (one.sequence === 1 ? FAULT : receipt(one));
	assert.equal(await deliver(store, post, faults), "later");
	assert.equal(await deliver(store, post, faults), "later");
	assert.deepEqual([settled, [...stuck(faults)]], [[], []]);
	assert.equal(await deliver(store, post, faults), "stuck");
	assert.deepEqual(settled, ["u-3", "u-4"]);
	assert.deepEqual([...stuck(faults)], ["u-1"]);
	assert.equal(await deliver(store, async (one) => receipt(one), faults), "empty");
	assert.deepEqual(settled, ["u-3", "u-4", "u-1", "u-2"]);
	assert.deepEqual([waiting.length, stuck(faults).size], [0, 0]);
});

test("a server that has a fault with everything is not asked about everything", async () => {
	const rows = Array.from({ length: 50 }, (_, at) => row(at + 1, { aspect: at }));
	const { store, waiting } = box(rows);
	/** @type {Map<string, number>} */
	const faults = new Map();
	let most = 0;
	for (let round = 0; round < 40; round++) {
		let asked = 0;
		const ending = await deliver(
			store,
			async () => {
				asked += 1;
				return FAULT;
			},
			faults,
		);
		assert.equal(ending, "later");
		most = Math.max(most, asked);
	}
	assert.deepEqual([most, waiting.length], [6, 50]);
});

test("a proxy's fault says nothing about the mark it stands before", async () => {
	const { store } = box([row(1), row(2, { aspect: 102 })]);
	/** @type {Map<string, number>} */
	const faults = new Map();
	for (let round = 0; round < 9; round++) {
		const answer = { status: round % 2 ? 502 : 500, body: null };
		assert.equal(await deliver(store, async () => answer, faults), "later");
	}
	assert.equal(stuck(faults).size, 0);
});
