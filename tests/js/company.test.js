/** Who else has the open sheet open, in as few words as say it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { shared, told } from "../../judging/static/src/company.js";

test("the shared aspects are told by the first and the last of a row", () => {
	const aspects = [1, 2, 3, 4, 5, 6, 7, 8].map((n) => ({
		code: `A1.${n}`,
		cell: { votes_of: n === 1 || n === 5 ? 3 : undefined },
	}));
	assert.equal(shared(/** @type {any} */ (aspects)), "A1.2–A1.4 · A1.6–A1.8");
	assert.equal(shared(/** @type {any} */ (aspects.slice(0, 3))), "A1.2 · A1.3");
});

test("tablets of one person that have no name are told of once, those with names each", () => {
	const mine = { by: { en: "Jiamu Lin" }, same_judge: true, device: "" };
	const others = [
		{ ...mine, since: "2026-11-20T02:09:00Z" },
		{ ...mine, since: "2026-11-20T02:10:00Z" },
		{ ...mine, device: "A-2", since: "2026-11-20T02:11:00Z" },
		{ ...mine, by: { en: "Ming Qu" }, same_judge: false, since: "2026-11-20T02:12:00Z" },
	];
	const words = told(/** @type {any} */ (others));
	assert.equal(words.match(/You have this sheet open/g)?.length, 2);
	assert.match(words, /another tablet too.* A-2 too.*Ming Qu has this sheet open too/);
});
