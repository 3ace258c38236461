/** What stands on a sheet: the server's word, and on top what this tablet holds. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { modules, nextSheet } from "../../judging/static/src/round.js";
import {
	isClosed,
	nextOpen,
	progress,
	refreshed,
	sections,
	seenOn,
	standings,
	subtotal,
	withCell,
} from "../../judging/static/src/sheet.js";

/** @typedef {import("../../judging/static/src/sheet.js").Sheet} Sheet */
/** @typedef {import("../../judging/static/src/sheet.js").Aspect} Aspect */
/** @typedef {import("../../judging/static/src/sheet.js").Cell} Cell */
/** @typedef {import("../../judging/static/src/sheet.js").Row} Row */
/** @typedef {import("../../judging/static/src/round.js").Summary} Summary */

const NOTHING = { rows: [], refused: [] };

/** @param {number} id @param {Partial<Cell>} [cell] @param {string} [sub] @returns {Aspect} */
function aspect(id, cell = {}, sub = "A1") {
	return {
		id,
		code: `A${id}`,
		sub: { code: sub, name: "Layout" },
		kind: "pass_fail",
		text: "",
		max: "1.00",
		cell: { value: null, version: 0, points: null, ...cell },
	};
}

/** @param {Aspect[]} aspects @param {Partial<Sheet>} [more] @returns {Sheet} */
function sheet(aspects, more = {}) {
	return {
		id: 7,
		version: 31,
		trade: { id: 1, code: "17", names: {} },
		entry: { code: "30", station: "07" },
		criterion: { code: "A", names: {} },
		panel: { name: "1", seat: 2, seats: 3 },
		locked: false,
		aspects,
		...more,
	};
}

/** @param {number} of @param {string} value @param {number} [sequence] @returns {Row} */
function row(of, value, sequence = 1) {
	const taken_at = "2026-11-21T06:32:07.000Z";
	const uuid = `u-${sequence}`;
	return { uuid, device: "d", sequence, judge: 3, sheet: 7, aspect: of, value, base: 31, taken_at };
}

/** @param {Sheet} of @param {import("../../judging/static/src/sheet.js").Held} [held] */
function states(of, held = NOTHING) {
	return Array.from(standings(of, held).values(), (one) => `${one.value}:${one.state}`);
}

test("on this tablet, received and signed are three states", () => {
	const marked = sheet([aspect(1), aspect(2, { value: "1", version: 30 }), aspect(3)]);
	const held = { rows: [row(3, "0"), row(3, "1", 2)], refused: [] };
	assert.deepEqual(states(marked, held), ["null:none", "1:received", "1:unsent"]);
	assert.deepEqual(states({ ...marked, locked: true }), ["null:none", "1:signed", "null:none"]);
});

test("a tap is not stored before the disk has it", () => {
	const held = { ...NOTHING, keeping: new Map([[1, "1"]]) };
	assert.deepEqual(states(sheet([aspect(1, { value: "0" })]), held), ["1:keeping"]);
});

test("a refused mark shows what stands on the sheet until the judge marks anew", () => {
	const stale = { ...row(1, "1"), refusal: { code: "stale-mark", detail: "" } };
	const of = sheet([aspect(1, { value: "0", version: 33 })]);
	assert.deepEqual(states(of, { rows: [], refused: [stale] }), ["0:attention"]);
	assert.deepEqual(states(of, { rows: [row(1, "1", 2)], refused: [stale] }), ["1:unsent"]);
});

test("a spread is shown as one, also when the own vote stands", () => {
	assert.deepEqual(states(sheet([aspect(1, { value: "3", conflict: true })])), ["3:conflict"]);
});

test("progress counts what is left to do", () => {
	const all = standings(
		sheet([
			aspect(1, { value: "1" }),
			aspect(2),
			aspect(3),
			aspect(4, { value: "3", conflict: true }),
		]),
		{ rows: [row(3, "1")], refused: [] },
	);
	assert.deepEqual(progress(all), { of: 4, marked: 3, conflicts: 1, unsent: 1, open: 2 });
});

test("the next unmarked comes round, unmarked before conflicts", () => {
	const all = standings(
		sheet([
			aspect(1),
			aspect(2, { value: "3", conflict: true }),
			aspect(3),
			aspect(4, { value: "1" }),
		]),
		NOTHING,
	);
	assert.equal(nextOpen(all, null), 1);
	assert.equal(nextOpen(all, 1), 3);
	assert.equal(nextOpen(all, 3), 1);
	const later = standings(sheet([aspect(1), aspect(2, { value: "3", conflict: true })]), NOTHING);
	assert.equal(nextOpen(later, 1), 2);
	assert.equal(nextOpen(standings(sheet([aspect(1)]), NOTHING), 1), null);
});

test("whom nobody waits for does nothing with a sheet, the others go on", () => {
	const of = sheet([aspect(1)]);
	const [first] = /** @type {[Aspect]} */ (of.aspects);
	const ill = { seat: of.panel.seat, judge: null, reason: "Ill.", by: null, at: "" };
	assert.equal(isClosed(of, first), false);
	assert.equal(isClosed({ ...of, away: [ill] }, first), true);
	assert.equal(isClosed({ ...of, away: [{ ...ill, seat: 9 }] }, first), false);
});

test("a judge decides on the version that is shown for the cell", () => {
	const of = sheet([aspect(1), aspect(2)]);
	const cell = { value: "1", version: 34, head: "ab34", points: null };
	const after = withCell({ ...of, head: "ab31" }, 1, cell);
	const [first, second] = /** @type {[Aspect, Aspect]} */ (after.aspects);
	assert.deepEqual(seenOn(after, first), { base: 34, head: "ab34" });
	// Somebody may have changed the other cell in version 32 or 33, which is not on the screen.
	assert.deepEqual(seenOn(after, second), { base: 31, head: "ab31" });
	assert.deepEqual(seenOn({ ...after, version: 0, head: "" }, second), { base: 0 });
});

test("an answer that was long under way undoes nothing", () => {
	const held = withCell(sheet([aspect(1), aspect(2)]), 1, {
		value: "1",
		version: 34,
		points: null,
	});
	const slow = sheet([aspect(1), aspect(2, { value: "0", version: 33 })], { version: 33 });
	const now = refreshed(held, slow);
	assert.deepEqual(
		now.aspects.map((one) => one.cell.value),
		["1", "0"],
	);
	assert.equal(refreshed(now, sheet([aspect(1), aspect(2)], { version: 30 })), now);
	const newer = sheet([aspect(1, { value: "0", version: 35 }), aspect(2)], { version: 35 });
	assert.equal(refreshed(now, newer).aspects[0]?.cell.value, "0");
	assert.equal(
		withCell(newer, 1, { value: "1", version: 34, points: null }).aspects[0]?.cell.value,
		"0",
	);
});

test("what a server started anew says is all there is", () => {
	const held = sheet([aspect(1, { value: "1", version: 31 })], { epoch: "before" });
	const fresh = sheet([aspect(1)], { version: 5, epoch: "after" });
	assert.deepEqual(states(refreshed(held, fresh)), ["null:none"]);
});

test("aspects stand under their sub-criterion", () => {
	const found = sections([aspect(1), aspect(2), aspect(3, {}, "A2")]);
	assert.deepEqual(
		found.map((one) => [one.code, one.aspects.length]),
		[
			["A1", 2],
			["A2", 1],
		],
	);
});

/** @param {number} id @param {string} criterion @param {Partial<Summary>} [more] @returns {Summary} */
function summary(id, criterion, more = {}) {
	return {
		id,
		trade: { id: 1, code: "17", names: {} },
		entry: { code: String(id), station: String(id) },
		criterion: { code: criterion, names: {} },
		day: 1,
		aspects: 2,
		marked: 0,
		conflicts: 0,
		locked: false,
		...more,
	};
}

test("sheets group by module, and the round goes on in the same module", () => {
	const list = [summary(1, "A"), summary(2, "B"), summary(3, "A", { marked: 2 }), summary(4, "A")];
	assert.deepEqual(
		modules(list).map((module) => module.sheets.map((one) => one.id)),
		[[1, 3, 4], [2]],
	);
	assert.equal(nextSheet(list)?.id, 1);
	assert.equal(nextSheet(list, 1)?.id, 4);
	assert.equal(nextSheet(list, 4)?.id, 1);
	assert.equal(nextSheet(list, 2)?.id, 1);
	assert.equal(nextSheet([summary(1, "A", { locked: true })]), null);
	assert.equal(nextSheet([summary(1, "A", { absent: true })]), null);
	assert.equal(nextSheet([summary(1, "A", { marked: 2, conflicts: 1 })])?.id, 1);
});

test("subtotals add exact decimals, and say nothing where one is not known", () => {
	assert.equal(subtotal(["0.10", "0.20", "1.005"]), "1.305");
	assert.equal(subtotal(["1.00", "12.5"]), "13.50");
	assert.equal(subtotal([]), "0.00");
	assert.equal(subtotal(["1.00", null]), "–");
});

test("what was signed stays signed while the trade is suspended", () => {
	const suspended = { since: "2026-11-21T06:00:00Z", reason: "Alarm" };
	const closed = { locked: true, suspended };
	const marked = aspect(1, { value: "1", version: 3 });
	const state = (/** @type {Partial<Sheet>} */ more) =>
		standings(sheet([marked], { ...closed, ...more }), NOTHING).get(1)?.state;
	assert.equal(state({ state: "signed" }), "signed");
	assert.equal(state({ state: "locked" }), "signed");
	assert.equal(state({ state: "open" }), "received");
});

test("a mark that was not taken on an empty cell is no mark", () => {
	const refusal = { code: "stale-mark", detail: "" };
	const refused = [{ ...row(1, "1"), refusal }];
	const found = progress(standings(sheet([aspect(1), aspect(2)]), { rows: [], refused }));
	assert.equal(found.marked, 0);
	assert.equal(found.open, 2);
});
