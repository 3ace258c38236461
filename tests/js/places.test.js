import assert from "node:assert/strict";
import { test } from "node:test";

import {
	columns,
	common,
	fitting,
	NARROW,
	stretch,
	tall,
	type,
	WIDE,
	windows,
} from "../../scoreboard/static/src/columns.js";
import { worth } from "../../scoreboard/static/src/herald.js";
import { count, cut, reading, remaining } from "../../scoreboard/static/src/pages.js";
import {
	lined,
	movements,
	places,
	remembered,
	SHOWN_MS,
	tops,
} from "../../scoreboard/static/src/places.js";
import { advanced, changes, progress } from "../../scoreboard/static/src/ranking.js";
import { ranking } from "./boards.js";

/** @param {import("../../scoreboard/static/src/ranking.js").Order} order */
const numbers = (order) => places(order).map(({ place }) => place);

test("entries that share a place leave the next ones free", () => {
	assert.deepEqual(numbers([0, [2, 5], 1]), [1, 2, 2, 4]);
	assert.deepEqual(numbers([[4, 1, 3], 0]), [1, 1, 1, 4]);
	assert.deepEqual(places([]), []);
});

test("places may go on after a shared one as if it were alone", () => {
	const counted = places([0, [2, 5], 1, [3, 4], 6], "1223").map(({ place }) => place);
	assert.deepEqual(counted, [1, 2, 2, 3, 4, 4, 5]);
});

/** @type {Pick<import("../../scoreboard/static/src/ranking.js").Row, "code" | "status">[]} */
const LINE = [
	{ code: "09", status: "withdrawn" },
	{ code: "02", status: "ranked" },
	{ code: "01", status: "not_qualified" },
	{ code: "03", status: "ranked" },
];

test("who has no place stands after those who have, by code", () => {
	const line = lined({ rows: LINE, order: [3, 1], counting: "1223" });
	assert.deepEqual(
		line.map(({ row, place }) => [row, place]),
		[
			[3, 1],
			[1, 2],
			[2, null],
			[0, null],
		],
	);
	assert.equal(tops(line), 2);
	assert.deepEqual(lined({ rows: LINE, order: [] }), []);
});

test("nobody has a place before anything is marked", () => {
	const blank = { order: [[3, 1]], rows: LINE.map((row) => ({ ...row, marks: [null, null] })) };
	/** @param {import("../../scoreboard/static/src/ranking.js").State} state */
	const numbers = (state) => lined({ ...blank, state }).map(({ row, place }) => [row, place]);
	const waiting = [
		[1, null],
		[3, null],
		[2, null],
		[0, null],
	];
	assert.deepEqual(numbers("draft"), waiting);
	assert.deepEqual(numbers("live"), waiting);
	// What is signed has its places, whatever it is made of.
	assert.deepEqual(
		numbers("official").map(([, place]) => place),
		[1, 1, null, null],
	);
	const begun = LINE.map((row) => ({ ...row, marks: [null, row.code === "03" ? "~0.50" : null] }));
	const line = lined({ order: [3, 1], rows: begun, state: "live" });
	assert.deepEqual(
		line.map(({ place }) => place),
		[1, 2, null, null],
	);
	assert.deepEqual([...movements(lined({ ...blank, state: "live" }), line)], []);
});

test("who loses a place or gets one anew has not moved", () => {
	const ranked = lined({ rows: LINE, order: [3, 1] });
	const back = lined({ rows: LINE.map((row) => ({ ...row, status: "ranked" })), order: [3, 1, 2] });
	assert.deepEqual([...movements(ranked, back)], []);
	assert.deepEqual([...movements(back, ranked)], []);
});

test("a shared place says so", () => {
	assert.deepEqual(places([3, [1, 2]]), [
		{ row: 3, place: 1, tied: false },
		{ row: 1, place: 2, tied: true },
		{ row: 2, place: 2, tied: true },
	]);
});

test("only those whose place is another one have moved", () => {
	const gained = movements(places([0, 1, 2, 3]), places([2, 0, 1, 3]));
	assert.deepEqual([...gained].sort(), [
		[0, -1],
		[1, -1],
		[2, 2],
	]);
});

test("catching up with the one before is a gain, and nobody loses", () => {
	assert.deepEqual([...movements(places([0, 1, 2]), places([[0, 1], 2]))], [[1, 1]]);
});

test("who was not ranked before has not moved", () => {
	assert.deepEqual([...movements(places([0]), places([1, 0]))], [[0, -1]]);
});

test("a movement is shown for a while, and the newest counts", () => {
	const first = remembered(new Map(), new Map([[7, 2]]), 0);
	const second = remembered(first, new Map([[8, -1]]), 1000);
	assert.deepEqual(second.get(7), { gained: 2, at: 0 });
	const third = remembered(second, new Map([[8, 3]]), SHOWN_MS);
	assert.deepEqual([...third], [[8, { gained: 3, at: SHOWN_MS }]]);
});

test("the first three stand out, also when two share the third place", () => {
	assert.equal(tops(places([0, 1, 2, 3])), 3);
	assert.equal(tops(places([0, 1, [2, 3], 4])), 4);
	assert.equal(tops(places([0])), 1);
});

test("a place that a crowd shares does not stand out", () => {
	assert.equal(tops(places([[0, 1, 2, 3, 4, 5, 6]])), 0);
	assert.equal(tops(places([0, 1, [2, 3, 4, 5]])), 2);
});

test("a page knows its rows and their numbers", () => {
	const rows = Array.from({ length: 31 }, (_none, i) => i);
	assert.equal(count(31, 16), 2);
	assert.deepEqual(cut(rows, 1, 16), { shown: rows.slice(16), from: 17, to: 31 });
	assert.deepEqual(cut([], 0, 16), { shown: [], from: 0, to: 0 });
	assert.equal(count(0, 16), 1);
});

test("a page is read twelve seconds, a full one a second a row", () => {
	assert.equal(reading(5), 12_000);
	assert.equal(reading(16), 16_000);
});

const NEEDS = { marks: [], maxima: [], totals: [null], scores: ["700"], won: 0, longest: 200 };

test("all modules are shown while there is room", () => {
	const marks = [["1.00", null, null]];
	const plan = columns(WIDE, { ...NEEDS, marks, maxima: ["1", "2", "3"] });
	assert.deepEqual(plan.modules, [0, 1, 2]);
	assert.equal(plan.ruler, 300);
});

test("of too many modules those up to the one being marked are shown", () => {
	const maxima = Array.from({ length: 10 }, () => "10");
	const marks = [maxima.map((max, i) => (i < 9 ? max : null))];
	const plan = columns(WIDE, { ...NEEDS, marks, maxima, scores: [null] });
	assert.deepEqual(plan.modules, [2, 3, 4, 5, 6, 7, 8]);
	assert.equal(plan.ruler, 0);
});

test("the other modules are shown the next time", () => {
	const marks = [Array.from({ length: 10 }, (_none, i) => (i < 9 ? "10" : null))];
	const all = windows(marks, 10, 7);
	assert.deepEqual(
		all.map(([first]) => first),
		[2, 0, 3],
	);
	assert.deepEqual(new Set(all.flat()).size, 10);
	assert.deepEqual(windows(marks, 10, 10), [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]]);
	assert.deepEqual(windows([], 3, 7), [[0, 1, 2]]);
	const maxima = Array.from({ length: 10 }, () => "10");
	const next = columns(WIDE, { ...NEEDS, marks, maxima, scores: [null] }, 1);
	assert.deepEqual(next.modules, [0, 1, 2, 3, 4, 5, 6]);
});

test("a long name takes room from the ruler first", () => {
	const maxima = ["10", "10", "10", "10"];
	const needs = { ...NEEDS, maxima };
	const short = columns(WIDE, { ...needs, longest: 200 });
	const long = columns(WIDE, { ...needs, longest: 900 });
	assert.ok(long.name > short.name && long.ruler < short.ruler && long.ruler > 0);
	assert.equal(long.name + long.ruler, short.name + short.ruler);
});

test("a name that would be cut off takes the room of a module, which has its turn", () => {
	const maxima = ["10", "10", "10", "10", "10", "10"];
	const needs = { ...NEEDS, maxima, marks: [maxima] };
	assert.equal(columns(NARROW, { ...needs, longest: 180 }).modules.length, 6);
	const plan = columns(NARROW, { ...needs, longest: 500 });
	assert.ok(plan.modules.length < 6 && plan.modules.length >= 4);
	assert.equal(plan.rounds, 2);
	assert.ok(plan.name >= 300);
});

test("what was won takes the place of the moves, and as much room as it needs", () => {
	assert.equal(columns(WIDE, NEEDS).second, 96);
	const plan = columns(WIDE, { ...NEEDS, won: 180 });
	assert.equal(plan.second, 180);
	assert.equal(plan.name + plan.ruler, columns(WIDE, NEEDS).name + columns(WIDE, NEEDS).ruler - 84);
});

test("a total of three figures has a wider column", () => {
	const widths = ["99.99", "167.46"].map((total) => columns(WIDE, { ...NEEDS, totals: [total] }));
	assert.deepEqual(
		widths.map(({ total }) => total),
		[172, 212],
	);
});

test("scores with decimals have a wider column, and none have none", () => {
	const widths = [[null], ["700", null], ["1000", "-12"], ["731.25"]].map(
		(scores) => columns(WIDE, { ...NEEDS, scores }).score,
	);
	assert.deepEqual(widths, [0, 152, 152, 196]);
});

test("a name steps down until it fits", () => {
	assert.equal(fitting(5, 200, [46, 40, 36]), 40);
	assert.equal(fitting(50, 200, [46, 40, 36]), 36);
});

test("a shared third place makes the rows lower, a small trade higher", () => {
	assert.equal(stretch(16, 3, 16), 1);
	assert.ok(stretch(16, 4, 16) < 1);
	assert.equal(stretch(4, 3, 16), 2.4);
});

test("rows stand higher where the window does, and never lower", () => {
	assert.equal(tall(WIDE, 1920, 1080), 1);
	assert.equal(tall(WIDE, 3840, 2160), 1);
	assert.ok(Math.abs(tall(NARROW, 1280, 600) - 1) < 1e-9);
	assert.ok(tall(NARROW, 1024, 768) > 1.5);
});

test("a delta changes what it names and nothing else", () => {
	const before = ranking({ version: 5 });
	const after = advanced(before, {
		trade: 1,
		base: 5,
		version: 6,
		rows: [[1, "9.00", { 1: "~4.00" }]],
		order: [1, 0, 2],
		done: { 0: 3 },
		scale: ["8.00", "1.00"],
		state: "signed",
	});
	assert.equal(after.version, 6);
	assert.deepEqual(after.rows[1]?.marks, ["5.00", "~4.00"]);
	assert.equal(after.rows[1]?.total, "9.00");
	assert.equal(after.rows[0], before.rows[0]);
	assert.deepEqual(after.order, [1, 0, 2]);
	assert.deepEqual(progress(after), { aspects: 14, done: 3 });
	assert.equal(after.scale?.median, "8.00");
	assert.equal(after.state, "signed");
	assert.deepEqual([...changes(before, after)], [1]);
	assert.equal(before.rows[1]?.total, "5.00");
});

test("a delta changes scores and statuses of the rows it names", () => {
	const before = ranking({ scale: { centre: "700" } });
	const after = advanced(before, {
		trade: 1,
		base: 1,
		version: 2,
		order: [0, 2],
		scores: { 0: "712.50", 1: null },
		statuses: { 1: "not_qualified" },
	});
	assert.deepEqual(
		after.rows.map(({ score, status }) => [score, status]),
		[
			["712.50", "ranked"],
			[null, "not_qualified"],
			[undefined, "ranked"],
		],
	);
	assert.equal(after.rows[2], before.rows[2]);
	assert.deepEqual([...changes(before, after)], [1]);
	assert.equal(before.rows[1]?.status, "ranked");
});

test("a total can go and come back", () => {
	const out = advanced(ranking(), {
		trade: 1,
		base: 1,
		version: 2,
		rows: [[0, null, { 0: null }]],
	});
	assert.equal(out.rows[0]?.total, null);
	const back = advanced(out, { trade: 1, base: 2, version: 3, rows: [[0, "7.00", { 0: "7.00" }]] });
	assert.deepEqual(back.rows[0], ranking().rows[0]);
});

test("a scale that cannot be made any more is said by null", () => {
	const before = ranking({
		scale: { centre: "700", k: "30", c: "1", median: "5.00", mad: "1.00" },
	});
	const after = advanced(before, { trade: 1, base: 1, version: 2, scale: null });
	assert.deepEqual([after.scale?.median, after.scale?.mad], [null, null]);
});

test("a mark that was taken back is nothing marked again", () => {
	const after = advanced(ranking(), {
		trade: 1,
		base: 1,
		version: 2,
		rows: [[0, "0.00", { 0: null }]],
	});
	assert.deepEqual(after.rows[0]?.marks, [null, null]);
});

test("a new leader, a new state and a lost connection are worth a word", () => {
	const one = { ranking: ranking({ order: [0, 1, 2] }), isStale: false };
	const other = { ranking: ranking({ order: [1, 0, 2] }), isStale: false };
	const shared = { ranking: ranking({ order: [[0, 1], 2] }), isStale: false };
	const signed = { ranking: ranking({ order: [1, 0, 2], state: "signed" }), isStale: false };
	assert.deepEqual(worth(one, other), { kind: "leader", row: 1 });
	assert.equal(worth(one, one), null);
	assert.equal(worth(one, shared), null);
	assert.deepEqual(worth(one, signed), { kind: "state" });
	assert.deepEqual(worth(one, { ...one, isStale: true }), { kind: "lost" });
	assert.deepEqual(worth({ ...one, isStale: true }, one), { kind: "back" });
	assert.equal(worth({ ranking: null, isStale: false }, one), null);
});

test("a round lasts until the last page has been read", () => {
	assert.equal(remaining(31, 16, 0), reading(16) + reading(15));
	assert.equal(remaining(31, 16, 1), reading(15));
	assert.equal(remaining(4, 16, 0), reading(4));
});

test("few rows are written larger, many as usual", () => {
	assert.equal(type(stretch(4, 3, 16)), 1.2);
	assert.equal(type(stretch(9, 3, 16)), 1.2);
	assert.equal(type(stretch(12, 3, 16)), 1);
	const sizes = [1, 1.2].map((larger) => columns(WIDE, { ...NEEDS, type: larger }).total);
	assert.ok((sizes[1] ?? 0) > (sizes[0] ?? 0));
});

test("names of one kind are written alike, but for one that would make all of them small", () => {
	const sizes = [46, 42, 34];
	assert.equal(common([5, 6], 300, sizes, 42), 46);
	assert.equal(common([5, 7], 300, sizes, 42), 42);
	assert.equal(common([5, 30], 300, sizes, 42), 46);
	assert.equal(common([], 300, sizes, 42), 46);
});

test("the widest total and the largest module have room, however many figures they have", () => {
	const totals = ["99.99", "100.00", "12345.67", "123456.78"].map(
		(total) => columns(WIDE, { ...NEEDS, totals: [total] }).total,
	);
	assert.deepEqual(
		totals,
		[...totals].sort((one, other) => one - other),
	);
	assert.ok((totals[3] ?? 0) > 9 * 26);
	const modules = ["16", "100", "1000", "10000"].map(
		(max) => columns(WIDE, { ...NEEDS, maxima: [max] }).module,
	);
	assert.deepEqual(modules, [116, 136, 155, 174]);
});
