/** Every sheet of the judge's list comes onto the tablet, while the network lasts. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { pauseAfter, Stock, stocked } from "../../judging/static/src/stock.js";

/** @param {number} id @param {number} [marked] */
function summary(id, marked = 0) {
	return { id, marked };
}

/** @param {number[]} ids */
function opened(ids) {
	/** @type {number[]} */
	const asked = [];
	const desk = {
		judge: { id: 3 },
		isPinWanted: false,
		link: { state: "fine" },
		list: ids.map((id) => summary(id)),
		kept: new Map(),
		loose: new Set(),
		sheet: /** @type {{ id: number } | null} */ (null),
	};
	const fetchSheet = async (/** @type {number} */ id) => {
		asked.push(id);
		if (desk.link.state === "fine") {
			desk.kept = new Map(desk.kept).set(id, {});
		}
	};
	/** @type {number[]} */
	const rests = [];
	const rest = async (/** @type {number} */ took) => {
		rests.push(took);
	};
	const stock = new Stock(/** @type {any} */ (desk), fetchSheet, rest);
	return { desk, stock, asked, rests };
}

test("all sheets are fetched once", async () => {
	const { desk, stock, asked } = opened([7, 8, 9]);
	assert.deepEqual(stocked(/** @type {any} */ (desk)), { all: 3, here: 0 });
	await Promise.all([stock.fill(), stock.fill()]);
	await stock.fill();
	assert.deepEqual(asked, [7, 8, 9]);
	assert.deepEqual(stocked(/** @type {any} */ (desk)), { all: 3, here: 3 });
});

test("a sheet that the disk did not take is not counted as being here", async () => {
	const { desk, stock } = opened([7, 8]);
	await stock.fill();
	desk.loose.add(8);
	assert.deepEqual(stocked(/** @type {any} */ (desk)), { all: 2, here: 1 });
});

test("a sheet that somebody marked is fetched again, but for the open one", async () => {
	const { desk, stock, asked } = opened([7, 8]);
	await stock.fill();
	desk.sheet = { id: 7 };
	desk.list = [summary(7, 1), summary(8, 1)];
	await stock.fill();
	assert.deepEqual(asked, [7, 8, 8]);
});

test("sheets that were on the tablet from yesterday are fetched after the missing ones", async () => {
	const { desk, stock, asked } = opened([7, 8]);
	desk.kept.set(7, {});
	await stock.fill();
	assert.deepEqual(asked, [8, 7]);
});

test("without network it stops, and goes on where it stopped", async () => {
	const { desk, stock, asked } = opened([7, 8]);
	desk.link.state = "unreachable";
	await stock.fill();
	assert.deepEqual(asked, []);
	desk.link.state = "fine";
	await stock.fill();
	assert.deepEqual(asked, [7, 8]);
});

test("the next judge at the same sheets gets copies of their own", async () => {
	const { desk, stock, asked } = opened([7]);
	await stock.fill();
	desk.judge = { id: 4 };
	desk.kept = new Map();
	await stock.fill();
	assert.deepEqual(asked, [7, 7]);
});

test("after each answer it rests, once to twice as long as the answer took", async () => {
	const { stock, rests } = opened([7, 8]);
	const slowly = stock.fetchSheet;
	stock.fetchSheet = async (id) => {
		await new Promise((resolve) => setTimeout(resolve, 30));
		await slowly(id);
	};
	await stock.fill();
	assert.equal(rests.length, 2);
	assert.ok(rests.every((took) => took >= 25));
	assert.deepEqual([pauseAfter(20, 0), pauseAfter(20, 0.5), pauseAfter(20, 1)], [20, 30, 40]);
});

test("however slow the server, the next sheet is fetched within four seconds", () => {
	assert.equal(pauseAfter(6000, 1), 4000);
});
