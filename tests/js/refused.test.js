/** What stands on the sheet beside a mark that was not taken. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isSeen, onTheSheet, seenBeside } from "../../judging/static/src/refused.js";

/** @typedef {import("../../judging/static/src/sheet.js").Sheet} Sheet */

/** @param {string | null} value @param {number} version @param {string} [head] @returns {Sheet} */
function sheet(value, version, head) {
	const cell = { value, version, head, points: null, by: { en: "Newer" } };
	const aspect = { id: 1, code: "A1.1", kind: "count", text: "", max: "9", cell };
	return /** @type {any} */ ({ id: 7, version: 31, aspects: [aspect] });
}

/** @param {object} refusal @returns {import("../../judging/static/src/outbox.js").Refused} */
function refused(refusal) {
	const made = { uuid: "u", device: "d", sequence: 1, judge: 3, taken_at: "", base: 12 };
	return {
		...made,
		sheet: 7,
		aspect: 1,
		value: "4",
		refusal: { code: "", detail: "", ...refusal },
	};
}

test("the refusal's word stands until the sheet says something newer", () => {
	const row = refused({ theirs: "5", by: { en: "Older" }, version: 35 });
	assert.deepEqual(onTheSheet(row, sheet("5", 35)), {
		value: "5",
		by: { en: "Older" },
		seen: { base: 35 },
	});
	assert.deepEqual(onTheSheet(row, sheet("6", 40, "line 40")), {
		value: "6",
		by: { en: "Newer" },
		seen: { base: 40, head: "line 40" },
	});
	assert.equal(onTheSheet(row, undefined).value, "5");
});

test("on a line that nobody named nothing is decided, the sheet is what was seen", () => {
	const row = refused({ theirs: "5", version: 35 });
	assert.equal(onTheSheet(row, sheet("6", 40)).value, "6");
	assert.equal(onTheSheet(row, sheet("6", 40)).seen.base, 31);
});

test("a refusal without a value is answered from the sheet", () => {
	assert.equal(onTheSheet(refused({}), sheet("6", 20)).value, "6");
	assert.equal(onTheSheet(refused({}), sheet("6", 20)).seen.base, 31);
	assert.equal(onTheSheet(refused({}), undefined).seen.base, 12);
});

test("what stands on a sheet that is not the judge's any more is not known", () => {
	const kept = new Map([[7, sheet("5", 31)]]);
	const passed = refused({ code: "seat-passed" });
	assert.equal(isSeen({ kept, list: [] }, passed), false);
	assert.equal(isSeen({ kept, list: /** @type {any} */ ([{ id: 7 }]) }, passed), true);
	assert.equal(isSeen({ kept, list: [] }, refused({ code: "sheet-locked" })), true);
	assert.equal(isSeen({ kept: new Map(), list: [] }, refused({ code: "sheet-locked" })), false);
	assert.equal(isSeen({ kept: new Map(), list: [] }, refused({ theirs: null })), true);
});

test("whoever is not shown what stands there replaces nothing that came since", () => {
	const kept = new Map([[7, sheet("5", 31)]]);
	const passed = refused({ code: "seat-passed" });
	assert.equal(seenBeside({ kept, list: [] }, passed).base, 12);
	assert.equal(seenBeside({ kept, list: /** @type {any} */ ([{ id: 7 }]) }, passed).base, 31);
	assert.deepEqual(
		seenBeside({ kept, list: [] }, refused({ theirs: "5", version: 35, head: "ab35" })),
		{
			base: 35,
			head: "ab35",
		},
	);
});
