import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const TOKENS = new URL("../../competition/static/src/tokens.css", import.meta.url);
const CSS = readFileSync(TOKENS, "utf8");

/**
 * @param {string} head the head of the first rule that is meant, or of what it stands in
 * @returns {string[]} what it says, sorted
 */
function said(head) {
	const start = CSS.indexOf(head);
	assert.notEqual(start, -1, head);
	const rule = CSS.slice(start).match(/\{([^{}]*)\}/)?.[1] ?? "";
	return rule
		.replace(/\/\*.*?\*\//gs, "")
		.split(";")
		.map((line) => line.trim())
		.filter(Boolean)
		.sort();
}

// CSS cannot say once what is asked for by a system or by a page.
for (const { name, asked, chosen } of [
	{
		name: "dark",
		asked: "@media screen and (prefers-color-scheme: dark)",
		chosen: '[data-theme="dark"]',
	},
	{
		name: "contrast",
		asked: "(prefers-contrast: more) and (prefers-color-scheme: dark)",
		chosen: '[data-theme="contrast"]',
	},
]) {
	test(`the ${name} palette is the same whoever asks for it`, () => {
		assert.ok(said(chosen).length > 20);
		assert.deepEqual(said(asked), said(chosen));
	});
}

test("no palette for black screens reaches paper", () => {
	const heads = CSS.match(/@media [^{]*prefers-color-scheme: dark[^{]*/g) ?? [];
	assert.equal(heads.length, 2);
	assert.ok(heads.every((head) => head.startsWith("@media screen and ")));
});

test("paper has every colour of a state as by day, whatever theme is printed", () => {
	const day = said(":root {");
	for (const token of ["--live", "--stale", "--frozen", "--conflict", "--unsent", "--received"]) {
		const [meant] = day.filter((line) => line.startsWith(`${token}:`));
		assert.ok(said("@media print").includes(meant ?? ""), token);
	}
});
