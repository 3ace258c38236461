/** What a judge asks for on a signed sheet. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { valueAsked } from "../../judging/static/src/correction.js";

/** @param {string} kind @param {Record<string, string>} fields */
function asked(kind, fields) {
	const data = new FormData();
	for (const [name, value] of Object.entries(fields)) {
		data.set(name, value);
	}
	const cell = { value: null, version: 0, points: null };
	const parameters = { nominal: "20", tolerance: "0.5", step: "0.1" };
	return valueAsked(data, { id: 1, code: "A1", kind, text: "", max: "3", parameters, cell });
}

test("a reading is asked for in plain signs, whatever wrote it", () => {
	assert.equal(asked("tolerance", { value: " ２０，１ " }), "20.1");
	assert.equal(asked("tolerance", { value: "20.10" }), null);
	assert.equal(asked("tolerance", { value: "20·1" }), null);
	assert.equal(asked("tolerance", { value: "" }), null);
	assert.equal(asked("pass_fail", { value: "0" }), "0");
});

test("not attempted is asked for on what is measured too", () => {
	assert.equal(asked("tolerance", { "not-attempted": "on" }), "not_attempted");
	assert.equal(asked("pass_fail", { value: "not_attempted" }), "not_attempted");
});
