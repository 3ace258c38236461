/** What was typed and not stored is there when its sheet is opened again. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAnythingTyped, takeOut, takeUp } from "../../judging/static/src/drafts.js";

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

test("what was laid aside with another sheet is still something typed", () => {
	const desk = { judge: { id: 3, code: "1701", name: "" }, drafts: new Map(), typedOn: new Map() };
	takeUp(desk, 7);
	assert.equal(isAnythingTyped(desk), false);
	desk.drafts.set(1, "12");
	takeUp(desk, 8);
	assert.equal(isAnythingTyped(desk), true);
	takeUp(desk, 7);
	desk.drafts.clear();
	takeUp(desk, 8);
	assert.equal(isAnythingTyped(desk), false);
});

test("what was taken out in vain is put back on its own sheet, unless something newer is there", () => {
	const desk = { judge: { id: 3, code: "1701", name: "" }, drafts: new Map(), typedOn: new Map() };
	takeUp(desk, 7);
	desk.drafts.set(1, "12");
	desk.typedOn.set(1, 31);
	const putBack = takeOut(desk, 1);
	assert.equal(desk.drafts.size, 0);
	takeUp(desk, 8);
	putBack();
	assert.equal(desk.drafts.size, 0);
	takeUp(desk, 7);
	assert.deepEqual([desk.drafts.get(1), desk.typedOn.get(1)], ["12", 31]);
	const late = takeOut(desk, 1);
	desk.drafts.set(1, "13");
	late();
	assert.equal(desk.drafts.get(1), "13");
});
