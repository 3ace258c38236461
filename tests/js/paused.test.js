/** Marks made while marking is suspended wait for it to go on; what asks for a decision is told by its reason. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { heldOf } from "../../judging/static/src/held.js";
import { Papers } from "../../judging/static/src/papers.js";
import { free, goOn } from "../../judging/static/src/paused.js";
import { isClosed } from "../../judging/static/src/sheet.js";
import { together } from "../../judging/static/src/together.js";

/** @typedef {import("../../judging/static/src/outbox.js").Refused} Refused */

/** @param {string} uuid @param {string} code @param {object} [more] @returns {Refused} */
function refused(uuid, code, more = {}) {
	const made = { device: "d", sequence: 1, judge: 3, taken_at: "", base: 0, value: "1" };
	const row = { uuid, ...made, sheet: 7, aspect: 1, refusal: { code, detail: "" } };
	return { ...row, ...more };
}

/** @param {readonly Refused[]} rows */
function desk(rows) {
	const papers = new Papers(/** @type {any} */ ({}));
	papers.judge = { id: 3, code: "1702", name: "" };
	papers.refused = rows;
	return papers;
}

const uuids = (/** @type {readonly { uuid: string }[]} */ rows) => rows.map(({ uuid }) => uuid);

test("a mark that waits for marking to go on asks nobody for a decision", () => {
	const papers = desk([refused("a", "trade-suspended"), refused("b", "stale-mark")]);
	assert.deepEqual(uuids(papers.attention), ["b"]);
	assert.deepEqual(uuids(papers.unsent), ["a"]);
	assert.deepEqual(papers.due, []);
	assert.deepEqual(heldOf(papers, 3), { unsent: 1, refused: 1, remarks: 0 });
});

test("what the judge marked stands on the sheet while it waits", () => {
	const papers = desk([refused("a", "trade-suspended")]);
	const cell = { value: null, version: 0, points: null };
	const aspect = { id: 1, code: "A1.1", kind: "pass_fail", text: "", max: "1", cell };
	const sheet = /** @type {any} */ ({ id: 7, version: 1, locked: true, aspects: [aspect] });
	assert.deepEqual(papers.standing(sheet, 1), { value: "1", state: "unsent", refused: null });
});

test("marks go when their sheet rests no more", () => {
	const rows = [refused("a", "trade-suspended"), refused("b", "trade-suspended", { sheet: 8 })];
	const since = { since: "", reason: "" };
	const list = [
		{ id: 7, suspended: null },
		{ id: 8, suspended: since },
	];
	assert.deepEqual(uuids(free(rows, list, true)), ["a"]);
	assert.deepEqual(uuids(free(rows, list, false)), ["a"]);
});

test("a mark of a sheet that is not listed goes when no listed one rests", () => {
	const rows = [refused("a", "trade-suspended", { sheet: 9 })];
	assert.deepEqual(free(rows, [{ id: 7, suspended: { since: "", reason: "" } }], true), []);
	assert.deepEqual(uuids(free(rows, [{ id: 7, suspended: null }], true)), ["a"]);
	assert.deepEqual(uuids(free(rows, [], true)), ["a"]);
	assert.deepEqual(free(rows, [], false), []);
});

test("what is not listed is tried now and then, not at every look", async (context) => {
	context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
	let tries = 0;
	const store = { get: async () => undefined };
	const act = { objectStore: () => store, done: Promise.resolve() };
	const desk = {
		paused: [refused("a", "trade-suspended", { sheet: 9 })],
		list: [],
		storage: { disk: { transaction: () => act } },
		recount: async () => undefined,
	};
	const courier = { go: () => tries++ };
	const contact = /** @type {any} */ ({ desk, courier, pages: null, guessedAt: 0 });
	for (let look = 0; look < 15; look += 1) {
		await goOn(contact);
		context.mock.timers.tick(4000);
	}
	assert.equal(tries, 2);
});

test("marks with one reason stand together, each of the others alone", () => {
	const rows = [
		refused("a", "seat-passed"),
		refused("b", "votes-apart"),
		refused("c", "seat-passed"),
		refused("d", "votes-apart"),
		refused("e", "seat-passed", { second: true, seat: 1 }),
	];
	assert.deepEqual(together(rows).map(uuids), [["a", "c"], ["b"], ["d"], ["e"]]);
});

test("a vote of who had the seat before is closed to whoever has it now", () => {
	const cell = { value: "2", version: 3, points: null };
	const aspect = { id: 1, code: "A1.1", kind: "judgement", text: "", max: "1", cell };
	const sheet = /** @type {any} */ ({ id: 7, locked: false, aspects: [aspect] });
	assert.equal(isClosed(sheet, aspect), false);
	assert.equal(isClosed(sheet, { ...aspect, cell: { ...cell, earlier: {} } }), true);
});
