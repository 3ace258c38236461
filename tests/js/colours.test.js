/** Whoever sees colours otherwise tells the states of boards apart all the same. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const TOKENS = new URL("../../competition/static/src/tokens.css", import.meta.url);
const CSS = readFileSync(TOKENS, "utf8");
/** Of two states of boards, in CIE76. */
const LEAST = 14;
const STATES = ["live", "stale", "frozen", "seal"];
/** Where each palette is chosen; the one for light contrast has no address of its own. */
const PALETTES = {
	light: ":root",
	dark: '[data-theme="dark"]',
	contrast: '[data-theme="contrast"]',
	"light contrast": "@media (prefers-contrast: more) {",
};
/**
 * Machado, Oliveira, Fernandes 2009, severity 1.0: what of linear red, green and blue is left.
 * @type {Record<string, readonly (readonly number[])[]>}
 */
const VISIONS = {
	usual: [
		[1, 0, 0],
		[0, 1, 0],
		[0, 0, 1],
	],
	protan: [
		[0.152286, 1.052583, -0.204868],
		[0.114503, 0.786281, 0.099216],
		[-0.003882, -0.048116, 1.051998],
	],
	deutan: [
		[0.367322, 0.860646, -0.227968],
		[0.280085, 0.672501, 0.047413],
		[-0.01182, 0.04294, 0.968881],
	],
	tritan: [
		[1.255528, -0.076749, -0.178779],
		[-0.078411, 0.930809, 0.147602],
		[0.004733, 0.691367, 0.3039],
	],
};
/** Linear red, green and blue as CIE XYZ over its white (D65). */
const XYZ = [
	[0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047],
	[0.2126729, 0.7151522, 0.072175],
	[0.0193339 / 1.08883, 0.119192 / 1.08883, 0.9503041 / 1.08883],
];

/**
 * @param {readonly (readonly number[])[]} matrix
 * @param {readonly number[]} vector
 */
const times = (matrix, vector) =>
	matrix.map((row) => row.reduce((sum, each, at) => sum + each * (vector[at] ?? 0), 0));

/**
 * @param {string} palette how its rule begins
 * @param {string} name
 * @returns {string} its colour as `#rrggbb`
 */
function colour(palette, name) {
	const start = CSS.indexOf(palette);
	assert.notEqual(start, -1, palette);
	const found = CSS.slice(start).match(new RegExp(`--${name}: (#[0-9a-f]{6});`));
	assert.ok(found?.[1], `${palette} ${name}`);
	return found[1];
}

/**
 * @param {string} hex
 * @param {readonly (readonly number[])[]} vision
 * @returns {number[]} CIE L*a*b* of what is seen
 */
function lab(hex, vision) {
	const linear = [1, 3, 5].map((at) => {
		const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	const seen = times(vision, linear).map((each) => Math.min(1, Math.max(0, each)));
	const [x = 0, y = 0, z = 0] = times(XYZ, seen).map((each) =>
		each > 216 / 24389 ? Math.cbrt(each) : (24389 / 27 / 116) * each + 16 / 116,
	);
	return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

for (const [name, palette] of Object.entries(PALETTES)) {
	for (const [sight, vision] of Object.entries(VISIONS)) {
		test(`states of boards differ: ${name}, ${sight}`, () => {
			const seen = STATES.map((state) => lab(colour(palette, state), vision));
			for (const [at, one] of seen.entries()) {
				for (const [after, other] of seen.slice(at + 1).entries()) {
					const far = Math.hypot(...one.map((each, part) => each - (other[part] ?? 0)));
					const pair = `${STATES[at]} and ${STATES[at + 1 + after]}: ${far.toFixed(1)}`;
					assert.ok(far >= LEAST, pair);
				}
			}
		});
	}
}
