/** What the keys of a keyboard mean, by the kind of aspect. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "../../judging/static/src/keys.js";

/** @param {string} key @param {string} kind @param {number} [of] */
function meant(key, kind, of = 0) {
	const event = /** @type {KeyboardEvent} */ ({
		key,
		ctrlKey: false,
		metaKey: false,
		altKey: false,
	});
	return meaning(event, { kind }, of);
}

test("a digit is the level, and yes or no", () => {
	assert.deepEqual(meant("3", "judgement", 4), { act: "mark", value: "3" });
	assert.equal(meant("4", "judgement", 4), null);
	assert.deepEqual(meant("0", "pass_fail", 2), { act: "mark", value: "0" });
	assert.equal(meant("2", "pass_fail", 2), null);
});

test("labels are counted from one", () => {
	assert.deepEqual(meant("1", "choice", 3), { act: "mark", value: "0" });
	assert.deepEqual(meant("3", "choice", 3), { act: "mark", value: "2" });
	assert.equal(meant("0", "choice", 3), null);
	assert.equal(meant("4", "choice", 3), null);
});

test("on a reading digits are typed, and Enter stores", () => {
	assert.deepEqual(meant("7", "count"), { act: "type", key: "7" });
	assert.deepEqual(meant(",", "tolerance"), { act: "type", key: "." });
	assert.deepEqual(meant("Enter", "count"), { act: "store" });
});

test("letters and arrows mean the same everywhere", () => {
	assert.deepEqual(meant("n", "judgement", 4), { act: "next" });
	assert.deepEqual(meant("U", "count"), { act: "undo" });
	assert.deepEqual(meant("?", "choice", 3), { act: "help" });
	assert.deepEqual(meant("x", "pass_fail", 2), { act: "mark", value: "not_attempted" });
	assert.deepEqual(meant("ArrowUp", "choice", 3), { act: "step", by: -1 });
	assert.equal(meant("q", "choice", 3), null);
});
