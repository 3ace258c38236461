/** Which of a judge's marks is the one that they mean. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { lastOfCells } from "../../judging/static/src/waiting.js";

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
