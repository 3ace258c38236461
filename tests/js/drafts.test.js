/** What was typed and not stored is there when its sheet is opened again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { takeUp } from "../../judging/static/src/drafts.js";

test("what was typed stays with its sheet and its judge", () => {
	const desk = { judge: { id: 3, code: "1701", name: "" }, drafts: new Map(), typedOn: new Map() };
	takeUp(desk, 7);
	desk.drafts.set(1, "12");
	desk.typedOn.set(1, 31);
	takeUp(desk, 8);
	assert.equal(desk.drafts.size, 0);
	desk.judge = { ...desk.judge, id: 4 };
	takeUp(desk, 7);
	assert.equal(desk.drafts.size, 0);
	desk.judge = { ...desk.judge, id: 3 };
	takeUp(desk, 7);
	assert.deepEqual([desk.drafts.get(1), desk.typedOn.get(1)], ["12", 31]);
});
