/** A crowd fits on a wall. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { packed } from "../../scoreboard/static/src/packing.js";

const ROOM = { width: 1248, height: 900, gap: 48, lines: 2, share: 1, most: 104, columns: 4 };

test("however many share a place, nobody is cut off", () => {
	for (let people = 1; people <= 60; people += 1) {
		const { columns, size } = packed(people, 4, ROOM);
		const rows = Math.ceil(people / columns);
		assert.ok(rows * ROOM.lines * size <= ROOM.height, `${people}`);
		assert.ok(columns * 4 * size + (columns - 1) * ROOM.gap <= ROOM.width, `${people}`);
		assert.ok(size >= 26, `${people}: ${size}`);
	}
});

test("few are as large as may be, and long names take fewer columns", () => {
	assert.deepEqual(packed(1, 4, ROOM), { columns: 1, size: 104 });
	const [short, long] = [packed(24, 4, ROOM), packed(24, 12, ROOM)];
	assert.ok(long.columns <= short.columns);
});
