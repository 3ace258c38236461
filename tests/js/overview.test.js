/** What an overview makes of its deltas. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { first, next } from "../../scoreboard/static/src/link.js";
import {
	advanced,
	climbed,
	isOver,
	moved,
	sums,
	turned,
} from "../../scoreboard/static/src/overview.js";

/** @typedef {import("../../scoreboard/static/src/overview.js").Glance} Glance */
/** @typedef {import("../../scoreboard/static/src/overview.js").Overview} Overview */

/**
 * @param {number} trade
 * @param {Partial<Glance>} [more]
 * @returns {Glance}
 */
function glance(trade, more) {
	return {
		trade,
		code: String(trade),
		names: { en: `Trade ${trade}` },
		group: null,
		unit: "person",
		entries: 12,
		state: "live",
		since: null,
		aspects: 100,
		done: 40,
		leaders: [],
		...more,
	};
}

const TABLE = { after: 0, provisional: 0, of: 2, rows: [] };
/** @type {Overview} */
const HELD = {
	epoch: "e",
	competition: 1,
	version: 4,
	names: { en: "Games" },
	trades: [glance(17), glance(18)],
	table: TABLE,
};

test("a delta changes what it names of a trade and nothing else", () => {
	const delta = { competition: 1, base: 4, version: 6, trades: { 1: { done: 41 } } };
	const found = advanced(HELD, delta);
	assert.equal(found.version, 6);
	assert.equal(found.trades[0], HELD.trades[0]);
	assert.deepEqual(found.trades[1], glance(18, { done: 41 }));
	assert.equal(found.table, TABLE);
	assert.deepEqual([...moved(HELD, found)], [18]);
});

test("who is called differently where nobody is seen has not moved", () => {
	const delta = { competition: 1, base: 4, version: 5, trades: { 1: { called: "5f0c" } } };
	assert.deepEqual([...moved(HELD, advanced(HELD, delta))], []);
});

test("a table comes whole", () => {
	const table = { ...TABLE, after: 1 };
	assert.equal(advanced(HELD, { competition: 1, base: 4, version: 5, table }).table, table);
});

/**
 * @param {number} place
 * @param {string} code
 * @param {number} golds
 */
function winner(place, code, golds) {
	const delegation = { code, names: { en: code }, short: {}, colours: [] };
	return { place, delegation, medals: [golds, 0, 0, 0], points: String(4 * golds) };
}

test("who has won something since is marked, who was overtaken is not", () => {
	const before = { ...HELD, table: { ...TABLE, rows: [winner(1, "A", 2), winner(2, "B", 1)] } };
	const rows = [winner(1, "B", 3), winner(2, "A", 2), winner(3, "C", 1)];
	const after = { ...before, version: 5, table: { ...TABLE, rows } };
	assert.deepEqual(climbed(before, after), new Set(["B", "C"]));
});

test("nobody is marked where the table is the same, where it is the first, and after a restart", () => {
	const held = { ...HELD, table: { ...TABLE, rows: [winner(1, "A", 2)] } };
	assert.equal(climbed(held, { ...held, trades: [glance(17, { done: 41 })] }), null);
	assert.equal(climbed(null, held), null);
	assert.equal(climbed(HELD, { ...held, epoch: "other" }), null);
});

test("frozen trades are in no figure", () => {
	const trades = [
		glance(17),
		glance(18, { state: "frozen", aspects: 0, done: 0 }),
		glance(19, { state: "official", done: 100 }),
	];
	assert.deepEqual(sums({ ...HELD, trades }), { aspects: 200, done: 140, over: 1, frozen: 1 });
});

test("a trade is over when all is marked or it is signed", () => {
	assert.equal(isOver(glance(17)), false);
	assert.equal(isOver(glance(17, { done: 100 })), true);
	assert.equal(isOver(glance(17, { aspects: 0, done: 0 })), false);
	assert.equal(isOver(glance(17, { state: "signed" })), true);
});

test("a change of state is worth saying, one of another process is not", () => {
	const after = { ...HELD, trades: [glance(17), glance(18, { state: "frozen" })] };
	assert.equal(turned(HELD, after)?.trade, 18);
	assert.equal(turned(HELD, HELD), null);
	assert.equal(turned(HELD, { ...after, epoch: "f" }), null);
	assert.equal(turned(null, after), null);
});

test("a link follows an overview as it follows a trade", () => {
	const advance = /** @type {any} */ (advanced);
	let { link } = first(1, 0, advance);
	const events = /** @type {any[]} */ ([
		{ type: "opened" },
		{ type: "joined", answer: { epoch: "e", version: 4 }, now: 1 },
		{ type: "snapshot", ranking: HELD, now: 2 },
		{
			type: "delta",
			delta: { trade: 1, base: 4, version: 5, trades: { 0: { done: 50 } } },
			now: 3,
		},
	]);
	for (const event of events) {
		link = next(link, event).link;
	}
	const followed = /** @type {any} */ (link.ranking);
	assert.deepEqual([followed.version, followed.trades[0].done], [5, 50]);
});
