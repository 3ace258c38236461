/** Style sheets written for a page fit a shadow root. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { hosted } from "../../scoreboard/static/src/hosted.js";

test("the root becomes the host", () => {
	assert.equal(hosted(":root{--ink:#000}"), ":host{--ink:#000}");
	assert.equal(hosted(":root,:root[data-theme]{--a:1}"), ":host,:host([data-theme]){--a:1}");
	assert.equal(hosted(":root:not([data-theme]){--a:1}"), ":host(:not([data-theme])){--a:1}");
});

test("a theme is the host's", () => {
	assert.equal(hosted("}[data-theme=dark]{--a:1}"), "}:host([data-theme=dark]){--a:1}");
	assert.equal(hosted('[data-theme="contrast"] {'), ':host([data-theme="contrast"]) {');
});

test("everything else stays as it is", () => {
	const css = ".row:not(.fresh){color:red}@media print{.qr{width:1px}}";
	assert.equal(hosted(css), css);
});
