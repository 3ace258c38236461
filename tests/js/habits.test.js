/** How a judge likes to mark is theirs alone, and a broken note harms nothing. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { habitsOf, keepHabits, USUAL } from "../../judging/static/src/habits.js";

/** @param {Record<string, string>} [rows] */
function shelf(rows = {}) {
	const kept = new Map(Object.entries(rows));
	return {
		getItem: (/** @type {string} */ name) => kept.get(name) ?? null,
		setItem: (/** @type {string} */ name, /** @type {string} */ text) => {
			kept.set(name, text);
		},
	};
}

test("each judge of a tablet has their own habits", () => {
	const one = shelf();
	keepHabits(3, { ...USUAL, view: "dense", goesOn: false }, one);
	assert.deepEqual(habitsOf(3, one), { ...USUAL, view: "dense", goesOn: false });
	assert.deepEqual(habitsOf(4, one), USUAL);
});

test("the hand last used here is the usual one of the next judge", () => {
	const one = shelf();
	keepHabits(3, { ...USUAL, hand: "left" }, one);
	assert.equal(habitsOf(4, one).hand, "left");
	assert.equal(habitsOf(undefined, one).hand, "left");
});

test("what is no habit is not believed", () => {
	const rows = { "jiangsai-habits-3": '{"view": "sideways", "goesOn": 1, "x": 2, "hand": "left"}' };
	assert.deepEqual(habitsOf(3, shelf(rows)), { ...USUAL, hand: "left" });
	assert.deepEqual(habitsOf(3, shelf({ "jiangsai-habits-3": "{" })), USUAL);
	assert.deepEqual(habitsOf(3, shelf({ "jiangsai-habits-3": "null" })), USUAL);
});
