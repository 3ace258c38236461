/** What a judge can type: no surplus digit, no rounding, no float. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import {
	canonical,
	compared,
	gauge,
	isOneTap,
	isPlaced,
	limits,
	neighbours,
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

test("the sign turns where the server takes readings below zero, and nowhere else", () => {
	const flat = aspect("ranged", {
		target: "0",
		step: "0.05",
		ranges: [{ lower: 0.2, upper: 0.2 }],
	});
	assert.equal(typed(flat, "0.1-"), "-0.1");
	assert.equal(typed(flat, "-.1"), "-0.1");
	assert.equal(typed(flat, "0.1--"), "0.1");
	assert.equal(typed(width, "18-"), "-18");
	assert.equal(press("1", "-", limits(aspect("rank"))).trouble, "below");
	assert.equal(typed(aspect("time"), "5-"), "5");
});

test("a reading that earns a place is typed in its own step, up to a million", () => {
	const weight = limits(aspect("rank", { points: "5", step: "0.01" }, "20"));
	assert.equal(typed(aspect("rank", { points: "5" }), "2.50001"), "2.5000");
	assert.deepEqual(
		[trouble("1000000", weight), trouble("2.5", weight), press("1000000", "0", weight).trouble],
		[null, null, "above"],
	);
	assert.equal(typed(aspect("rank", { points: "5", step: "1" }), "12.5"), "125");
});

test("points come from the field for ranks, and for times without bands", () => {
	const bands = [{ within: "60", points: "2" }];
	assert.deepEqual(
		[aspect("rank"), aspect("time"), aspect("time", { bands }), aspect("count")].map(isPlaced),
		[true, true, false, false],
	);
});

test("free points without a step take what the server takes", () => {
	const any = limits(aspect("free"));
	assert.equal(trouble("0.12345678", any), null);
	assert.equal(press("0.12345678", "9", any).trouble, "surplus");
	assert.equal(trouble("1.25", limits(aspect("free", { step: null }))), null);
});

test("seconds are typed as such or with minutes", () => {
	const run = aspect("time", { points: "5", step: "0.01" }, "20");
	assert.equal(typed(run, "2:05.301"), "2:05.30");
	assert.equal(canonical("2:05.30"), "125.3");
	assert.equal(typed(run, ":45"), "0:45");
	assert.equal(typed(run, "1:02:05"), "1:02:05");
	assert.equal(trouble("2:5", limits(run)), "unfinished");
	assert.equal(trouble("2:05", limits(run)), null);
	assert.equal(press("2:", "6", limits(run)).trouble, "sixty");
	assert.equal(press("2.5", ":", limits(run)).trouble, "colon");
	assert.equal(press("2:05", "1", limits(run)).trouble, "colon");
	assert.equal(press("16666:", "5", limits(run)).trouble, "above");
	assert.equal(trouble("16666:40", limits(run)), null);
});

test("a whole step leaves no point after minutes either", () => {
	const run = limits(aspect("time", { points: "5", step: "1" }));
	assert.equal(press("2:05", ".", run).trouble, "surplus");
	assert.equal(trouble("2:05", limits(aspect("time", { points: "5", step: "2" }))), "step");
});

test("only times in seconds know minutes", () => {
	const hasColon = (/** @type {unknown} */ unit) =>
		limits(aspect("time", { points: "5", unit })).hasColon;
	assert.deepEqual(["", "s", "秒 / s", undefined].map(hasColon), [true, true, true, true]);
	assert.deepEqual(["min", "分 / min"].map(hasColon), [false, false]);
	assert.deepEqual(press("2", ":", limits(aspect("count"))), { text: "2", trouble: "key" });
});

test("between two steps the readings next to it are named", () => {
	const half = limits(aspect("free", { step: "0.5" }));
	assert.deepEqual(neighbours("1.3", half), ["1", "1.5"]);
	assert.deepEqual(neighbours("0.3", limits(aspect("free", { step: "0.5" }, "0.4"))), ["0"]);
	assert.deepEqual(neighbours("-0.3", limits(aspect("ranged", { step: "0.2" }))), ["-0.4", "-0.2"]);
	assert.deepEqual(neighbours("2:05", limits(aspect("time", { step: "2" }))), ["124", "126"]);
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

test("the tablet takes what the server takes, and keeps it in the same spelling", () => {
	const file = new URL("readings.json", import.meta.url);
	for (const row of JSON.parse(readFileSync(file, "utf8"))) {
		const isTaken = trouble(row.text, limits(aspect(row.kind, row.parameters, row.max))) === null;
		assert.equal(isTaken ? canonical(row.text) : null, row.kept, JSON.stringify(row));
	}
});

test("a sign is offered where a reading may be below nothing", () => {
	const hasSign = (/** @type {Record<string, unknown>} */ parameters) =>
		limits(aspect("tolerance", { tolerance: "0.5", ...parameters })).hasSign;
	assert.equal(hasSign({ nominal: "20", unit: "mm" }), false);
	assert.equal(hasSign({ nominal: "20", unit: "毫米 / mm" }), false);
	assert.equal(hasSign({ nominal: "0", unit: "mm" }), true);
	assert.equal(hasSign({ nominal: "20", unit: "°C" }), true);
	assert.equal(hasSign({ nominal: "20", unit: "V" }), true);
	assert.equal(limits(aspect("count")).hasSign, false);
	assert.equal(
		press("", "-", limits(aspect("tolerance", { nominal: "20", unit: "mm" }))).text,
		"-",
	);
});
