/** A screen knows that nobody answers it, whatever the time of its device is set to. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Steward } from "../../scoreboard/static/src/steward.js";

test("a screen whose time is set back says that nobody answers, and since when", (context) => {
	let steady = performance.now();
	let wall = Date.now();
	context.mock.method(performance, "now", () => steady);
	context.mock.method(Date, "now", () => wall);
	let lost = 0;
	const steward = new Steward({
		program: "screen.js",
		report: async () => ({}),
		obey: () => undefined,
		lost: () => {
			lost += 1;
		},
	});
	steward.order = {};
	steady += 15_000;
	wall += 15_000 - 3_600_000;
	steward.miss();
	assert.deepEqual([lost, steward.lostAt], [0, null]);
	steady += 6000;
	wall += 6000;
	steward.miss();
	assert.deepEqual([lost, steward.lostAt], [1, steward.heard]);
});
