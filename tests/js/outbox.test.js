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
/** @typedef {import("../../judging/static/src/outbox.js").Said} Said */
/** @typedef {(row: Row) => Answer | null | Promise<Answer>} Server what it says to one mark; null where another of its cell met a fault */

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

/** @param {Row[]} rows a tablet's outbox with these rows, and what became of them */
function box(rows) {
	const waiting = [...rows];
	/** @type {string[]} */
	const settled = [];
	/** @type {[string, Refusal][]} */
	const refused = [];
	const store = {
		next: async (/** @type {ReadonlySet<string>} */ passed, /** @type {number} */ most) =>
			waiting.filter((one) => !passed.has(cellOf(one))).slice(0, most),
		note: async (/** @type {Said} */ said) => {
			for (const [one] of [...said.received, ...said.refused]) {
				waiting.splice(waiting.indexOf(one), 1);
			}
			settled.push(...said.received.map(([one]) => one.uuid));
			refused.push(
				...said.refused.map(([one, why]) => /** @type {[string, Refusal]} */ ([one.uuid, why])),
			);
		},
	};
	return { store, waiting, settled, refused };
}

/**
 * @param {Server} server
 * @returns {{ post: import("../../judging/static/src/outbox.js").Post, asked: number[] }} a way to it, and how many marks it was asked about each time
 */
function way(server) {
	/** @type {number[]} */
	const asked = [];
	const post = {
		one: async (/** @type {Row} */ row) => {
			asked.push(1);
			return (await server(row)) ?? assert.fail("an answer is left out of a batch only");
		},
		many: async (/** @type {readonly Row[]} */ rows) => {
			asked.push(rows.length);
			/** @type {object[]} */
			const answers = [];
			for (const row of rows) {
				const answer = await server(row);
				if (answer) {
					answers.push({ uuid: row.uuid, ...answer });
				}
			}
			return { status: 200, body: { answers } };
		},
	};
	return { post, asked };
}

/** @param {Server} server */
function posting(server) {
	return way(server).post;
}

test("marks go in order, few at first and more with every answer, one request at a time", async () => {
	const rows = Array.from({ length: 320 }, (_, at) => row(at + 1, { aspect: at }));
	const { store, settled } = box(rows);
	let underWay = 0;
	const { post, asked } = way((one) => receipt(one));
	const { many } = post;
	post.many = async (some) => {
		underWay += 1;
		assert.equal(underWay, 1);
		await new Promise((resolve) => setTimeout(resolve, 1));
		underWay -= 1;
		return many(some);
	};
	assert.equal(await deliver(store, post), "empty");
	assert.deepEqual(
		settled,
		rows.map(({ uuid }) => uuid),
	);
	assert.deepEqual(asked, [5, 25, 100, 100, 90]);
});

test("a request is no longer than goes well, but one mark always goes", async () => {
	const long = { device: "d".repeat(40_000) };
	const { store } = box([row(1, long), row(2, long), row(3, long), row(4)]);
	const { post, asked } = way((one) => receipt(one));
	assert.equal(await deliver(store, post), "empty");
	assert.deepEqual(asked, [1, 1, 2]);
});

test("on a full disk the marks stay, are not repeated at once, and go when there is room", async () => {
	const { store, waiting, settled } = box([row(1), row(2)]);
	const full = { ...store, note: () => Promise.reject(new Error("QuotaExceededError")) };
	const { post, asked } = way((one) => receipt(one, asked.length === 1 ? 201 : 200));
	assert.equal(await deliver(full, post), "full");
	assert.deepEqual([waiting.length, asked], [2, [2]]);
	assert.equal(await deliver(store, post), "empty");
	assert.deepEqual(settled, ["u-1", "u-2"]);
});

test("a lost answer keeps the mark, and the repeat takes it out", async () => {
	for (const count of [1, 3]) {
		const rows = Array.from({ length: count }, (_, at) => row(at + 1));
		const { store, waiting, settled } = box(rows);
		const lost = () => Promise.reject(new TypeError("gone"));
		assert.equal(await deliver(store, { one: lost, many: lost }), "unreachable");
		assert.equal(waiting.length, count);
		assert.equal(
			await deliver(
				store,
				posting((one) => receipt(one, 200)),
			),
			"empty",
		);
		assert.equal(settled.length, count);
	}
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
	const post = posting((one) => (one.sequence === 1 ? { status: 409, body: stale } : receipt(one)));
	assert.equal(await deliver(store, post), "empty");
	assert.deepEqual(refused, [["u-1", stale]]);
	assert.deepEqual(settled, ["u-2"]);
});

test("a refusal that says nothing still has a code", async () => {
	const { store, refused } = box([row(1)]);
	await deliver(
		store,
		posting(() => ({ status: 413, body: null })),
	);
	assert.equal(refused[0]?.[1].code, "http-413");
});

test("a judge signed out keeps every mark", async () => {
	const answer = { status: 401, body: { code: "signed-out", detail: "…" } };
	for (const rows of [[row(1)], [row(1), row(2)]]) {
		const { store, waiting } = box(rows);
		const post = { one: async () => answer, many: async () => answer };
		assert.equal(await deliver(store, post), "signed-out");
		assert.equal(waiting.length, rows.length);
	}
});

test("a server that takes the page for another site's keeps every mark, and asks about none", async () => {
	const answer = { status: 403, body: { code: "foreign-request", detail: "…" } };
	for (const rows of [[row(1)], [row(1), row(2)]]) {
		const { store, waiting, refused } = box(rows);
		let asked = 0;
		const post = async () => {
			asked += 1;
			return answer;
		};
		assert.equal(await deliver(store, { one: post, many: post }), "foreign");
		assert.deepEqual([waiting.length, refused, asked], [rows.length, [], 1]);
	}
});

test("a mark of another judge than the one signed in by now stays, those before it are received", async () => {
	const { store, waiting, settled } = box([row(1), row(2)]);
	const answer = { status: 401, body: { code: "signed-out", detail: "…" } };
	const post = posting((one) => (one.sequence === 2 ? answer : receipt(one)));
	assert.equal(await deliver(store, post), "signed-out");
	assert.deepEqual([settled, waiting.length], [["u-1"], 1]);
});

test("where a server takes no batch the marks go one by one", async () => {
	const declined = [
		{ status: 405, body: { code: "method-not-allowed" } },
		{ status: 413, body: null },
		{ status: 422, body: { code: "invalid" } },
		{ status: 500, body: { code: "fault", id: "9f3a" } },
	];
	for (const answer of declined) {
		const { store, settled } = box([row(1), row(2), row(3)]);
		const { post, asked } = way((one) => receipt(one));
		post.many = async () => answer;
		assert.equal(await deliver(store, post), "empty");
		assert.deepEqual(
			[settled, asked],
			[
				["u-1", "u-2", "u-3"],
				[1, 1, 1],
			],
		);
	}
});

test("an answer to a batch that is not our server's keeps every mark for later", async () => {
	const pages = [200, 201, 204, 302, 401, 404, 408, 429, 500, 502, 503].map((status) => {
		return { status, body: /** @type {unknown} */ (null) };
	});
	const torn = [[null], [7], [[]], [{ uuid: "u-1" }], [{ uuid: "u-1", status: 201 }]];
	const bodies = torn.map((answers) => ({ status: 200, body: { answers } }));
	for (const answer of [...pages, ...bodies]) {
		const { store, waiting } = box([row(1), row(2)]);
		const never = async () => assert.fail("nothing is said about each mark");
		const post = { one: never, many: async () => answer };
		assert.equal(await deliver(store, post), "later", JSON.stringify(answer));
		assert.equal(waiting.length, 2);
	}
});

test("a batch in which marks are not named leaves them, and asks about them once", async () => {
	const { store, waiting, settled } = box([row(1), row(2, { aspect: 102 }), row(3)]);
	const { post, asked } = way((one) => (one.sequence === 2 ? receipt(one) : null));
	assert.equal(await deliver(store, post), "later");
	assert.deepEqual([settled, waiting.length, asked], [["u-2"], 2, [3]]);
});

test("answers in another order, with some to marks that were not sent, each find their mark", async () => {
	const { store, settled, refused } = box([row(1), row(2), row(3)]);
	const why = { code: "stale-mark", detail: "" };
	const post = posting((one) => (one.sequence === 2 ? { status: 409, body: why } : receipt(one)));
	const { many } = post;
	post.many = async (rows) => {
		const { status, body } = await many(rows);
		const { answers } = /** @type {{ answers: object[] }} */ (body);
		const strange = { uuid: "u-9", ...receipt(row(9)) };
		return { status, body: { answers: [strange, ...answers.reverse(), strange] } };
	};
	assert.equal(await deliver(store, post), "empty");
	assert.deepEqual([settled, refused.map(([uuid]) => uuid)], [["u-1", "u-3"], ["u-2"]]);
});

test("a faulty or busy server keeps the mark for later", () => {
	for (const status of [408, 425, 429, 500, 502, 503, 504]) {
		assert.equal(verdict(row(1), { status, body: null }), "later");
	}
	for (const status of [400, 401, 403, 404, 409, 422]) {
		const found = verdict(row(1), { status, body: { code: "no" } });
		assert.equal(found, status === 401 ? "signed-out" : "refused");
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
	assert.deepEqual(letter(row(1, { head: "ab31" })), { ...letter(row(1)), head: "ab31" });
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
	const post = posting((one) => {
		assert.ok(one.sequence !== 2 || waiting.length > 2, "it waits for the one before it");
		return one.sequence === 1 ? FAULT : one.sequence === 2 ? null : receipt(one);
	});
	assert.equal(await deliver(store, post, faults), "later");
	assert.deepEqual(settled, ["u-3", "u-4"]);
	const alone = way(() => FAULT);
	const without = { ...alone.post, many: post.many };
	assert.equal(await deliver(box([row(1)]).store, without, faults), "later");
	assert.deepEqual([...stuck(faults)], []);
	assert.equal(await deliver(box([row(1)]).store, without, faults), "stuck");
	assert.deepEqual([...stuck(faults)], ["u-1"]);
	assert.equal(
		await deliver(
			store,
			posting((one) => receipt(one)),
			faults,
		),
		"empty",
	);
	assert.deepEqual(settled, ["u-3", "u-4", "u-1", "u-2"]);
	assert.deepEqual([waiting.length, stuck(faults).size], [0, 0]);
});

test("a server that has a fault with everything is not asked about everything", async () => {
	const rows = Array.from({ length: 50 }, (_, at) => row(at + 1, { aspect: at }));
	const { store, waiting } = box(rows);
	/** @type {Map<string, number>} */
	const faults = new Map();
	for (const isWhole of [true, false]) {
		for (let round = 0; round < 40; round++) {
			const { post, asked } = way(() => FAULT);
			const many = isWhole ? async () => FAULT : post.many;
			assert.equal(await deliver(store, { ...post, many }, faults), "later");
			assert.ok(asked.length <= 6, `${asked.length} questions`);
		}
	}
	assert.equal(waiting.length, 50);
});

test("a proxy's fault says nothing about the mark it stands before", async () => {
	const { store } = box([row(1), row(2, { aspect: 102 })]);
	/** @type {Map<string, number>} */
	const faults = new Map();
	for (let round = 0; round < 9; round++) {
		const post = posting(() => ({ status: round % 2 ? 502 : 500, body: null }));
		assert.equal(await deliver(store, post, faults), "later");
	}
	assert.equal(stuck(faults).size, 0);
});
