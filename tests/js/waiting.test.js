/** Which of a judge's marks is the one that they mean. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lastOfCells, putAside, settle, withReceipts } from "../../judging/static/src/waiting.js";
import { disk } from "./disk.js";

/** @typedef {import("../../judging/static/src/outbox.js").Row} Row */

/** @param {number} sequence @param {Partial<Row> & { seat?: number }} [more] @returns {Row} */
function row(sequence, more = {}) {
	const made = { device: "d-1", value: "2", base: 31, taken_at: "2026-11-21T06:32:07.000Z" };
	return { ...made, uuid: `u-${sequence}`, sequence, judge: 3, sheet: 7, aspect: 101, ...more };
}

test("of each cell the mark that was given last is meant, in whatever order they come", () => {
	const other = [row(1, { aspect: 102 }), row(2, { sheet: 8 }), row(3, { judge: 4 })];
	const seats = [row(4, { seat: 1 }), row(5, { seat: 2 })];
	const found = lastOfCells([row(9), row(7), ...other, ...seats, row(8)]);
	assert.deepEqual([...found].sort(), ["u-1", "u-2", "u-3", "u-4", "u-5", "u-9"]);
});

/** @param {Row} of @returns {[Row, import("../../judging/static/src/outbox.js").Receipt]} */
function received(of) {
	const cell = { value: of.value, version: of.sequence, points: null };
	return [of, { uuid: of.uuid, line: 1, version: of.sequence, cell }];
}

test("a receipt that comes again to another page hides no later mark from a server that lost both", async () => {
	const [older, newer] = [row(1, { value: "1" }), row(2, { value: "2" })];
	const { lent, stores } = disk({ outbox: [older, newer] });
	await settle(lent, [received(older)]);
	await settle(lent, [received(newer)]);
	await settle(lent, [received(older)]);
	assert.deepEqual(stores.facts.get("received-3-7"), { 101: newer });
	assert.equal(stores.outbox.size, 0);
});

test("a refusal that comes again to another page brings nothing back that was decided", async () => {
	const why = { code: "stale-mark", detail: "" };
	const { lent, stores } = disk({ outbox: [row(1), row(2, { aspect: 102 })] });
	await putAside(lent, [[row(1), why]], []);
	assert.deepEqual([...stores.refused.keys()], ["u-1"]);
	stores.refused.delete("u-1");
	await putAside(lent, [[row(1), why]], []);
	assert.deepEqual([stores.refused.size, [...stores.outbox.keys()]], [0, [2]]);
});

test("a mark that was refused is not the judge's any more once a newer one waits or went with it", async () => {
	const why = { code: "invalid", detail: "" };
	const rows = [row(1), row(2), row(3, { aspect: 102 })];
	const { lent, stores } = disk({ outbox: rows });
	stores.refused.set("u-9", { ...row(9, { aspect: 103 }), refusal: why });
	await putAside(lent, [[row(1), why]], []);
	await putAside(lent, [[row(3, { aspect: 102 }), why]], [row(4, { aspect: 102 })]);
	assert.deepEqual([[...stores.refused.keys()], [...stores.outbox.keys()]], [["u-9"], [2]]);
	const again = row(5, { aspect: 103 });
	stores.outbox.set(5, again);
	await putAside(lent, [[again, why]], []);
	assert.deepEqual([...stores.refused.keys()], ["u-9"]);
});

test("a receipt tells what its version is told from another ledger's by, of the line that it brought alone", () => {
	const cell = { value: null, version: 0, points: null };
	const sheet = /** @type {any} */ ({ version: 31, head: "ab31", aspects: [{ id: 101, cell }] });
	const [mark, receipt] = received(row(32));
	const told = (/** @type {object} */ more) =>
		withReceipts(sheet, [[mark, { ...receipt, ...more }]]).aspects[0]?.cell.head;
	assert.equal(told({ head: "ab32" }), "ab32");
	assert.equal(told({ head: "ab30", version: 30 }), undefined);
});
