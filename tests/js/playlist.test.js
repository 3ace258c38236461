/** What a screen shows in turn, by its language. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { dressed } from "../../scoreboard/static/src/playlist.js";

const TRADE = { board: "trade:3", address: "/board/3", both: false, seconds: 20 };
const CEREMONY = { board: "ceremony:5", address: "/ceremony/5", both: true, seconds: 30 };

/** @param {import("../../scoreboard/static/src/playlist.js").Turn[]} turns */
function addresses(turns) {
	return turns.map(({ address }) => address);
}

test("a screen in one language shows each board once, in its theme", () => {
	assert.deepEqual(dressed({ shows: [TRADE], theme: "contrast", language: "en" }), [
		{ board: "trade:3", address: "/board/3?theme=contrast&lang=en&frame=1", seconds: 20 },
	]);
});

test("a screen in both shows a board in one after the other, and one that has both once", () => {
	const turns = dressed({ shows: [TRADE, CEREMONY], theme: "dark", language: "both" });
	assert.deepEqual(addresses(turns), [
		"/board/3?theme=dark&lang=zh&frame=1",
		"/board/3?theme=dark&lang=en&frame=1",
		"/ceremony/5?theme=dark&lang=zh&frame=both",
	]);
});

test("an address that asks something already is asked for more", () => {
	const points = { ...TRADE, address: "/boards/1/medals?by=points" };
	const [turn] = dressed({ shows: [points], theme: "dark", language: "zh" });
	assert.equal(turn?.address, "/boards/1/medals?by=points&theme=dark&lang=zh&frame=1");
});

test("a screen that is told nothing shows nothing", () => {
	assert.deepEqual(dressed({}), []);
});
