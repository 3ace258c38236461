/** One aspect for every competitor in turn, and what of a list is shown. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { nextPlace, nextStop, stops } from "../../judging/static/src/across.js";
import { fits, Sieve } from "../../judging/static/src/filter.js";
import { progress } from "../../judging/static/src/sheet.js";

/** @typedef {import("../../judging/static/src/sheet.js").State} State */

/** @param {State} state @param {string | null} [value] */
function now(state, value = state === "none" ? null : "1") {
	return { value, state, refused: null };
}

/** @param {number} id @param {ReturnType<typeof now> | null} standing @param {boolean} [locked] */
function stop(id, standing, locked = false) {
	return { id, entry: { code: `K${id}`, station: `0${id}` }, locked, now: standing };
}

test("the next competitor is the next unmarked one, round the field", () => {
	const all = [stop(1, now("none")), stop(2, now("received")), stop(3, now("none"))];
	assert.equal(nextStop(all, 1)?.id, 3);
	assert.equal(nextStop(all, 3)?.id, 1);
	assert.equal(nextStop(all, null)?.id, 1);
});

test("votes too far apart come after the unmarked ones", () => {
	const all = [stop(1, now("conflict")), stop(2, now("received")), stop(3, now("none"))];
	assert.equal(nextStop(all, 2)?.id, 3);
	assert.equal(nextStop([...all.slice(0, 2)], 2)?.id, 1);
});

test("closed sheets, and those that are not on this tablet, are passed by", () => {
	assert.equal(
		nextStop([stop(1, now("received")), stop(2, now("none"), true), stop(3, null)], 1),
		null,
	);
});

test("after the last competitor comes the next aspect that is open anywhere", () => {
	const field = new Map([
		[11, [stop(1, now("received")), stop(2, now("received"))]],
		[12, [stop(1, now("received")), stop(2, now("received"))]],
		[13, [stop(1, now("received")), stop(2, now("none"))]],
	]);
	const next = nextPlace(
		[11, 12, 13],
		{ sheet: 2, aspect: 11 },
		(aspect) => field.get(aspect) ?? [],
	);
	assert.deepEqual(next, { sheet: 2, aspect: 13 });
	assert.equal(
		nextPlace([11, 12], { sheet: 2, aspect: 11 }, (aspect) => field.get(aspect) ?? []),
		null,
	);
});

test("the competitors are those of the open sheet's module, as the list has them", () => {
	const summary = (/** @type {number} */ id, /** @type {string} */ code) => ({
		id,
		trade: { id: 1, code: "17", names: {} },
		entry: { code: `K${id}`, station: null },
		criterion: { code, names: {} },
		aspects: 1,
		marked: 0,
		conflicts: 0,
		locked: false,
	});
	const open = /** @type {any} */ ({ ...summary(2, "A"), aspects: [] });
	const list = [summary(1, "A"), summary(2, "A"), summary(3, "B"), summary(4, "A")];
	const kept = new Map([[1, { ...open, id: 1 }]]);
	const found = stops(list, kept, open, 11, () => now("none"));
	assert.deepEqual(
		found.map(({ id, now: standing }) => [id, standing !== null]),
		[
			[1, true],
			[2, true],
			[4, false],
		],
	);
});

test("a filter shows what it says", () => {
	assert.equal(fits("unmarked", now("none"), false), true);
	assert.equal(fits("unmarked", now("conflict", null), false), false);
	assert.equal(fits("unsent", now("keeping"), false), true);
	assert.equal(fits("attention", now("conflict"), false), true);
	assert.equal(fits("attention", now("received"), true), false);
	assert.equal(fits("odd", now("received"), true), true);
	assert.equal(fits("all", now("received"), false), true);
});

test("a line that is marked meanwhile stays until the filter is chosen again", () => {
	const sieve = new Sieve();
	sieve.choose("unmarked");
	const states = new Map([
		[1, now("none")],
		[2, now("none")],
		[3, now("received")],
	]);
	const shown = (/** @type {string} */ scope) =>
		sieve.through(scope, [1, 2, 3], (id) => ({
			id,
			now: states.get(id) ?? now("none"),
			isOdd: false,
		}));
	assert.deepEqual(shown("sheet-1"), [1, 2]);
	states.set(1, now("received"));
	assert.deepEqual(shown("sheet-1"), [1, 2]);
	sieve.choose("unmarked");
	assert.deepEqual(shown("sheet-1"), [2]);
	assert.deepEqual(shown("sheet-2"), [2]);
});

test("a mark taken back on this tablet is not marked, and still to be sent", () => {
	const all = new Map([
		[1, now("unsent", null)],
		[2, now("received")],
	]);
	const { marked, open, unsent } = progress(all);
	assert.deepEqual([marked, open, unsent], [1, 1, 1]);
});
