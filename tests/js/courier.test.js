/** When the network is back, what hung before is sent again at once. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Courier, courierOfMarks } from "../../judging/static/src/courier.js";

test("what was given up in a hurry is sent again at once, not after the next pause", async () => {
	Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
	let asked = 0;
	const mark = { uuid: "u", sheet: 1, aspect: 1, judge: 1, value: "1", base: 0, device: "d" };
	const waiting = [{ ...mark, sequence: 1, taken_at: "" }];
	globalThis.fetch = /** @type {any} */ (
		async (/** @type {string} */ _, /** @type {{ signal: AbortSignal }} */ { signal }) => {
			asked += 1;
			if (asked === 1) {
				await new Promise((_resolve, refuse) =>
					signal.addEventListener("abort", () => refuse(new Error("given up"))),
				);
			}
			return new Response(JSON.stringify({ uuid: "u", line: 1, version: 1, cell: {} }));
		}
	);
	/** @type {string[]} */
	const endings = [];
	const store = {
		next: async () => waiting.slice(0, 1),
		note: async () => {
			waiting.shift();
		},
	};
	const courier = courierOfMarks(store, (ending) => endings.push(ending));
	const sent = courier.go();
	await new Promise((resolve) => setTimeout(resolve));
	courier.hurry();
	await sent;
	assert.deepEqual([asked, endings, waiting], [2, ["empty"], []]);
});

test("what is given up between two requests does not hang at the second", {
	timeout: 5000,
}, async () => {
	Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
	const mark = { sheet: 1, judge: 1, value: "1", base: 0, device: "d", taken_at: "" };
	const waiting = [1, 2].map((at) => ({ ...mark, uuid: `u-${at}`, aspect: at, sequence: at }));
	let asked = 0;
	globalThis.fetch = /** @type {any} */ (
		async (
			/** @type {string} */ _,
			/** @type {{ body: string, signal: AbortSignal }} */ { body, signal },
		) => {
			asked += 1;
			if (asked === 2) {
				await new Promise((_resolve, refuse) => {
					signal.addEventListener("abort", refuse);
					return signal.aborted && refuse(new Error("given up"));
				});
			}
			return new Response(JSON.stringify({ ...JSON.parse(body), line: 1, version: 1, cell: {} }));
		}
	);
	const store = {
		next: async () => waiting.slice(0, 1),
		note: async () => {
			waiting.shift();
			if (waiting.length === 1) {
				courier.hurry();
			}
		},
	};
	const courier = courierOfMarks(store, () => undefined);
	await courier.go();
	assert.deepEqual([asked, waiting], [3, []]);
});

test("a disk that breaks off a round counts as a failure, which is not repeated at once", async () => {
	Object.defineProperty(globalThis, "navigator", { value: {}, configurable: true });
	let rounds = 0;
	/** @type {string[]} */
	const endings = [];
	const carry = () => {
		rounds += 1;
		return Promise.reject(new Error("QuotaExceededError"));
	};
	const courier = new Courier("marks", carry, (ending) => endings.push(ending));
	await courier.go();
	clearTimeout(courier.timer);
	assert.deepEqual([rounds, endings, courier.failures], [1, ["full"], 1]);
});

test("what hangs is silent after its time, what moves is not, and whoever is given up is not given up again", async () => {
	mock.timers.enable({ apis: ["Date"] });
	mock.method(performance, "now", () => Date.now());
	const courier = new Courier(
		"remarks",
		async () => "empty",
		() => undefined,
	);
	courier.moved();
	assert.equal(courier.isSilent, false);
	/** @type {(value: string) => void} */
	let answer = () => undefined;
	const sent = courier.timed(new Promise((resolve) => (answer = resolve)), 6000);
	mock.timers.tick(2000);
	courier.moved();
	mock.timers.tick(5999);
	assert.equal(courier.isSilent, false);
	mock.timers.tick(1);
	assert.equal(courier.isSilent, true);
	courier.hurry();
	assert.equal(courier.isSilent, false);
	answer("");
	await sent;
	mock.timers.tick(60_000);
	assert.equal(courier.isSilent, false);
	mock.timers.reset();
	mock.restoreAll();
});

test("what is slow has twice the time of its last sign, an absence of the network is no pace", () => {
	mock.timers.enable({ apis: ["Date"] });
	mock.method(performance, "now", () => Date.now());
	const courier = new Courier(
		"remarks",
		async () => "empty",
		() => undefined,
	);
	/** @param {number} ms */
	const silentAfter = (ms) => {
		mock.timers.tick(ms - 1);
		const before = courier.isSilent;
		mock.timers.tick(1);
		return [before, courier.isSilent];
	};
	courier.timed(new Promise(() => undefined), 5000);
	mock.timers.tick(4000);
	courier.moved();
	assert.deepEqual(silentAfter(8000), [false, true]);
	mock.timers.tick(60_000);
	courier.moved();
	assert.deepEqual(silentAfter(8000), [false, true]);
	courier.timed(new Promise(() => undefined), 5000);
	assert.deepEqual(silentAfter(5000), [false, true]);
	mock.timers.reset();
	mock.restoreAll();
});

test("a photo that gives way to marks again and again has not failed, and comes back soon", async () => {
	mock.timers.enable({ apis: ["setTimeout"] });
	let rounds = 0;
	const carry = async () => {
		rounds += 1;
		return /** @type {"empty" | "marks-first"} */ (rounds > 5 ? "empty" : "marks-first");
	};
	const courier = new Courier("remarks", carry, () => undefined);
	await courier.go();
	for (let turn = 2; turn <= 6; turn++) {
		assert.equal(courier.failures, 0);
		mock.timers.tick(1000);
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(rounds, turn);
	}
	mock.timers.reset();
});

test("a page waits for another one whose letter moves, and no longer for one that hangs", async () => {
	mock.timers.enable({ apis: ["setTimeout"] });
	const locks = {
		request: (/** @type {string} */ _, /** @type {{ signal: AbortSignal }} */ { signal }) =>
			new Promise((_resolve, refuse) => signal.addEventListener("abort", refuse)),
	};
	Object.defineProperty(globalThis, "navigator", { value: { locks }, configurable: true });
	let rounds = 0;
	const carry = async () => {
		rounds += 1;
		return /** @type {const} */ ("empty");
	};
	const courier = new Courier("remarks", carry, () => undefined, 10_000);
	const gone = courier.go();
	for (let sign = 0; sign < 9; sign++) {
		mock.timers.tick(9999);
		courier.othersMove();
	}
	assert.equal(rounds, 0);
	mock.timers.tick(10_000);
	await gone;
	assert.equal(rounds, 1);
	courier.othersMove();
	mock.timers.reset();
});
