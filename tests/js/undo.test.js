/** What was decided last is taken back first, and nobody else's word with it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { decided, latest, without } from "../../judging/static/src/undo.js";

/** @param {number} aspect @param {string | null} from @param {string} to @param {number} [sheet] */
function decision(aspect, from, to, sheet = 7) {
	return { sheet, aspect, from, to };
}

/** @param {Record<number, string | null>} values @returns {(one: { aspect: number }) => string | null | undefined} */
function stands(values) {
	return ({ aspect }) => values[aspect];
}

test("the last decision comes first, and then the one before", () => {
	const past = [decision(1, null, "2"), decision(2, null, "1"), decision(1, "2", "3")];
	assert.equal(latest(past, stands({ 1: "3", 2: "1" })), past[2]);
	assert.equal(latest(past.slice(0, 2), stands({ 1: "2", 2: "1" })), past[1]);
});

test("what somebody changed since is not taken back", () => {
	const past = [decision(1, null, "2"), decision(2, null, "1")];
	assert.equal(latest(past, stands({ 1: "2", 2: "0" })), past[0]);
	assert.equal(latest(past, stands({ 1: "1", 2: null })), null);
});

test("what is closed or not here is not taken back", () => {
	assert.equal(latest([decision(1, null, "2")], stands({})), null);
});

test("taking back forgets the decision and later ones of the same mark that no longer stand", () => {
	const past = [decision(1, null, "2"), decision(2, null, "1"), decision(1, "2", "3")];
	const [first, second] = past;
	assert.deepEqual(without(past, /** @type {any} */ (first)), [second]);
	assert.deepEqual(without(past, /** @type {any} */ (past[2])), [first, second]);
});

test("the same aspect of another competitor is another decision", () => {
	const past = [decision(1, null, "2"), decision(1, null, "3", 8)];
	assert.deepEqual(without(past, /** @type {any} */ (past[0])), [past[1]]);
});

test("a long day keeps the last three hundred", () => {
	/** @type {readonly ReturnType<typeof decision>[]} */
	let past = [];
	for (let at = 0; at < 310; at += 1) {
		past = decided(past, decision(at, null, "1"));
	}
	assert.deepEqual([past.length, past[0]?.aspect], [300, 10]);
});
