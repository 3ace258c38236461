/** What a board shows of its trade: nothing jumps more than once a second. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { now } from "../../competition/static/src/clock.js";
import { first, STALE_MS } from "../../scoreboard/static/src/link.js";
import { Tableau } from "../../scoreboard/static/src/tableau.js";
import { ranking } from "./boards.js";

/** @typedef {import("../../scoreboard/static/src/ranking.js").Ranking} Ranking */

/** @param {import("node:test").TestContext} context */
function shown(context) {
	context.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
	let steady = 0;
	context.mock.method(performance, "now", () => steady);
	let wall = Date.now();
	context.mock.method(Date, "now", () => wall);
	/** @type {(number | undefined)[]} the versions that were seen */
	const seen = [];
	const element = {
		addController: () => undefined,
		removeController: () => undefined,
		requestUpdate: () => undefined,
		updateComplete: Promise.resolve(true),
	};
	const tableau = new Tableau(element, {
		follow: () => undefined,
		shown: () => seen.push(tableau.ranking?.version),
	});
	tableau.hostConnected();
	context.after(() => tableau.hostDisconnected());
	/** @param {Partial<Ranking>} given */
	const hear = (given) => {
		const { link } = first(1, 0);
		tableau.hear({ ...link, ranking: ranking(given), heard: now() });
	};
	const set = (/** @type {number} */ ms) => {
		wall += ms;
	};
	const pass = (/** @type {number} */ ms) => {
		steady += ms;
		wall += ms;
		context.mock.timers.tick(ms);
	};
	return { tableau, seen, hear, pass, set };
}

test("what comes within a second is shown together at its end", (context) => {
	const { seen, hear, pass } = shown(context);
	hear({ version: 1 });
	assert.deepEqual(seen, [1]);
	hear({ version: 2 });
	pass(500);
	hear({ version: 3 });
	pass(499);
	assert.deepEqual(seen, [1]);
	pass(1);
	assert.deepEqual(seen, [1, 3]);
	hear({ version: 4 });
	assert.deepEqual(seen, [1, 3]);
	pass(1000);
	assert.deepEqual(seen, [1, 3, 4]);
});

test("after a calm second a change is shown at once", (context) => {
	const { seen, hear, pass } = shown(context);
	hear({ version: 1 });
	pass(1000);
	hear({ version: 2 });
	assert.deepEqual(seen, [1, 2]);
});

test("who moved is told by what was shown, not by what came between", (context) => {
	const { tableau, hear, pass } = shown(context);
	hear({ version: 1, order: [0, 1, 2] });
	hear({ version: 2, order: [2, 0, 1] });
	hear({ version: 3, order: [1, 0, 2] });
	pass(1000);
	const gained = [...tableau.moves].map(([row, moved]) => [row, moved.gained]);
	assert.deepEqual(gained, [
		[1, 1],
		[0, -1],
	]);
});

test("a board that turns to another trade keeps nothing of the one before", (context) => {
	const { tableau, seen, hear, pass } = shown(context);
	hear({ version: 1, order: [0, 1, 2] });
	pass(1000);
	hear({ version: 2, order: [2, 0, 1] });
	hear({ version: 3 });
	tableau.turnAway();
	assert.equal(tableau.told(now()), null);
	assert.equal(tableau.moves.size, 0);
	pass(1000);
	assert.deepEqual(seen, [1, 2]);
	hear({ version: 9, trade: 2 });
	assert.deepEqual(seen, [1, 2, 9]);
});

test("a board that has left its page shows nothing more", (context) => {
	const { tableau, seen, hear, pass } = shown(context);
	hear({ version: 1 });
	hear({ version: 2 });
	tableau.hostDisconnected();
	pass(2000);
	assert.deepEqual(seen, [1]);
});

test("a board whose device's time is set back goes on, and knows when it is not live", (context) => {
	const { tableau, seen, hear, pass, set } = shown(context);
	hear({ version: 1 });
	set(-3_600_000);
	hear({ version: 2 });
	pass(1000);
	assert.deepEqual(seen, [1, 2]);
	pass(STALE_MS);
	const told = tableau.told(now());
	assert.equal(told?.badge.kind, "stale");
	assert.match(told?.badge.note ?? "", /^Stopped at /);
});
