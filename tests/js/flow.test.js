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
	for (const aspect of [1, 2]) {
		const detail = { sheet: 7, aspect, isFirst: true, isKey: false, isTyped: false };
		desk.dispatchEvent(new CustomEvent("marked", { detail }));
	}
	assert.equal(desk.aspect, 3);
});

/** @param {object} more @returns {any} a desk that notes where it is turned */
function desk(more) {
	return Object.assign(new EventTarget(), {
		habits: { view: "one", goesOn: true },
		sheet: { id: 7 },
		aspect: 2,
		screen: "sheet",
		drafts: new Map(),
		nextPlace: () => ({ sheet: 7, aspect: 1 }),
		turned: /** @type {object[]} */ ([]),
		go(/** @type {object} */ to) {
			this.turned.push(to);
		},
		rest() {},
		...more,
	});
}

/** @param {any} at @param {object} more */
function mark(at, more) {
	new Flow(at);
	const detail = { sheet: 7, aspect: 2, isFirst: true, isKey: false, isTyped: true, ...more };
	at.dispatchEvent(new CustomEvent("marked", { detail }));
	return at.turned;
}

test("what was marked is gone on from", () => {
	assert.deepEqual(mark(desk({}), {}), [{ sheet: 7, aspect: 1 }]);
});

test("who went elsewhere before the disk was done stays there", (context) => {
	context.mock.timers.enable({ apis: ["setTimeout"] });
	for (const isTyped of [true, false]) {
		const turned = [
			mark(desk({ aspect: 5 }), { isTyped }),
			mark(desk({ sheet: { id: 8 } }), { isTyped }),
		];
		context.mock.timers.tick(1000);
		assert.deepEqual(turned, [[], []]);
	}
});
