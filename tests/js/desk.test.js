/** What a judge has seen when giving a mark is what the mark is sent with. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Desk } from "../../judging/static/src/desk.js";
import { NOT_ATTEMPTED } from "../../judging/static/src/reading.js";
import { withCell } from "../../judging/static/src/sheet.js";

/** @typedef {import("../../judging/static/src/sheet.js").Sheet} Sheet */
/** @typedef {import("../../judging/static/src/sheet.js").Aspect} Aspect */
/** @typedef {import("../../judging/static/src/outbox.js").Row} Row */

// Node has no address bar.
globalThis.history ??= /** @type {any} */ ({ replaceState() {} });

/** @returns {Aspect} */
function aspect() {
	const cell = { value: null, version: 0, points: null };
	return { id: 1, code: "A1.1", kind: "count", text: "", max: "9", cell };
}

/** @param {number} [version] @returns {Sheet} */
function sheet(version = 31) {
	return {
		id: 7,
		version,
		trade: { id: 1, code: "17", names: {} },
		entry: { code: "30", station: "07" },
		criterion: { code: "A", names: {} },
		panel: { name: "1", seat: 2, seats: 3 },
		locked: false,
		aspects: [aspect()],
	};
}

/** @param {string} value @param {number} version @returns {import("../../judging/static/src/sheet.js").Cell} */
function marked(value, version) {
	return { value, version, points: null };
}

/** A desk with one open sheet, the rows that its disk was given, and a server that receives those that wait. */
function opened() {
	/** @type {Row[]} */
	const rows = [];
	let received = 0;
	const disk = {
		add: async (/** @type {Row} */ row) => rows.push(row),
		rows: async () => rows.slice(received),
		refused: async () => [],
		nameOf: async () => null,
		judges: async () => [],
		keepPast: async () => undefined,
	};
	const desk = new Desk(/** @type {any} */ (disk));
	desk.judge = { id: 3, code: "1702", name: "" };
	desk.missing = 7;
	desk.lay(sheet());
	const receive = (/** @type {number} */ version) => {
		received = rows.length;
		desk.lay(withCell(sheet(version), 1, marked(rows.at(-1)?.value ?? "", version)));
		return desk.recount();
	};
	return { desk, rows, receive };
}

test("a reading is sent with the base on which its typing began", async () => {
	const { desk, rows } = opened();
	desk.type("4");
	desk.lay(withCell(sheet(35), 1, marked("6", 35)));
	desk.type("2");
	await desk.storeTyped();
	assert.deepEqual(
		rows.map(({ value, base }) => [value, base]),
		[["42", 31]],
	);
});

test("a reading typed anew is sent with what the judge sees by then", async () => {
	const { desk, rows } = opened();
	desk.type("4");
	desk.lay(withCell(sheet(35), 1, marked("6", 35)));
	desk.type("back");
	desk.type("4");
	await desk.storeTyped();
	assert.equal(rows[0]?.base, 35);
});

test("whoever changes a mark of theirs that waits has not seen what the server says meanwhile", async () => {
	const { desk, rows, receive } = opened();
	await desk.mark(aspect(), "4");
	desk.lay(withCell(sheet(35), 1, marked("6", 35)));
	await Promise.all([desk.mark(aspect(), "5"), desk.mark(aspect(), "7")]);
	desk.type("8");
	await desk.storeTyped();
	await receive(39);
	await desk.mark(aspect(), "9");
	assert.deepEqual(
		rows.map(({ value, base }) => [value, base]),
		[
			["4", 31],
			["5", 31],
			["7", 31],
			["8", 31],
			["9", 39],
		],
	);
});

test("whoever changes a vote that waits has seen the panel's, which stand beside it", async () => {
	const { desk, rows } = opened();
	const cell = { ...marked("2", 30), votes_in: 3, votes_of: 3 };
	desk.lay(withCell(sheet(31), 1, cell));
	const vote = { ...aspect(), kind: "judgement", cell };
	await desk.mark(vote, "1");
	desk.lay(withCell(sheet(35), 1, { ...cell, votes: ["2", "0", "3"], conflict: true }));
	await desk.mark(desk.sheet?.aspects[0] ?? vote, "3");
	assert.deepEqual(
		rows.map(({ value, base }) => [value, base]),
		[
			["1", 31],
			["3", 35],
		],
	);
});

test("a mark is sent with what tells its base from another ledger's, also one that changes it while it waits", async () => {
	const { desk, rows } = opened();
	desk.lay({ ...sheet(35), head: "ab35" });
	desk.type("4");
	desk.lay({ ...withCell(sheet(37), 1, marked("6", 36)), head: "ab37" });
	await desk.storeTyped();
	await desk.mark(aspect(), "5");
	assert.deepEqual(
		rows.map(({ value, base, head }) => [value, base, head]),
		[
			["4", 35, "ab35"],
			["5", 35, "ab35"],
		],
	);
});

test("not attempted is said of what stands now, and ends what was being typed", async () => {
	const { desk, rows, receive } = opened();
	desk.type("4");
	desk.lay(withCell(sheet(35), 1, marked("6", 35)));
	await desk.mark(aspect(), NOT_ATTEMPTED);
	await receive(36);
	desk.type("5");
	await desk.storeTyped();
	assert.deepEqual(
		rows.map(({ value, base }) => [value, base]),
		[
			[NOT_ATTEMPTED, 35],
			["5", 36],
		],
	);
});

test("a refused mark that is sent again by two quick taps is one mark", async () => {
	const { desk, rows } = opened();
	const refusal = { code: "stale-mark", detail: "", version: 35 };
	const made = { device: "d-1", sequence: 1, taken_at: "2026-11-21T06:32:07.000Z", base: 31 };
	const row = { uuid: "u-1", judge: 3, sheet: 7, aspect: 1, value: "4", ...made, refusal };
	await Promise.all([
		desk.sendAgain(row, { base: 35 }),
		desk.sendAgain(row, { base: 35 }),
		desk.takeTheirs(row),
	]);
	assert.deepEqual(
		rows.map(({ value, base }) => [value, base]),
		[["4", 35]],
	);
});

test("a reading that the disk does not take is still there to be read", async () => {
	const { desk } = opened();
	desk.storage.add = () => Promise.reject(new Error("QuotaExceededError"));
	desk.type("4");
	desk.lay(withCell(sheet(35), 1, marked("6", 35)));
	await desk.storeTyped();
	assert.deepEqual([desk.drafts.get(1), desk.typedOn.get(1)], ["4", { base: 31 }]);
	desk.type("2");
	await desk.mark(aspect(), NOT_ATTEMPTED);
	assert.equal(desk.drafts.get(1), "42");
});

test("a reading stays when its sheet was locked while it was typed", async () => {
	const { desk, rows } = opened();
	desk.type("4");
	desk.lay({ ...sheet(35), locked: true });
	await desk.storeTyped();
	assert.deepEqual([desk.drafts.get(1), rows], ["4", []]);
});

test("a reading that stands already is stored by being typed again", async () => {
	const { desk, rows } = opened();
	desk.lay(withCell(sheet(35), 1, marked("4", 35)));
	desk.type("4");
	await desk.storeTyped();
	assert.deepEqual([desk.drafts.size, rows], [0, []]);
});

test("a second tap on Undo that comes at once takes nothing more back; a key does", async () => {
	const { desk, rows } = opened();
	const [only] = desk.sheet?.aspects ?? [];
	assert.ok(only);
	await desk.mark(only, "4");
	await desk.mark(only, "5");
	await desk.undo();
	await desk.undo();
	assert.deepEqual(
		rows.map(({ value }) => value),
		["4", "5", "4"],
	);
	await desk.undo(true);
	assert.equal(rows.at(-1)?.value, "");
});

test("wherever another competitor comes from, their number is seen before anything is marked", () => {
	const { desk } = opened();
	desk.kept = new Map(desk.kept).set(8, { ...sheet(), id: 8 });
	desk.go({ sheet: 8, aspect: 1 });
	assert.equal(desk.isArriving, true);
	assert.equal(desk.isResting, true);
});

test("a mark that was kept meanwhile stays in sight when an older look at the disk is done", async () => {
	/** @type {((rows: object[]) => void)[]} */
	const looks = [];
	const storage = {
		rows: () => new Promise((resolve) => looks.push(resolve)),
		refused: async () => [],
		nameOf: async () => "",
		judges: async () => [],
	};
	const desk = new Desk(/** @type {any} */ (storage));
	const before = desk.recount();
	const after = desk.recount();
	looks[1]?.([{ uuid: "u-1", judge: 3 }]);
	await after;
	looks[0]?.([]);
	await before;
	assert.deepEqual(
		desk.rows.map(({ uuid }) => uuid),
		["u-1"],
	);
});

test("what another page kept is laid out, unless it is older or the server shows it no more", () => {
	const { desk } = opened();
	const shown = () => desk.sheet?.aspects[0]?.cell.value;
	desk.layKept(withCell(sheet(35), 1, marked("6", 35)));
	assert.equal(shown(), "6");
	desk.layKept(withCell(sheet(33), 1, marked("5", 33)));
	assert.equal(shown(), "6");
	desk.loose.add(7);
	desk.layKept(withCell(sheet(36), 1, marked("7", 36)));
	assert.equal(shown(), "6");
	desk.loose.delete(7);
	desk.sheet = null;
	desk.missing = 7;
	desk.whyMissing = "Your seat has passed.";
	desk.layKept(sheet(37));
	assert.equal(desk.sheet, null);
});
