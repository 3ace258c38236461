/** Who watches a ceremony knows whether anybody answers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { now } from "../../competition/static/src/clock.js";
import { Audience, CALM_MS } from "../../scoreboard/static/src/audience.js";
import { STALE_MS } from "../../scoreboard/static/src/link.js";

function audience() {
	const made = new Audience(5, "/live/ceremonies/5", () => {}, {
		takesNews: true,
		calm: CALM_MS.wall,
	});
	made.told = { ceremony: 5, epoch: "e", version: 0 };
	made.heardAt = 1000;
	return made;
}

test("nothing heard for long is stale, and news ends that", () => {
	const made = audience();
	assert.equal(made.isStale(1000 + STALE_MS), false);
	assert.equal(made.isStale(1001 + STALE_MS), true);
	made.news({ ceremony: 5, epoch: "e", version: 1 });
	assert.equal(made.isStale(now() + 1000), false);
});

test("news of another ceremony is not heard", () => {
	const made = audience();
	made.news({ ceremony: 6, epoch: "e", version: 1 });
	assert.equal(made.heardAt, 1000);
});

test("an open socket is trusted until twice nobody has answered", () => {
	const made = audience();
	made.calm = CALM_MS.hand;
	made.socket.connected = true;
	assert.equal(made.isStale(1000 + 2 * CALM_MS.hand), false);
	assert.equal(made.isStale(1001 + 2 * CALM_MS.hand), true);
});

test("until there is a scene, no other answer counts", () => {
	const made = audience();
	made.told = null;
	made.since = 1000;
	made.heardAt = 1000 + STALE_MS;
	made.socket.connected = true;
	assert.equal(made.isStale(1000 + STALE_MS), false);
	assert.equal(made.isStale(1001 + STALE_MS), true);
});

test("who heard nothing knows it, also where the device's time was set back", (context) => {
	const made = audience();
	made.news({ ceremony: 5, epoch: "e", version: 1 });
	const [steady, wall] = [performance.now(), Date.now()];
	context.mock.method(performance, "now", () => steady + STALE_MS + 1000);
	context.mock.method(Date, "now", () => wall - 3_600_000);
	assert.equal(made.isStale(now()), true);
});
