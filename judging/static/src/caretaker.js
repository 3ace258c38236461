/** Keeps one version of the tablet's program and answers from it (runs in the service worker). */

/** @typedef {Readonly<{ version: string, page: string, parts: readonly string[] }>} Program what the server put before the script */
/** @typedef {Event & { waitUntil: (work: Promise<unknown>) => void }} Lifetime */
/** @typedef {Lifetime & { request: Request, respondWith: (answer: Promise<Response>) => void }} Asked */
/** @typedef {Pick<CacheStorage, "open" | "match" | "keys" | "delete">} Shelves */
/** @typedef {EventTarget & { program: Program, location: { origin: string }, caches: Shelves, clients: { claim: () => Promise<void> }, skipWaiting: () => Promise<void> }} House */
/** @typedef {"page" | "part" | "other-page" | "network"} Way */

const SHELF = "jiangsai-tablet-";
const TAKE_OVER = "take-over";

/**
 * @param {Pick<Request, "method" | "mode" | "url">} request
 * @param {string} origin
 * @param {string} page
 * @returns {Way} who answers; whatever is not the program itself belongs to the network
 */
export function way({ method, mode, url }, origin, page) {
	const { origin: asked, pathname } = new URL(url);
	if (method !== "GET" || asked !== origin) {
		return "network";
	}
	if (mode === "navigate") {
		return pathname === page ? "page" : "other-page";
	}
	return pathname.startsWith("/static/dist/") ? "part" : "network";
}

/** @param {unknown} scope the worker's global scope */
export function caretaker(scope) {
	const house = /** @type {House} */ (scope);
	const { program, caches } = house;
	const shelf = SHELF + program.version;

	/** Puts everything on the shelf of this version, or fails, and is tried again later. */
	async function stock() {
		const cache = await caches.open(shelf);
		await Promise.all([program.page, ...program.parts].map((path) => fetchTo(cache, path)));
	}

	/** @param {Cache} cache @param {string} path */
	async function fetchTo(cache, path) {
		// A part's name says its content; the page's does not.
		const held = path === program.page ? undefined : await caches.match(path);
		const answer = held ?? (await fetch(path, { cache: "reload" }));
		if (!answer.ok || answer.redirected) {
			throw new Error(`${path}: ${answer.status}`);
		}
		await cache.put(path, answer);
	}

	/** Keeps the version before for pages that are still open, and drops what is older. */
	async function tidy() {
		const shelves = (await caches.keys()).filter((name) => name.startsWith(SHELF));
		const others = shelves.filter((name) => name !== shelf);
		await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
		await house.clients.claim();
	}

	async function keptPage() {
		const cache = await caches.open(shelf);
		return cache.match(program.page);
	}

	/** @param {Request} request @returns {Promise<Response>} */
	async function pageOf(request) {
		return (await keptPage()) ?? fetch(request);
	}

	/** @param {Request} request @returns {Promise<Response>} */
	async function partOf(request) {
		return (await caches.match(request.url)) ?? fetch(request);
	}

	/** @param {Request} request @returns {Promise<Response>} our page says that the other is not here */
	async function otherPageOf(request) {
		try {
			return await fetch(request);
		} catch (unreachable) {
			const page = await keptPage();
			if (!page) {
				throw unreachable;
			}
			return page;
		}
	}

	const answers = { page: pageOf, part: partOf, "other-page": otherPageOf };

	/** @param {Asked} event */
	function answer(event) {
		const found = way(event.request, house.location.origin, program.page);
		if (found !== "network") {
			event.respondWith(answers[found](event.request));
		}
	}

	function start() {
		const on = (/** @type {string} */ name, /** @type {(event: any) => void} */ act) =>
			house.addEventListener(name, act);
		on("install", (event) => event.waitUntil(stock()));
		on("activate", (event) => event.waitUntil(tidy()));
		on("fetch", answer);
		on("message", (event) => event.data === TAKE_OVER && event.waitUntil(house.skipWaiting()));
	}

	return { start };
}
