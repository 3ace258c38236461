/** The way of remarks to the server: after the marks, once each; and what a photo is drawn at. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "../../judging/static/src/desk.js";
import { Evidence } from "../../judging/static/src/evidence.js";
import { fitted } from "../../judging/static/src/photo.js";
import { deliverRemarks, remarkLetter, silence } from "../../judging/static/src/remark-post.js";

/** @typedef {import("../../judging/static/src/remark-store.js").Waiting} Waiting */
/** @typedef {import("../../judging/static/src/outbox.js").Answer} Answer */

/** @param {number} sequence @param {Partial<Waiting>} [more] @returns {Waiting} */
function row(sequence, more = {}) {
	return {
		sequence,
		uuid: `u-${sequence}`,
		judge: 3,
		sheet: 7,
		sub: "A1",
		aspect: null,
		text: "Sharp edge.",
		withdraws: null,
		device: "d-1",
		taken_at: "2026-11-21T06:32:07.000Z",
		hasPhoto: false,
		refusal: null,
		...more,
	};
}

/** @param {Waiting} of @param {number} [status] @returns {Answer} */
function receipt({ uuid }, status = 201) {
	return { status, body: { uuid, number: 1, remark: { uuid } } };
}

/** @param {Waiting[]} rows @param {() => boolean} [isClear] */
function box(rows, isClear = () => true) {
	const waiting = [...rows];
	/** @type {string[]} */
	const settled = [];
	/** @type {[string, string][]} */
	const refused = [];
	return {
		waiting,
		settled,
		refused,
		isClear,
		next: async () => waiting[0],
		settle: async (/** @type {Waiting} */ { uuid }) => {
			waiting.shift();
			settled.push(uuid);
		},
		refuse: async (/** @type {Waiting} */ { uuid }, /** @type {{ code: string }} */ { code }) => {
			waiting.shift();
			refused.push([uuid, code]);
		},
	};
}

test("remarks go one at a time, in order", async () => {
	const made = box([row(1), row(2), row(3)]);
	assert.equal(await deliverRemarks(made, async (one) => receipt(one)), "empty");
	assert.deepEqual(made.settled, ["u-1", "u-2", "u-3"]);
});

test("a remark waits while a mark does", async () => {
	const made = box([row(1)], () => false);
	const never = async () => assert.fail("a mark goes first");
	assert.equal(await deliverRemarks(made, never), "marks-first");
	assert.equal(made.waiting.length, 1);
});

test("a mark that comes between two photos goes before the second", async () => {
	let marks = 0;
	const made = box([row(1), row(2)], () => marks === 0);
	const ending = await deliverRemarks(made, async (one) => {
		marks = 1;
		return receipt(one);
	});
	assert.equal(ending, "marks-first");
	assert.deepEqual(made.settled, ["u-1"]);
});

test("a photo that was broken off for a mark is no lost network", async () => {
	let marks = 0;
	const made = box([row(1)], () => marks === 0);
	const ending = await deliverRemarks(made, () => {
		marks = 1;
		return Promise.reject(new DOMException("given up", "AbortError"));
	});
	assert.equal(ending, "marks-first");
	assert.equal(made.waiting.length, 1);
});

test("a lost answer keeps the remark, and the repeat takes it out", async () => {
	const made = box([row(1)]);
	const lost = () => Promise.reject(new TypeError("gone"));
	assert.equal(await deliverRemarks(made, lost), "unreachable");
	assert.equal(await deliverRemarks(made, async (one) => receipt(one, 200)), "empty");
	assert.deepEqual(made.settled, ["u-1"]);
});

test("an answer that does not name the remark takes nothing out", async () => {
	for (const body of [null, {}, { uuid: "u-9", number: 1, remark: {} }, { uuid: "u-1" }]) {
		const made = box([row(1)]);
		assert.equal(await deliverRemarks(made, async () => ({ status: 201, body })), "later");
		assert.equal(made.waiting.length, 1);
	}
});

test("a session that ended keeps the remark", async () => {
	const made = box([row(1)]);
	const answer = { status: 401, body: { code: "signed-out" } };
	assert.equal(await deliverRemarks(made, async () => answer), "signed-out");
	assert.equal(made.waiting.length, 1);
});

test("a server that takes the page for another site's keeps the remark", async () => {
	const made = box([row(1)]);
	const answer = { status: 403, body: { code: "foreign-request" } };
	assert.equal(await deliverRemarks(made, async () => answer), "foreign");
	assert.deepEqual([made.waiting.length, made.refused], [1, []]);
});

test("a refused remark does not hold up the next", async () => {
	const made = box([row(1), row(2)]);
	const ending = await deliverRemarks(made, async (one) =>
		one.sequence === 1 ? { status: 422, body: { code: "photo-unusable" } } : receipt(one),
	);
	assert.equal(ending, "empty");
	assert.deepEqual(made.refused, [["u-1", "photo-unusable"]]);
	assert.deepEqual(made.settled, ["u-2"]);
});

test("a remark that the disk cannot take out ends the round, and is not sent again at once", async () => {
	const made = box([row(1)]);
	const full = { ...made, settle: () => Promise.reject(new Error("QuotaExceededError")) };
	let asked = 0;
	const ending = await deliverRemarks(full, async (one) => {
		asked += 1;
		return receipt(one);
	});
	assert.deepEqual([ending, asked, made.waiting.length], ["full", 1, 1]);
});

test("a letter says where a remark belongs, or what it withdraws, and nothing more", () => {
	const same = { uuid: "u-1", judge: 3, device: "d-1", taken_at: "2026-11-21T06:32:07.000Z" };
	const text = "Sharp edge.";
	assert.deepEqual(remarkLetter(row(1), undefined), { ...same, text, sub: "A1" });
	const about = remarkLetter(row(1, { aspect: 101 }), undefined);
	assert.deepEqual(about, { ...same, text, sub: "A1", aspect: 101 });
	const back = remarkLetter(row(1, { withdraws: "u-0" }), undefined);
	assert.deepEqual(back, { ...same, text, withdraws: "u-0" });
});

test("a photo goes as a file beside the letter", async () => {
	const form = remarkLetter(row(1, { hasPhoto: true }), new Uint8Array([255, 216]).buffer);
	assert.ok(form instanceof FormData);
	assert.equal(JSON.parse(String(form.get("remark"))).uuid, "u-1");
	const photo = /** @type {File} */ (form.get("photo"));
	assert.deepEqual([photo.type, photo.size], ["image/jpeg", 2]);
});

test("a photo may be silent for longer than a remark, and for longer whenever it was given up", () => {
	assert.equal(silence(0, 0), 3000);
	assert.equal(silence(40_000, 0), 5000);
	assert.equal(silence(600_000, 0), 6000);
	assert.equal(silence(600_000, 1), 12_000);
	assert.equal(silence(600_000, 4), silence(600_000, 9));
});

test("a remark that hangs while others are answered is sent again at once, and next time has longer", () => {
	const desk = new Desk(/** @type {any} */ ({}));
	const evidence = new Evidence(/** @type {any} */ ({ desk }));
	const { courier } = evidence;
	let hurried = 0;
	courier.hurry = () => {
		hurried += 1;
	};
	evidence.heard();
	courier.askedAt = Date.now();
	evidence.heard();
	assert.deepEqual([hurried, evidence.givenUp], [0, 0]);
	courier.askedAt = Date.now() - 3001;
	evidence.heard();
	assert.deepEqual([hurried, evidence.givenUp], [1, 1]);
});

test("when the network is back remarks go as soon as the marks are through, however often they failed", () => {
	const desk = new Desk(/** @type {any} */ ({}));
	const evidence = new Evidence(/** @type {any} */ ({ desk }));
	evidence.judge = 3;
	evidence.rows = [row(1)];
	let gone = 0;
	evidence.courier.go = async () => {
		gone += 1;
	};
	desk.judge = { id: 3, code: "1701", name: "" };
	desk.rows = [/** @type {any} */ ({ uuid: "m-1", judge: 3 })];
	evidence.courier.failures = 9;
	desk.link = { state: "unreachable", since: { wall: 0, steady: 0 } };
	evidence.follow();
	desk.link = { state: "fine", since: null };
	evidence.follow();
	assert.equal(gone, 0);
	desk.rows = [];
	evidence.follow();
	evidence.follow();
	assert.equal(gone, 1);
});

test("a photo is drawn no larger than it is, and its longer side at 1600", () => {
	assert.deepEqual(fitted(4000, 3000), { width: 1600, height: 1200 });
	assert.deepEqual(fitted(3000, 4000), { width: 1200, height: 1600 });
	assert.deepEqual(fitted(640, 480), { width: 640, height: 480 });
	assert.deepEqual(fitted(100_000, 3), { width: 1600, height: 1 });
});
