/** What a tablet says of times, whose own clock is wrong. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { hear, lasted, moment, secondsLeft, serverNow } from "../../judging/static/src/clocks.js";
import { clock } from "../../judging/static/src/words.js";

const MINUTE = 60_000;
const TOLD = "Fri, 20 Nov 2026 02:00:00 GMT";
const now = { wall: Date.parse("2016-01-01T00:00:00Z"), steady: 0 };

beforeEach((context) => {
	const { mock } = /** @type {import("node:test").TestContext} */ (context);
	now.wall = Date.parse("2016-01-01T00:00:00Z");
	mock.method(Date, "now", () => now.wall);
	mock.method(performance, "now", () => now.steady);
});

/** @param {number} milliseconds */
function pass(milliseconds) {
	now.wall += milliseconds;
	now.steady += milliseconds;
}

test("a lock lasts by the server's clock, whatever the tablet's says", () => {
	assert.equal(secondsLeft("2026-11-20T02:10:00Z"), null);
	hear(TOLD);
	hear(null);
	pass(4 * MINUTE);
	assert.equal(secondsLeft("2026-11-20T02:10:00Z"), 360);
	pass(10 * MINUTE);
	assert.equal(secondsLeft("2026-11-20T02:10:00Z"), 0);
	assert.equal(serverNow(), Date.parse("2026-11-20T02:14:00Z"));
});

test("how long something lasts is not what the clock was set by", () => {
	const since = moment();
	pass(2 * MINUTE);
	now.wall = Date.parse("2026-11-20T02:00:00Z");
	assert.equal(lasted(since), 2 * MINUTE);
	now.wall = Date.parse("2015-11-20T02:00:00Z");
	assert.equal(lasted(since), 2 * MINUTE);
});

test("a tablet that slept says how long it was all the same", () => {
	const since = moment();
	now.wall += 30 * MINUTE;
	assert.equal(lasted(since), 30 * MINUTE);
});

test("times are those of the hall", () => {
	process.env.TZ = "America/New_York";
	assert.equal(clock("2026-11-20T02:09:00Z"), "10:09");
});
