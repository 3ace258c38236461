/** What a judge can type: no surplus digit, no rounding, no float. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
	canonical,
	compared,
	gauge,
	isOneTap,
	limits,
	press,
	trouble,
} from "../../judging/static/src/reading.js";

/** @typedef {import("../../judging/static/src/sheet.js").Aspect} Aspect */

/**
 * @param {string} kind
 * @param {Record<string, unknown>} [parameters]
 * @param {string} [max]
 * @returns {Aspect}
 */
function aspect(kind, parameters = {}, max = "2.00") {
	const cell = { value: null, version: 0, points: null };
	return { id: 1, code: "A1.1", kind, text: "", max, parameters, cell };
}

/** @param {Aspect} of @param {string} keys */
function typed(of, keys) {
	let text = "";
	for (const key of keys) {
		text = press(text, key, limits(of)).text;
	}
	return text;
}

const width = aspect("tolerance", { nominal: "18.0", tolerance: "0.5", step: "0.1", unit: "mm" });

test("surplus digits are not accepted", () => {
	assert.equal(typed(width, "18.35"), "18.3");
	assert.equal(press("18.3", "5", limits(width)).trouble, "surplus");
	assert.equal(typed(aspect("count"), "12.5"), "125");
});

test("a value above the highest is not accepted", () => {
	assert.equal(typed(aspect("completed", { possible: "5" }), "6"), "");
	assert.equal(press("", "6", limits(aspect("completed", { possible: "5" }))).trouble, "above");
	assert.equal(typed(aspect("free", { step: "0.5" }, "2.00"), "2.5"), "2.");
	assert.equal(typed(aspect("panel", { top: "10", step: "0.1" }), "10.1"), "10.");
	assert.equal(typed(aspect("deduct"), "99999"), "9999");
});

test("back takes the last digit away", () => {
	assert.equal(press("18.3", "back", limits(width)).text, "18.");
	assert.equal(press("", "back", limits(width)).text, "");
});

test("a leading zero gives way and a point gets its zero", () => {
	assert.equal(typed(width, "05"), "5");
	assert.equal(typed(width, ".5"), "0.5");
	assert.equal(typed(width, "1..5"), "1.5");
});

test("the sign turns only where readings below zero count", () => {
	const flat = aspect("ranged", {
		target: "0",
		step: "0.05",
		ranges: [{ lower: 0.2, upper: 0.2 }],
	});
	assert.equal(typed(flat, "0.1-"), "-0.1");
	assert.equal(typed(flat, "-.1"), "-0.1");
	assert.equal(typed(flat, "0.1--"), "0.1");
	assert.equal(typed(width, "18-"), "18");
});

test("a reading between two steps is no reading", () => {
	const half = limits(aspect("free", { step: "0.5" }));
	assert.equal(trouble("1.3", half), "step");
	assert.equal(trouble("1.5", half), null);
	assert.equal(trouble("1.", half), "unfinished");
	assert.equal(trouble("", half), "unfinished");
	assert.equal(trouble("-", half), "unfinished");
	assert.equal(trouble("0.50", half), "surplus");
});

test("a whole step leaves no room for a point", () => {
	assert.equal(press("3", ".", limits(aspect("completed", { possible: "5" }))).trouble, "surplus");
});

test("each value has one spelling", () => {
	const spellings = {
		"18.30": "18.3",
		"007": "7",
		"0.0": "0",
		"-0.50": "-0.5",
		"-0": "0",
		10: "10",
	};
	for (const [text, one] of Object.entries(spellings)) {
		assert.equal(canonical(text), one);
	}
});

test("decimals are compared exactly", () => {
	assert.equal(compared("0.30", "0.3"), 0);
	assert.equal(compared("0.1", "0.09"), 1);
	assert.equal(compared("-1", "0.5"), -1);
	assert.equal(compared("9007199254740993", "9007199254740992"), 1);
});

test("the gauge shows the tolerance and the reading, within its ends", () => {
	assert.deepEqual(gauge(width, "18.3"), { low: "17.5", nominal: "18.0", high: "18.5", at: 65 });
	assert.equal(gauge(width, "")?.at, null);
	assert.equal(gauge(width, "30")?.at, 100);
	assert.equal(gauge(width, "1")?.at, 0);
	assert.equal(gauge(aspect("tolerance"), "1"), null);
	const around = gauge(aspect("tolerance", { nominal: "0", tolerance: "0.25" }), "0");
	assert.deepEqual(around, { low: "-0.25", nominal: "0.00", high: "0.25", at: 50 });
});

test("levels, yes or no, and choices take one tap", () => {
	const kinds = ["judgement", "pass_fail", "choice", "free", "count", "time"];
	assert.deepEqual(
		kinds.filter((kind) => isOneTap(aspect(kind))),
		["judgement", "pass_fail", "choice"],
	);
});
