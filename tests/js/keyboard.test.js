/** Strokes of a keyboard are done one after the other. */

import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Keyboard } from "../../judging/static/src/keyboard.js";

class Place {
	/** @param {string} name */
	constructor(name = "body") {
		this.name = name;
	}

	/** @param {string} names */
	closest(names) {
		return names.split(", ").includes(this.name) ? this : null;
	}
}

beforeEach(() => {
	Object.assign(globalThis, {
		Element: Place,
		document: { querySelector: () => null, documentElement: { dataset: {} } },
	});
});

/** @param {Keyboard} keyboard @param {string} key @param {Place} [target] @param {object} [more] @returns {boolean} whether the browser is kept from it */
function press(keyboard, key, target = new Place(), more = {}) {
	let isTaken = false;
	const event = { key, target, ...more, preventDefault: () => (isTaken = true) };
	keyboard.hear(/** @type {any} */ (event));
	return isTaken;
}

/** @returns {{ keyboard: Keyboard, done: string[], isTyping: boolean, disk: (() => void)[], early: string[], isAwake: boolean }} */
function desk() {
	const found = {
		done: /** @type {string[]} */ ([]),
		early: /** @type {string[]} */ ([]),
		disk: /** @type {(() => void)[]} */ ([]),
		isTyping: false,
		isAwake: true,
	};
	const table = () => ({
		aspect: /** @type {any} */ ({ kind: "count" }),
		isTyping: found.isTyping,
		wake: () => found.isAwake,
		act: (/** @type {any} */ { act, key }) => {
			found.done.push(key ?? act);
			return act === "store" ? new Promise((ready) => found.disk.push(() => ready(0))) : 0;
		},
		early: (/** @type {any} */ { key }) => found.early.push(key),
	});
	return Object.assign(found, { keyboard: new Keyboard(table) });
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

test("Enter stores what was typed, wherever the focus is", () => {
	const found = desk();
	found.isTyping = true;
	assert.equal(press(found.keyboard, "Enter", new Place("button")), true);
	assert.deepEqual(found.done, ["store"]);
});

test("with nothing typed Enter presses the button that the Tab key reached, not the one that was tapped", () => {
	const { keyboard, done } = desk();
	const button = new Place("button");
	assert.equal(press(keyboard, "Enter", button), false);
	keyboard.point(/** @type {any} */ ({ target: button }));
	assert.equal(press(keyboard, "Enter", button), true);
	assert.deepEqual(done, ["store"]);
	press(keyboard, "Tab", button);
	assert.equal(press(keyboard, "Enter", button), false);
});

test("links, text fields and dialogs keep their keys", () => {
	const found = desk();
	found.isTyping = true;
	assert.equal(press(found.keyboard, "Enter", new Place("a")), false);
	assert.equal(press(found.keyboard, "5", new Place("input")), false);
	Object.assign(document, { querySelector: () => ({}) });
	assert.equal(press(found.keyboard, "5"), false);
	assert.deepEqual(found.done, []);
});

test("what is typed while the disk is slow waits for the mark before it", async () => {
	const { keyboard, done, disk } = desk();
	for (const key of ["5", "Enter", "2", "Enter"]) {
		press(keyboard, key);
		await settled();
	}
	assert.deepEqual(done, ["5", "store"]);
	disk.shift()?.();
	await settled();
	await settled();
	assert.deepEqual(done, ["5", "store", "2", "store"]);
});

test("a tap drops what waits for the disk, and what comes after it waits no more", async () => {
	const { keyboard, done, disk } = desk();
	press(keyboard, "Enter");
	press(keyboard, "7");
	keyboard.point(/** @type {any} */ ({ target: new Place("button") }));
	press(keyboard, "8");
	await settled();
	disk.shift()?.();
	await settled();
	assert.deepEqual(done, ["store", "8"]);
});

test("a number that is begun too early is not taken in half", () => {
	const found = desk();
	found.isAwake = false;
	press(found.keyboard, "2");
	assert.deepEqual([found.done, found.early], [[], ["2"]]);
});
