/** What a board says of itself, whatever it was told. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { badge, moment, stamp, word } from "../../scoreboard/static/src/badge.js";

const TIMES = { heard: 0, now: 1000, isStale: false, at: "" };
/** @type {import("../../scoreboard/static/src/ranking.js").State[]} */
const STATES = ["draft", "live", "frozen", "suspended", "signed", "provisional", "official"];

test("every state has its word, with a time or without", () => {
	for (const state of STATES) {
		assert.notEqual(word(state, ""), "");
		assert.equal(badge(state, TIMES).word, word(state, ""));
	}
	assert.equal(word("suspended", "2026-11-21T06:32:07Z"), "Suspended");
	assert.match(word("frozen", "2026-11-21T06:32:07Z"), /^Frozen at .*14:32$/);
	assert.equal(word("frozen", ""), "Frozen");
});

test("a suspension says since when, where that is known", () => {
	const since = "2026-11-21T06:32:07Z";
	assert.match(badge("suspended", { ...TIMES, since }).note, /^Since .*14:32$/);
	assert.equal(badge("suspended", TIMES).note, "");
	// When the ranking was made is not when marking stopped.
	assert.equal(badge("suspended", { ...TIMES, at: since }).note, "");
});

test("a time that is none is no fault", () => {
	assert.equal(moment(""), "");
	assert.equal(moment("soon"), "");
});

test("times are the hall's, whatever the clock of the device says", () => {
	const heard = Date.parse("2026-11-21T18:32:07Z");
	assert.equal(badge("live", { ...TIMES, heard, isStale: true }).note, "Stopped at 02:32:07");
	assert.equal(stamp(heard, heard + 60_000), "02:32");
	assert.equal(stamp(heard, heard + 86_400_000), "11-22 02:32");
});
