/** How a judge reads a value that was entered. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { shortWord, unitOf, valueWord } from "../../judging/static/src/words.js";

/**
 * @param {string} kind
 * @param {Record<string, unknown>} [parameters]
 * @returns {import("../../judging/static/src/sheet.js").Aspect}
 */
function aspect(kind, parameters = {}) {
	const cell = { value: null, version: 0, points: null };
	return { id: 1, code: "A1.1", kind, text: "", max: "2.00", parameters, cell };
}

test("a time is said in seconds and in minutes", () => {
	const run = aspect("time", { points: "5" });
	assert.equal(valueWord(run, "125.3"), "125.3 s =\u00a02:05.3");
	assert.equal(valueWord(run, "45.2"), "45.2 s");
	assert.equal(valueWord(aspect("time", { points: "5", unit: "min" }), "125.3"), "125.3 min");
});

test("where there is little room, minutes are enough", () => {
	const run = aspect("time", { points: "5" });
	assert.deepEqual(
		["125.3", "45.2", "not_attempted", null].map((value) => shortWord(run, value)),
		["2:05.3", "45.2 s", "Not attempted", ""],
	);
	assert.equal(shortWord(aspect("count"), "125"), "125");
});

test("a unit is read in the language of the page, and never cut where it is one", () => {
	const units = ["件 / pieces", "pieces / 件", "mm", "m / s", "件"];
	assert.deepEqual(
		units.map((unit) => unitOf(aspect("rank", { unit }))),
		["pieces", "pieces", "mm", "m / s", "件"],
	);
});
