/** What strokes say, also through an input method. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { meaning } from "../../judging/static/src/keys.js";
import {
	padKey,
	plain,
	plainNumber,
	strokeAfter,
	UNKNOWN,
} from "../../judging/static/src/strokes.js";

const BARE = { ctrlKey: false, metaKey: false, altKey: false };

/** @param {string} key @param {string} [code] @param {boolean} [shiftKey] */
function stroke(key, code = "", shiftKey = false) {
	return { ...BARE, key, code, shiftKey };
}

/** @param {string} text @returns {string} what each of its characters types */
function typed(text) {
	return Array.from(text, (key) => padKey(stroke(key)) ?? "").join("");
}

test("every point, comma, colon, minus and digit of an input method is the plain one", () => {
	assert.equal(typed("20，1"), "20.1");
	assert.equal(typed("20．3"), "20.3");
	assert.equal(typed("20、3"), "20.3");
	assert.equal(typed("20。3"), "20.3");
	assert.equal(typed("２：０５"), "2:05");
	assert.equal(typed("－１２"), "-12");
	assert.equal(typed("−1,5"), "-1.5");
});

test("a key that an input method keeps to itself is known by its place", () => {
	const places = {
		Period: ".",
		Comma: ".",
		NumpadDecimal: ".",
		Digit1: "1",
		Numpad7: "7",
		Minus: "-",
		NumpadSubtract: "-",
		Backspace: "back",
	};
	for (const [code, key] of Object.entries(places)) {
		assert.equal(padKey(stroke("Process", code)), key, code);
		assert.equal(padKey(stroke("Unidentified", code)), key, code);
	}
	assert.equal(padKey(stroke("Process", "Semicolon", true)), ":");
	assert.equal(padKey(stroke("Process", "Digit1", true)), UNKNOWN);
	assert.equal(padKey(stroke("Process", "ShiftLeft")), null);
	const aspect = { kind: "count" };
	assert.deepEqual(meaning(stroke("Process", "NumpadEnter"), aspect, 0), { act: "store" });
	assert.deepEqual(meaning(stroke("Process", "KeyX"), { kind: "judgement" }, 4), {
		act: "mark",
		value: "not_attempted",
	});
	assert.deepEqual(meaning(stroke("３"), { kind: "judgement" }, 4), { act: "mark", value: "3" });
});

test("a character that no reading has is no silence, and a name of a key is no character", () => {
	for (const key of ["·", "；", "o", "……", "Dead", "Unidentified"]) {
		assert.equal(padKey(stroke(key)), UNKNOWN, key);
	}
	for (const key of ["Tab", "F5", "Shift", "Delete", "Insert"]) {
		assert.equal(padKey(stroke(key)), null, key);
	}
	assert.equal(padKey({ ...stroke("5"), ctrlKey: true }), null);
});

test("a minus stands before a number only", () => {
	assert.equal(strokeAfter("", "-"), "-");
	assert.equal(strokeAfter("20", "-"), UNKNOWN);
	assert.equal(strokeAfter("20", "3"), "3");
});

test("what was typed into a field is read in plain signs", () => {
	assert.equal(plain(" Ａ１２ "), "A12");
	assert.equal(plainNumber("－２０，１"), "-20.1");
	assert.equal(plainNumber("2：05。3"), "2:05.3");
});
