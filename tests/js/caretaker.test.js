/** The worker answers for the program only, keeps versions apart, and lets go of what is too old. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { caretaker, way } from "../../judging/static/src/caretaker.js";

const HERE = "https://hall.test";
const PAGE = "/judging/";

/** @param {string} path @param {Partial<Pick<Request, "method" | "mode">>} [more] */
function wayOf(path, more = {}) {
	const url = new URL(path, HERE).href;
	return way({ method: "GET", mode: "cors", ...more, url }, HERE, PAGE);
}

test("the page and its parts come from the shelf, everything else from the network", () => {
	assert.equal(wayOf("/judging/", { mode: "navigate" }), "page");
	assert.equal(wayOf("/judging/?lang=en", { mode: "navigate" }), "page");
	assert.equal(wayOf("/judging/elsewhere", { mode: "navigate" }), "other-page");
	assert.equal(wayOf("/static/dist/tablet-1.js"), "part");
	for (const path of ["me", "sheets", "sheets/7", "worker.js", "manifest.webmanifest"]) {
		assert.equal(wayOf(`/judging/${path}`), "network");
	}
});

test("nothing that is sent, and nothing of strangers, is answered by the worker", () => {
	assert.equal(wayOf("/judging/session", { method: "POST" }), "network");
	assert.equal(wayOf("/judging/", { method: "POST", mode: "navigate" }), "network");
	assert.equal(wayOf("https://other.test/static/dist/tablet-1.js"), "network");
});

test("a version stocks what it lacks, keeps the one before and drops older ones", async () => {
	const shelves = new Map([
		["jiangsai-tablet-1", new Map([["/static/dist/old.js", answer("1")]])],
		["jiangsai-tablet-2", new Map([["/static/dist/same.js", answer("2")]])],
		["of-somebody-else", new Map()],
	]);
	const house = opened(shelves, ["/static/dist/same.js", "/static/dist/new.js"]);
	await house.hear("install");
	assert.deepEqual(house.fetched, [PAGE, "/static/dist/new.js"]);
	await house.hear("activate");
	assert.deepEqual(
		[...shelves.keys()],
		["jiangsai-tablet-2", "of-somebody-else", "jiangsai-tablet-3"],
	);
	assert.deepEqual(
		[...(shelves.get("jiangsai-tablet-3")?.keys() ?? [])].sort(),
		[PAGE, "/static/dist/new.js", "/static/dist/same.js"].sort(),
	);
});

test("a version that cannot be stocked whole is not installed", async () => {
	const house = opened(new Map(), ["/static/dist/gone.js"]);
	await assert.rejects(house.hear("install"), /gone/);
});

/** @param {string} body */
function answer(body) {
	return { ok: true, redirected: false, status: 200, body };
}

/** @param {Map<string, Map<string, unknown>>} shelves @param {readonly string[]} parts */
function opened(shelves, parts) {
	/** @type {string[]} */
	const fetched = [];
	const events = new EventTarget();
	const open = async (/** @type {string} */ name) => {
		const shelf = shelves.get(name) ?? new Map();
		shelves.set(name, shelf);
		return {
			put: async (/** @type {string} */ path, /** @type {unknown} */ one) => shelf.set(path, one),
		};
	};
	const match = async (/** @type {string} */ path) =>
		[...shelves.values()].map((shelf) => shelf.get(path)).find(Boolean);
	const house = Object.assign(events, {
		program: { version: "3", page: PAGE, parts },
		location: { origin: HERE },
		caches: {
			open,
			match,
			keys: async () => [...shelves.keys()],
			delete: async (/** @type {string} */ name) => shelves.delete(name),
		},
		clients: { claim: async () => {} },
	});
	globalThis.fetch = /** @type {any} */ (
		async (/** @type {string} */ path) => {
			fetched.push(path);
			return path.includes("gone") ? { ok: false, status: 404 } : answer(path);
		}
	);
	caretaker(house).start();
	/** @param {string} name */
	async function hear(name) {
		/** @type {Promise<unknown> | undefined} */
		let work;
		const waitUntil = (/** @type {Promise<unknown>} */ given) => {
			work = given;
		};
		events.dispatchEvent(Object.assign(new Event(name), { waitUntil }));
		await work;
	}
	return { fetched, hear };
}
