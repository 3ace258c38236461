/** Minutes and seconds are two ways to say one time. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { asClock, atLeast, clockObstacle, inSeconds } from "../../judging/static/src/duration.js";

test("minutes and hours become seconds, exactly", () => {
	const times = {
		"2:05.30": "125.30",
		"0:45": "45",
		"90:00": "5400",
		"1:02:05.3": "3725.3",
		"125.30": "125.30",
		7: "7",
	};
	for (const [text, seconds] of Object.entries(times)) {
		assert.equal(inSeconds(text), seconds);
	}
});

test("what is no time yet has no seconds", () => {
	for (const text of ["", "2:", "2:5", "2:60", "2:05.", ":05", "1:02:03:04", "-1", "2:05:6"]) {
		assert.equal(inSeconds(text), null, text);
	}
});

test("seconds are said in minutes from one minute on", () => {
	assert.deepEqual(["59.99", "60", "125.3", "3725.30", "1000000"].map(asClock), [
		"",
		"1:00",
		"2:05.3",
		"1:02:05.30",
		"277:46:40",
	]);
});

test("each way is the other one back", () => {
	for (let seconds = 60; seconds < 9000; seconds += 7) {
		assert.equal(inSeconds(asClock(`${seconds}.5`)), `${seconds}.5`);
	}
});

test("a time begins digit by digit", () => {
	for (let at = 2; at <= "1:02:05.30".length; at += 1) {
		assert.equal(clockObstacle("1:02:05.30".slice(0, at)), null);
	}
	for (const text of ["2:6", "1:75:", "1:02:9"]) {
		assert.equal(clockObstacle(text), "sixty", text);
	}
	for (const text of [":", "2::", "2:0.", "2.5:", "2:051", "1:02:03:"]) {
		assert.equal(clockObstacle(text), "colon", text);
	}
});

test("the beginning of a time is worth the least that it may become", () => {
	assert.deepEqual(["2:", "2:5", "2:05.", "1:02:"].map(atLeast), ["120", "170", "125.", "3720"]);
});
