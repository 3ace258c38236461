/** What comes after a mark. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Flow } from "../../judging/static/src/flow.js";

test("on the dense sheet two marks that the disk takes late leave the pad at the first open line", () => {
	const aspects = ["choice", "choice", "count", "count"].map((kind, at) => ({ id: at + 1, kind }));
	const marked = new Set([1, 2]);
	const desk = Object.assign(new EventTarget(), {
		habits: { view: "dense", goesOn: true },
		sheet: { id: 7, aspects },
		aspect: 2,
		current: aspects[1],
		standing: (/** @type {object} */ _sheet, /** @type {number} */ id) => ({
			value: marked.has(id) ? "1" : null,
		}),
		nextPlace() {
			const next = aspects.find(({ id }) => id > this.aspect && !marked.has(id));
			return next ? { sheet: 7, aspect: next.id } : null;
		},
		pick(/** @type {number} */ id) {
			this.aspect = id;
			this.current = aspects[id - 1];
		},
	});
	new Flow(/** @type {any} */ (desk));
	const detail = { isFirst: true, isKey: false, isTyped: false };
	for (let event = 0; event < 2; event++) {
		desk.dispatchEvent(new CustomEvent("marked", { detail }));
	}
	assert.equal(desk.aspect, 3);
});
