import assert from "node:assert/strict";
import { test } from "node:test";

import { at, axis, stroke } from "../../scoreboard/static/src/axis.js";
import { decimal, score, scored } from "../../scoreboard/static/src/scale.js";
import { ranking } from "./boards.js";

/**
 * @param {string | null} median
 * @param {string | null} mad
 */
const scale = (median, mad, k = "30", c = "1.4826") => ({ centre: "700", k, c, median, mad });

test("the rulebook's example comes out", () => {
	const field = ["82.5", "78.0", "71.4", "70.2", "66.0", "65.1", "60.0"];
	const scores = field.map((total) => score(scale("70.2", "5.1"), total));
	assert.deepEqual(scores, [749, 731, 705, 700, 683, 680, 660]);
});

test("a half goes towards more, as on the server", () => {
	assert.equal(score(scale("50", "1", "1", "2"), "51"), 701);
	assert.equal(score(scale("50", "1", "1", "2"), "49"), 700);
	const around = { ...scale("50", "1", "1", "2"), centre: "0" };
	assert.deepEqual(
		["53", "51", "50", "49", "48", "47"].map((total) => score(around, total)),
		[2, 1, 0, 0, -1, -1],
	);
});

test("a half that binary fractions miss is still a half", () => {
	// 700 + 1 x (1.15 - 1.10) / (1 x 0.1) = 700.5, which floats put below.
	assert.equal(score(scale("1.10", "0.1", "1", "1"), "1.15"), 701);
});

test("below the middle scores fall without a floor", () => {
	assert.equal(score(scale("50.00", "0.10"), "0.00"), -9417);
});

test("a row of its own score is believed, and so is one without", () => {
	const [row] = ranking().rows;
	assert.ok(row);
	assert.equal(scored({ centre: "700" }, { ...row, score: "731.25" }), "731.25");
	assert.equal(scored({ centre: "700" }, { ...row, score: null }), null);
	assert.equal(scored({ centre: "700" }, row), null);
});

test("only who is ranked has a score", () => {
	const [row] = ranking().rows;
	assert.ok(row);
	assert.equal(scored(scale("7.00", "1.00"), row), "700");
	assert.equal(scored(scale("7.00", "1.00"), { ...row, status: "guest" }), null);
	assert.equal(scored(null, row), null);
});

test("without a scale there is no score", () => {
	assert.equal(score(scale(null, null), "50.00"), null);
	assert.equal(score(scale("50.00", "0.00"), "50.00"), null);
	assert.equal(score(scale("50.00", "1.00"), null), null);
});

test("decimals are read exactly, also below zero", () => {
	assert.deepEqual(decimal("-0.50"), { units: -50n, places: 2 });
	assert.deepEqual(decimal("61.32"), { units: 6132n, places: 2 });
	assert.deepEqual(decimal("700"), { units: 700n, places: 0 });
});

test("the ruler spans the field and has the centre within", () => {
	const ruler = axis(scale("1", "1"), [740, 650, null]);
	assert.deepEqual(ruler, { least: 650, span: 90, centre: 700 });
	assert.ok(ruler);
	assert.equal(at(ruler, 695), "50%");
	assert.deepEqual(stroke(ruler, 695).isLow, true);
	assert.equal(stroke(ruler, 745).length, "50%");
	assert.equal(axis(null, []), null);
	assert.deepEqual(axis(scale("1", "1"), [700]), { least: 690, span: 20, centre: 700 });
});
