import assert from "node:assert/strict";
import { test } from "node:test";
import { Checking, secondLetter } from "../../judging/static/src/checking.js";
import { letter } from "../../judging/static/src/outbox.js";

/** @param {object} sheet @param {object[]} [rows] */
function checking(sheet, rows = []) {
	const desk = {
		unsent: rows,
		judge: { id: 1 },
		screen: "check",
		isResting: false,
		changed() {},
		rest() {
			this.isResting = true;
		},
		keep: async (/** @type {object} */ mark) => rows.push(mark),
	};
	const contact = /** @type {any} */ ({ desk, deeds: { ask() {} } });
	const found = new Checking(contact);
	found.sheet = /** @type {any} */ (sheet);
	return found;
}

const ALOUD = {
	id: 7,
	check: { way: "aloud" },
	entries: [],
	aspects: [
		{ id: 1, seats: [1, 2], values: ["2", "3"] },
		{ id: 2, seats: [0], values: ["4"] },
	],
};
const BLIND = { ...ALOUD, check: { way: "blind" }, entries: [{ aspect: 1, seat: 2, value: "3" }] };
const ROW = { uuid: "u", device: "d", sequence: 3, judge: 1, sheet: 7, taken_at: "t", base: 0 };

test("what is read aloud is an aspect, what is entered again is a cell", () => {
	assert.equal(checking(ALOUD).places.length, 2);
	assert.deepEqual(
		checking(BLIND).places.map(({ aspect, seat }) => [aspect.id, seat]),
		[
			[1, 1],
			[1, 2],
			[2, 0],
		],
	);
});

test("a value that was read counts as read until it changes", () => {
	const found = checking(ALOUD);
	found.right();
	const [first] = found.places;
	assert.ok(first);
	assert.equal(found.isDone(first), true);
	assert.equal(found.at, 1);
	const changed = { ...ALOUD, aspects: [{ id: 1, seats: [1, 2], values: ["2", "2"] }] };
	found.sheet = /** @type {any} */ (changed);
	const [again] = found.places;
	assert.ok(again);
	assert.equal(found.isDone(again), false);
});

test("what waits on this tablet stands before what the server has", () => {
	const rows = [
		{ ...ROW, second: true, aspect: 1, seat: 2, value: "0" },
		{ ...ROW, aspect: 2, value: "9" },
	];
	const found = checking(BLIND, rows);
	const told = found.places.map((place) => found.entered(place));
	assert.deepEqual(told, [
		{ value: null, isUnsent: false, isFixed: false },
		{ value: "0", isUnsent: true, isFixed: false },
		{ value: null, isUnsent: false, isFixed: false },
	]);
});

test("what was compared is not entered again", async () => {
	const entries = [{ aspect: 2, seat: 0, value: "4", fixed: true }];
	const found = checking({ ...BLIND, entries });
	/** @type {object[]} */
	const kept = [];
	const desk = /** @type {any} */ (found.desk);
	desk.keep = (/** @type {object} */ mark) => kept.push(mark);
	found.turnTo(2);
	await found.enter("5");
	assert.deepEqual(kept, []);
	found.turnTo(0);
	await found.enter("3");
	assert.equal(kept.length, 1);
});

test("a second entry and a mark are different letters", () => {
	const mark = { ...ROW, aspect: 1, value: "2" };
	assert.equal(secondLetter(mark), null);
	const second = /** @type {any} */ ({ ...mark, second: true, seat: 2 });
	assert.deepEqual(Object.keys(secondLetter(second) ?? {}).sort(), [
		...["aspect", "device", "judge", "seat", "sequence", "taken_at", "uuid", "value"],
	]);
	assert.ok("base" in letter(mark));
});

test("a second tap that comes at once reads and enters nothing more", async () => {
	const aloud = checking(ALOUD);
	aloud.right();
	aloud.right();
	assert.equal(aloud.read.size, 1);
	/** @type {object[]} */
	const rows = [];
	const blind = checking({ ...BLIND, entries: [] }, rows);
	await Promise.all([blind.enter("2"), blind.enter("2")]);
	await blind.enter("2");
	assert.equal(rows.length, 1);
	assert.equal(blind.at, 1);
});

test("a sheet that the disk does not take is shown all the same", async () => {
	const full = { put: () => Promise.reject(new Error("QuotaExceededError")) };
	const found = checking(ALOUD);
	Object.assign(found.desk, { storage: { disk: full } });
	found.sheet = null;
	found.wanted = ALOUD.id;
	await found.lay(/** @type {any} */ ({ ...ALOUD, version: 3 }));
	assert.equal(/** @type {any} */ (found.sheet).version, 3);
	assert.equal(found.places.length, 2);
});

test("a value that was sent stays on the screen where the disk does not take the sheet", async () => {
	const found = checking(BLIND);
	Object.assign(found.desk, { storage: { disk: { get: async () => undefined } } });
	found.wanted = BLIND.id;
	await found.settled([
		/** @type {any} */ ({ ...ROW, aspect: 2, seat: 0, value: "7", second: true }),
	]);
	assert.deepEqual(
		found.places.map((place) => found.entered(place).value),
		[null, "3", "7"],
	);
});

test("a page that is none of ours takes no sheet off the screen", async () => {
	const found = checking(BLIND);
	found.wanted = 7;
	/** @type {unknown} */
	let body = null;
	found.contact.request = async () => ({ status: 403, body, etag: null });
	await found.fetchSheet(7);
	assert.equal(found.sheet, BLIND);
	body = { code: "not-allowed", detail: "No." };
	await found.fetchSheet(7);
	assert.deepEqual([found.sheet, found.whyMissing], [null, "No."]);
});

/** @param {any} found who enters a second time, on a disk that takes its time */
async function gone(found) {
	let ready = () => {};
	found.desk.keep = () => new Promise((resolve) => (ready = () => resolve(true)));
	const entering = found.enter("2");
	found.turnTo(2);
	found.type("7", { low: "0", high: "9", step: "1", places: 0 });
	ready();
	await entering;
	return found;
}

test("who turned elsewhere before the disk was done stays there, with what was typed", async () => {
	const found = await gone(checking(BLIND));
	assert.deepEqual([found.at, found.draft], [2, "7"]);
});

test("a stroke that was not taken is taken back before the next one", () => {
	const found = checking(BLIND);
	const bounds = { low: "0", high: "99", step: "1", places: 0, hasColon: false, hasSign: false };
	for (const key of ["2", ".", "5"]) {
		found.stroke(key, bounds);
	}
	assert.deepEqual([found.draft, found.keyTrouble], ["2", "surplus"]);
	found.stroke("back", bounds);
	found.stroke("5", bounds);
	assert.deepEqual([found.draft, found.keyTrouble], ["25", null]);
});
