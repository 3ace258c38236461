/** What is left of a name where there is little room. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { called, wrapped } from "../../scoreboard/static/src/called.js";

/** @param {string} text half an em for a letter, a whole one for Chinese */
const measure = (text) => [...text].reduce((sum, each) => sum + (each > "⺀" ? 1 : 0.5), 0);
const person = /** @type {const} */ ({ unit: "person", lines: 1 });
const team = /** @type {const} */ ({ unit: "team", lines: 1 });

test("a name that has room stays whole", () => {
	assert.equal(called("Lei Li", { ...person, width: 3 }, measure), "Lei Li");
	assert.equal(called("欧阳国栋", { ...person, width: 4 }, measure), "欧阳国栋");
});

test("given names become initials from the left, as few as need be, and the family name is whole", () => {
	const name = "Abdulrahman Muhammad-Ali Tursunjan";
	assert.equal(called(name, { ...person, width: 14 }, measure), "A. Muhammad-Ali Tursunjan");
	assert.equal(called(name, { ...person, width: 10 }, measure), "A. M.-A. Tursunjan");
});

test("the particles of a family name stay with it", () => {
	const name = "Maximiliane von Hohenstaufen";
	assert.equal(called(name, { ...person, width: 10 }, measure), "M. von Hohenstaufen");
});

test("a family name in capitals is whole wherever it stands", () => {
	assert.equal(
		called("WICKRAMASINGHE Chandra", { ...person, width: 9 }, measure),
		"WICKRAMASINGHE C.",
	);
	assert.equal(
		called("Chandrasekara WICKRAMASINGHE", { ...person, width: 9 }, measure),
		"C. WICKRAMASINGHE",
	);
	// Where all is in capitals they say nothing.
	assert.equal(
		called("CHANDRA WICKRAMASINGHE", { ...person, width: 9 }, measure),
		"C. WICKRAMASINGHE",
	);
});

test("of a team's name the beginning and the end stay", () => {
	const name = "Guangzhou Senior Technical School Joint Team 1";
	assert.equal(called(name, { ...team, width: 17 }, measure), "Guangzhou Senior … Joint Team 1");
	const zh = "广州市高级技工学校与广东省机械技师学院联合一队";
	assert.equal(called(zh, { ...team, width: 10 }, measure), "广州市高…院联合一队");
});

test("of a long name in Chinese the beginning and the end stay", () => {
	const name = "阿卜杜勒热合曼·买买提艾力·吐尔逊江";
	assert.equal(called(name, { ...person, width: 12 }, measure), "阿卜杜勒热合曼…吐尔逊江");
	assert.equal(called(name, { ...person, width: 8 }, measure), "阿卜杜…吐尔逊江");
});

test("a family name that has no room by itself loses its middle", () => {
	const short = called("Anna Hohenstauffenwittelsbach", { ...person, width: 8 }, measure);
	assert.match(short, /^A.*….*bach$/);
	assert.ok(measure(short) <= 8);
});

test("words are not broken, Chinese is", () => {
	assert.equal(wrapped("Lei Li", 1.6, measure), 2);
	assert.equal(wrapped("欧阳国栋", 2, measure), 2);
	assert.equal(wrapped("古丽娜尔·艾山江", 4, measure), 3);
	assert.equal(wrapped("古丽娜尔·艾山江", 5, measure), 2);
	assert.equal(wrapped("Muhammad-Ali", 5, measure), 2);
	assert.equal(wrapped("Tursunjan", 3, measure), Number.POSITIVE_INFINITY);
});
