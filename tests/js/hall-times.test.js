/** What a tablet says of times, whose own clock is wrong. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { clock, msUntil } from "../../competition/static/src/clock.js";
import { clock as spelled } from "../../judging/static/src/words.js";

const MINUTE = 60_000;
const TOLD = { headers: { Date: "Fri, 20 Nov 2026 02:00:00 GMT" } };
const UNTIL = "2026-11-20T02:10:00Z";
const times = { wall: Date.parse("2016-01-01T00:00:00Z"), steady: 0 };

beforeEach((context) => {
	const { mock } = /** @type {import("node:test").TestContext} */ (context);
	mock.method(Date, "now", () => times.wall);
	mock.method(performance, "now", () => times.steady);
});

test("a lock lasts by the server's clock, whatever the tablet's says", () => {
	clock.setBy(new Response("", TOLD));
	for (const left of [6, 2, -2]) {
		times.wall += 4 * MINUTE;
		times.steady += 4 * MINUTE;
		assert.equal(msUntil(UNTIL), left * MINUTE);
	}
});

test("times are those of the hall", () => {
	process.env.TZ = "America/New_York";
	assert.equal(spelled("2026-11-20T02:09:00Z"), "10:09");
});
