/** Stations: what their codes say, whose sheets they open, and what waits until one was scanned. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { isAt, sheetsAt, spotIn, spotOf } from "../../judging/static/src/station.js";

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
