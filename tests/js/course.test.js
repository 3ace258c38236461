/** A course grows with the ranking, and its labels never stand over each other. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { grown, isOther, lines, some, spread, times } from "../../scoreboard/static/src/course.js";

/** @typedef {import("../../scoreboard/static/src/course.js").Course} Course */
/** @typedef {import("../../scoreboard/static/src/ranking.js").Ranking} Ranking */

/** @param {number} minute */
function at(minute) {
	return new Date(Date.UTC(2026, 10, 21, 6, minute)).toISOString();
}

/** @param {...(string | null)[]} totals @returns {Course} */
function course(...totals) {
	const moments = totals.map((each, minute) => /** @type {const} */ ([at(minute), each]));
	return { epoch: "e", trade: 1, version: totals.length, moments };
}

/** @param {number} version @param {(string | null)[]} totals @param {string} [epoch] @returns {Ranking} */
function ranking(version, totals, epoch = "e") {
	const rows = totals.map((total) => ({ total }));
	return /** @type {any} */ ({ epoch, version, rows });
}

test("a ranking that is newer adds a moment, one that is not adds none", () => {
	const held = course(["0.00", "0.00"], ["1.00", "0.00"]);
	const next = grown(held, ranking(3, ["1.00", "2.50"]), at(5));
	assert.deepEqual(next.moments.at(-1), [at(5), ["1.00", "2.50"]]);
	assert.equal(next.version, 3);
	assert.equal(grown(next, ranking(3, ["9.00", "9.00"]), at(6)), next);
});

test("a ranking with the same totals adds no moment", () => {
	const held = course(["1.00", null]);
	assert.equal(grown(held, ranking(7, ["1.00", null]), at(5)).moments.length, 1);
});

test("another process or other rows make another course", () => {
	const held = course(["1.00", "2.00"]);
	assert.equal(isOther(held, ranking(2, ["1.00", "2.00"])), false);
	assert.equal(isOther(held, ranking(2, ["1.00", "2.00"], "f")), true);
	assert.equal(isOther(held, ranking(2, ["1.00"])), true);
	assert.equal(grown(held, ranking(2, ["1.00"]), at(5)), held);
});

test("a course that grows for days keeps its first and its last moment", () => {
	let held = course(["0.00"]);
	for (let minute = 1; minute <= 400; minute++) {
		held = grown(held, ranking(minute + 1, [`${minute}.00`]), at(minute));
	}
	assert.ok(held.moments.length <= 240);
	assert.deepEqual(held.moments[0], [at(0), ["0.00"]]);
	assert.deepEqual(held.moments.at(-1), [at(400), ["400.00"]]);
});

test("the first places stand out and are drawn last", () => {
	const held = course(["1.00", "2.00", null], ["1.50", "3.00", null]);
	const places = [
		{ row: 1, place: 1 },
		{ row: 0, place: 2 },
		{ row: 2, place: null },
	];
	const found = lines(held, /** @type {any} */ (places), 2);
	assert.deepEqual(
		found.map(({ row, rank }) => [row, rank]),
		[
			[2, null],
			[0, 1],
			[1, 0],
		],
	);
	assert.deepEqual(found.at(-1)?.values, [2, 3]);
	assert.deepEqual(found[0]?.values, [null, null]);
});

test("a course that goes on reaches to now, one that ended does not", () => {
	const held = course(["1.00"], ["2.00"]);
	assert.deepEqual(times(held, null).length, 2);
	assert.equal(times(held, Date.parse(at(9))).at(-1), Date.parse(at(9)) / 1000);
	assert.equal(times(held, 0).at(-1), Date.parse(at(1)) / 1000);
	assert.deepEqual(times(course(), 5), []);
});

test("a course that ended with its first moment is drawn as a line all the same", () => {
	const only = course(["1.00"]);
	const [first = 0, ...more] = times(only, null);
	assert.deepEqual(more, [first + 60]);
});

test("labels keep their order and their distance and stay within", () => {
	assert.deepEqual(spread([10, 12, 50], 20, 100), [10, 30, 50]);
	assert.deepEqual(spread([95, 90], 20, 100), [80, 60]);
	assert.deepEqual(spread([], 20, 100), []);
});

test("a table has the first and the last moment and some between", () => {
	const moments = course(...Array.from({ length: 11 }, () => ["1.00"])).moments;
	assert.deepEqual(some(moments, 3), [0, 5, 10]);
	assert.deepEqual(some(moments.slice(0, 2), 3), [0, 1]);
});
