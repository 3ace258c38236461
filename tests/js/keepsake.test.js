/** What a screen's worker keeps, and that it answers only where the server does not. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { now } from "../../competition/static/src/clock.js";
import { keepsake, way } from "../../scoreboard/static/src/keepsake.js";
import { KEPT_AT, keptAt } from "../../scoreboard/static/src/kept.js";
import { STALE_MS } from "../../scoreboard/static/src/link.js";

const HOME = "https://hall.test";

/**
 * @param {string} path
 * @param {string} [method]
 */
const found = (path, method = "GET") => way({ url: new URL(path, HOME).href, method }, HOME);

test("the screen, its boards and what they show are kept, and nothing else", () => {
	assert.equal(found("/screen"), "sight");
	assert.equal(found("/board/17?theme=dark&frame=1"), "sight");
	assert.equal(found("/live/trades/17"), "sight");
	assert.equal(found("/static/dist/board-AB.js"), "part");
	for (const path of [
		"/",
		"/board/17",
		"/screen/state",
		"/judging/",
		"https://other.test/screen",
	]) {
		assert.equal(found(path), "network");
	}
	assert.equal(found("/live/trades/17", "POST"), "network");
});

/** A worker's house: its shelves, and a server that answers as it is told. */
class House extends EventTarget {
	/** @param {import("node:test").TestContext} context */
	constructor(context) {
		super();
		this.program = "p1";
		this.location = { origin: HOME };
		/** @type {Map<string, Map<string, Response>>} */
		this.shelves = new Map();
		/** @type {(url: string) => Response} */
		this.server = () => new Response("fresh");
		/** @type {string[]} */
		this.asked = [];
		this.clients = { claim: async () => undefined };
		this.skipWaiting = async () => undefined;
		this.caches = {
			open: async (/** @type {string} */ name) => this.shelf(name),
			keys: async () => [...this.shelves.keys()],
			delete: async (/** @type {string} */ name) => this.shelves.delete(name),
		};
		context.mock.method(globalThis, "fetch", async (/** @type {Request | string} */ asked) => {
			const url = typeof asked === "string" ? asked : asked.url;
			this.asked.push(url);
			return this.server(url);
		});
		keepsake(this).start();
	}

	/** @param {string} name */
	shelf(name) {
		const held = this.shelves.get(name) ?? new Map();
		this.shelves.set(name, held);
		return {
			match: async (/** @type {string} */ url) => held.get(url)?.clone(),
			put: async (/** @type {string} */ url, /** @type {Response} */ answer) =>
				held.set(url, answer),
			delete: async (/** @type {string} */ url) => held.delete(url),
		};
	}

	/**
	 * @param {string} name
	 * @param {object} [more]
	 * @returns {Promise<Response | undefined>} what a request is answered, once all work is done
	 */
	async tell(name, more = {}) {
		/** @type {Promise<unknown>[]} */
		const works = [];
		/** @type {Promise<Response> | undefined} */
		let answer;
		const event = Object.assign(new Event(name), more, {
			waitUntil: (/** @type {Promise<unknown>} */ work) => works.push(work),
			respondWith: (/** @type {Promise<Response>} */ given) => {
				answer = given;
			},
		});
		this.dispatchEvent(event);
		const given = await answer;
		await Promise.all(works);
		return given;
	}

	/** @param {string} path */
	ask(path) {
		return this.tell("fetch", { request: new Request(HOME + path) });
	}
}

test("a server that answers is believed; one that does not, not even in part, is replaced", async (context) => {
	const house = new House(context);
	assert.equal(await (await house.ask("/live/trades/1"))?.text(), "fresh");
	house.server = () => new Response("newer");
	const newer = await house.ask("/live/trades/1");
	assert.equal(await newer?.text(), "newer");
	assert.equal(newer?.headers.get(KEPT_AT), null);
	house.server = () => new Response("bad gateway", { status: 502 });
	const kept = await house.ask("/live/trades/1");
	assert.equal(await kept?.text(), "newer");
	assert.ok(Number(kept?.headers.get(KEPT_AT)) > 0);
	house.server = () => {
		throw new TypeError("unreachable");
	};
	assert.equal(await (await house.ask("/live/trades/1"))?.text(), "newer");
	assert.equal((await house.ask("/live/trades/2"))?.type, "error");
});

test("whoever has answered is not waited for any more", async (context) => {
	const timers = () => process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
	const house = new House(context);
	const before = timers();
	await house.ask("/live/trades/1");
	house.server = () => {
		throw new TypeError("unreachable");
	};
	await house.ask("/live/trades/1");
	assert.equal(timers(), before);
});

test("a board that is no more is not shown again", async (context) => {
	const house = new House(context);
	await house.ask("/board/1?frame=1");
	house.server = () => new Response("gone", { status: 404 });
	assert.equal((await house.ask("/board/1?frame=1"))?.status, 404);
});

test("what the server has no more is not shown without it either", async (context) => {
	const house = new House(context);
	const page = "/boards/1/delegations/GZ?frame=1";
	await house.ask(page);
	house.server = () => new Response("", { status: 404 });
	assert.equal((await house.ask(page))?.status, 404);
	house.server = () => {
		throw new Error("away");
	};
	assert.equal((await house.ask(page))?.type, "error");
});

test("what is for one reader only is not kept", async (context) => {
	const house = new House(context);
	const headers = { "Cache-Control": "private, no-store" };
	house.server = () => new Response("secret", { headers });
	await house.ask("/live/trades/1");
	house.server = () => new Response("", { status: 503 });
	assert.equal((await house.ask("/live/trades/1"))?.status, 503);
});

test("what is seen is kept when the page says so, and again when it is old", async (context) => {
	context.mock.timers.enable({ apis: ["Date"], now: 1_000_000 });
	const house = new House(context);
	const keep = ["/screen", "/live/trades/1", "/static/dist/a.js", "/people/1"].map(
		(path) => HOME + path,
	);
	await house.tell("message", { data: { keep } });
	assert.deepEqual(house.asked, keep.slice(0, 3));
	await house.tell("message", { data: { keep } });
	assert.equal(house.asked.length, 3);
	context.mock.timers.tick(31_000);
	await house.tell("message", { data: { keep } });
	assert.deepEqual(house.asked.slice(3), keep.slice(0, 2));
	context.mock.timers.setTime(0);
	await house.tell("message", { data: { keep } });
	assert.deepEqual(house.asked.slice(5), keep.slice(0, 2));
});

test("a part is asked for once; another program drops what the one before kept", async (context) => {
	const house = new House(context);
	house.shelf("jiangsai-screen-p0");
	house.shelf("jiangsai-tablet-t1");
	await house.ask("/static/dist/a.js");
	await house.ask("/static/dist/a.js");
	assert.equal(house.asked.length, 1);
	await house.tell("activate");
	assert.deepEqual([...house.shelves.keys()].sort(), ["jiangsai-screen-p1", "jiangsai-tablet-t1"]);
});

test("what was kept before the device's time was set back is old", () => {
	const kept = (/** @type {number} */ at) =>
		keptAt(new Response("", { headers: { [KEPT_AT]: String(at) } })) ?? now();
	assert.ok(now() - kept(Date.now() - 1000) < STALE_MS);
	assert.ok(now() - kept(Date.now() + 3_600_000) > STALE_MS);
});
