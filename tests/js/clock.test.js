/** How old something is does not depend on what anybody does to the time of a device. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Clock } from "../../competition/static/src/clock.js";

const HOUR = 3_600_000;

/** A device whose time can be set, and which can sleep. */
function device() {
	const times = { steady: 5000.25, wall: Date.parse("2026-11-21T06:32:07Z") };
	const clock = new Clock(
		() => times.steady,
		() => Math.floor(times.wall),
	);
	const pass = (/** @type {number} */ ms) => {
		times.steady += ms;
		times.wall += ms;
	};
	const set = (/** @type {number} */ ms) => {
		times.wall += ms;
	};
	return { clock, pass, set, sleep: set };
}

test("what is old stays old where the time is set back, and grows older", () => {
	const { clock, pass, set } = device();
	const heard = clock.now();
	pass(40_000);
	set(-HOUR);
	assert.equal(clock.now() - heard, 40_000);
	pass(40_000);
	set(-60_000);
	assert.equal(clock.now() - heard, 80_000);
});

test("a device that slept knows that time went by, also after its time was set back", () => {
	const { clock, pass, sleep, set } = device();
	set(-HOUR);
	const heard = clock.now();
	pass(1000);
	sleep(600_000);
	assert.equal(clock.now() - heard, 601_000);
});

test("where the time is set forward, everything is older rather than younger", () => {
	const { clock, set } = device();
	const heard = clock.now();
	set(HOUR);
	assert.equal(clock.now() - heard, HOUR);
	set(-HOUR);
	assert.equal(clock.now() - heard, HOUR);
});

test("two clocks that tick apart by parts of a millisecond do not make time go faster", () => {
	const { clock, pass } = device();
	const begun = clock.now();
	for (let look = 0; look < 10_000; look += 1) {
		pass(0.7);
		clock.now();
	}
	assert.ok(Math.abs(clock.now() - begun - 7000) <= 2);
});

test("the time of day is the server's once it answered, and the device's until then", () => {
	const { clock, pass } = device();
	assert.equal(new Date(clock.timeOfDay(clock.now())).toISOString(), "2026-11-21T06:32:07.000Z");
	clock.setBy(new Response("", { headers: { Date: "Sat, 21 Nov 2026 08:00:00 GMT" } }));
	const heard = clock.now();
	pass(60_000);
	// An answer without the time, or with none, changes nothing.
	clock.setBy(new Response(""));
	clock.setBy(new Response("", { headers: { Date: "soon" } }));
	assert.equal(new Date(clock.timeOfDay(heard)).toISOString(), "2026-11-21T08:00:00.000Z");
});

test("what was written down is as old as the device says, unless its time was set back since", () => {
	const { clock, pass, set } = device();
	const written = Date.parse("2026-11-21T06:32:07Z");
	pass(9000);
	assert.equal(clock.now() - (clock.readingOf(written) ?? 0), 9000);
	set(-HOUR);
	assert.equal(clock.readingOf(written), null);
});
