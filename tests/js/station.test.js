/** Stations: what their codes say, whose sheets they open, and what waits until one was scanned. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAt, postOf, sheetsAt, spotIn, spotOf } from "../../judging/static/src/station.js";

/** @param {string | null} station @param {string} [code] */
const sheet = (station, code = "17") => ({ trade: { code }, entry: { station } });

test("an address names trade and station, whatever signs they have", () => {
	assert.deepEqual(spotOf("#station-17-07"), { trade: "17", station: "07" });
	const spelled = "#station-A%2D1-3%2Fb-%E5%B7%A6";
	assert.deepEqual(spotOf(spelled), { trade: "A-1", station: "3/b-左" });
});

test("other addresses and broken ones name none", () => {
	for (const hash of ["", "#", "#sheet-7", "#station-", "#station-17", "#station-17-%E5%B7"]) {
		assert.equal(spotOf(hash), null);
	}
});

test("a code of another server's address still says the station", () => {
	const text = "https://10.0.0.9:8443/judging/#station-17-07";
	assert.deepEqual(spotIn(text), { trade: "17", station: "07" });
	assert.equal(spotIn("https://example.org/"), null);
	assert.equal(spotIn("WIFI:S:hall;;"), null);
});

test("a typed number is a station however wide it is written", () => {
	const typed = (/** @type {string} */ station) => isAt({ trade: null, station }, sheet("07"));
	assert.deepEqual(["7", "07", " 007 ", "７"].map(typed), [true, true, true, true]);
	assert.deepEqual(["70", "0", "7a", ""].map(typed), [false, false, false, false]);
	assert.ok(isAt({ trade: null, station: "b-2" }, sheet("B-2")));
	assert.ok(isAt({ trade: null, station: "0" }, sheet("0")));
});

test("a station of another trade is another station", () => {
	assert.ok(!isAt({ trade: "18", station: "07" }, sheet("07")));
	assert.ok(!isAt({ trade: "17", station: "07" }, sheet(null)));
});

test("a station opens the sheets that belong there", () => {
	const sheets = [sheet("07"), sheet("08"), sheet("7"), sheet("07", "18"), sheet(null)];
	assert.deepEqual(sheetsAt({ trade: "17", station: "07" }, sheets), [sheets[0], sheets[2]]);
});

test("a tablet is for the station that its label names, in either language", () => {
	const sheets = [sheet("02"), sheet("05"), sheet("b-2"), sheet("09", "18"), sheet(null)];
	const post = (/** @type {string} */ label) => postOf(label, "17", sheets)?.station ?? null;
	assert.deepEqual(["Station 02", "工位 02", "station 2", "工位05", " Station  B-2 "].map(post), [
		...["02", "02", "2", "05", "B-2"],
	]);
	assert.deepEqual(["02", "０２", "b-2"].map(post), ["02", "02", "b-2"]);
});

test("a label that names no station of the trade says nothing about where a tablet is", () => {
	const sheets = [sheet("02"), sheet("09", "18")];
	// "2" may be the second tablet, which is not always at station 02.
	const labels = [
		"",
		"2",
		"Tablet 2",
		"Panel 1, judge 2",
		"Station 7",
		"Station 09",
		"Station ",
		"09",
	];
	assert.deepEqual(
		labels.map((label) => postOf(label, "17", sheets)),
		labels.map(() => null),
	);
});
