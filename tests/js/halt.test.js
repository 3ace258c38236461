import assert from "node:assert/strict";
import { test } from "node:test";
import { standing } from "../../judging/static/src/sheet.js";

const ASPECT = {
	id: 1,
	code: "A1.1",
	kind: "pass_fail",
	text: "",
	max: "1",
	cell: { value: "1", version: 1, points: "1" },
};
const SHEET = {
	id: 7,
	version: 1,
	trade: { id: 1, code: "17", names: {} },
	entry: { code: "30", station: "07" },
	criterion: { code: "A", names: {} },
	panel: { name: "1", seat: 1, seats: 3 },
	locked: true,
	aspects: [ASPECT],
};
const NOTHING = { rows: [], refused: [] };

test("a mark on a sheet that only rests is received, not signed", () => {
	const suspended = { since: "2026-11-21T02:32:00Z", reason: "Power cut." };
	assert.equal(standing({ ...SHEET, suspended }, ASPECT, NOTHING).state, "received");
	assert.equal(standing(SHEET, ASPECT, NOTHING).state, "signed");
});
