/** Keeps what a screen needs to begin without the server, and what it showed last (runs in the service worker). */

import { KEPT_AT } from "./kept.js";

/** @typedef {Event & { waitUntil: (work: Promise<unknown>) => void }} Lifetime */
/** @typedef {Lifetime & { request: Request, respondWith: (answer: Promise<Response>) => void }} Asked */
/** @typedef {EventTarget & { program: string, location: { origin: string }, caches: CacheStorage, clients: { claim: () => Promise<void> }, skipWaiting: () => Promise<void> }} House */
/** @typedef {"part" | "sight" | "network"} Way */

/** Every board a screen can show to the public. */
const BOARD = /^\/(boards?|ceremony)\//;
const SHELF = "jiangsai-screen-";
/** What a board shows is fetched again once it is so old: its socket told the rest. */
const FRESH_MS = 30_000;
/** Who is silent for so long is not there. */
const ANSWER_MS = 8000;

/**
 * @param {Pick<Request, "method" | "url">} request
 * @param {string} origin
 * @returns {Way} a part never changes under its name; a sight is the server's to tell, as long as it answers
 */
export function way({ method, url }, origin) {
	const { origin: asked, pathname, searchParams } = new URL(url);
	if (method !== "GET" || asked !== origin) {
		return "network";
	}
	if (pathname.startsWith("/static/dist/")) {
		return "part";
	}
	const isBoard = BOARD.test(pathname) && searchParams.has("frame");
	return isBoard || pathname === "/screen" || pathname.startsWith("/live/") ? "sight" : "network";
}

/** @param {unknown} scope the worker's global scope */
export function keepsake(scope) {
	const house = /** @type {House} */ (scope);
	const { caches } = house;
	const shelf = SHELF + house.program;

	/** @param {string} url */
	async function held(url) {
		const cache = await caches.open(shelf);
		return cache.match(url, { ignoreVary: true });
	}

	/** @param {string} url @param {Response} answer */
	async function put(url, answer) {
		const manner = answer.headers.get("Cache-Control") ?? "";
		// What is for one reader only is nobody else's after a restart.
		if (answer.status !== 200 || answer.redirected || manner.includes("private")) {
			return;
		}
		const headers = new Headers(answer.headers);
		headers.set(KEPT_AT, String(Date.now()));
		const cache = await caches.open(shelf);
		await cache.put(url, new Response(await answer.blob(), { headers }));
	}

	/** @param {string} url */
	async function drop(url) {
		const cache = await caches.open(shelf);
		await cache.delete(url, { ignoreVary: true });
	}

	/** @param {Asked} event @returns {Promise<Response>} */
	async function partOf({ request, waitUntil }) {
		const found = await held(request.url);
		if (found) {
			return found;
		}
		const answer = await fetch(request);
		waitUntil(put(request.url, answer.clone()));
		return answer;
	}

	/** @param {Asked} event @returns {Promise<Response>} */
	async function sightOf({ request, waitUntil }) {
		const answer = await inTime(fetch(request)).catch(() => null);
		if (answer?.status === 404) {
			// What is not shown any more is not shown without the server either.
			waitUntil(drop(request.url));
		}
		if (answer && answer.status < 500) {
			waitUntil(put(request.url, answer.clone()));
			return answer;
		}
		return (await held(request.url)) ?? answer ?? Response.error();
	}

	/** @param {readonly string[]} urls what is seen */
	async function keep(urls) {
		const { origin } = house.location;
		const wanted = urls.filter((url) => way({ method: "GET", url }, origin) !== "network");
		await Promise.all([...new Set(wanted)].map((url) => fetchTo(url).catch(() => null)));
	}

	/** @param {string} url */
	async function fetchTo(url) {
		const found = await held(url);
		// Where the device's time was set back, nobody knows how old it is.
		const age = Math.abs(Date.now() - Number(found?.headers.get(KEPT_AT) ?? 0));
		const isPart = way({ method: "GET", url }, house.location.origin) === "part";
		if (!found || (!isPart && age > FRESH_MS)) {
			await put(url, await fetch(url, { cache: "no-store" }));
		}
	}

	/** Drops what an older program kept, and looks after the pages that are open. */
	async function tidy() {
		const others = (await caches.keys()).filter((name) => name.startsWith(SHELF) && name !== shelf);
		await Promise.all(others.map((name) => caches.delete(name)));
		await house.clients.claim();
	}

	/** @param {Asked} event */
	function answer(event) {
		const asked = {
			request: event.request,
			waitUntil: (/** @type {Promise<unknown>} */ work) => event.waitUntil(work),
		};
		const found = way(event.request, house.location.origin);
		if (found !== "network") {
			const given = /** @type {Asked} */ (asked);
			event.respondWith(found === "part" ? partOf(given) : sightOf(given));
		}
	}

	function start() {
		const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ act) =>
			house.addEventListener(name, act);
		on("install", (event) => event.waitUntil(house.skipWaiting()));
		on("activate", (event) => event.waitUntil(tidy()));
		on("fetch", answer);
		on("message", (event) => event.waitUntil(keep(event.data.keep ?? [])));
	}

	return { start };
}

/**
 * @param {Promise<Response>} answer
 * @returns {Promise<Response>}
 */
function inTime(answer) {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const late = new Promise((_resolve, reject) => {
		timer = setTimeout(() => reject(new Error("late")), ANSWER_MS);
	});
	return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}
