/** What a screen's worker has kept, and from when that is. */

import { clock, now } from "../../../competition/static/src/clock.js";

export const KEPT_AT = "X-Kept-At";
const WORKER = "/screen/worker.js";
/** So old is at least what was kept before the device's time was set back: nobody calls it live. */
const LONG_MS = 60_000;

/**
 * @param {Response} answer
 * @returns {number | null} when it was kept, in ms of the clock; null where the server gave it just now
 */
export function keptAt({ headers }) {
	const at = headers.get(KEPT_AT);
	return at === null ? null : (clock.readingOf(Number(at)) ?? now() - LONG_MS);
}

/** @param {Response} answer the time of day is by the server that gives it just now */
export function hearTime(answer) {
	if (keptAt(answer) === null) {
		clock.setBy(answer);
	}
}

/**
 * @param {Response | null} answer
 * @param {unknown} held what is known already, or null
 * @returns {boolean} whether the answer tells more: what was kept is older than anything that was heard since
 */
export function isNews(answer, held) {
	return answer?.ok === true && (keptAt(answer) === null || held === null);
}

/**
 * @param {Response} answer
 * @param {number} before when the server was heard last, in ms
 * @returns {number} when it was heard by this answer
 */
export function heardBy(answer, before) {
	const kept = keptAt(answer);
	if (kept !== null) {
		return Math.min(kept, before);
	}
	hearTime(answer);
	return answer.ok || answer.status === 304 ? now() : before;
}

/**
 * Lets a worker keep what is shown, where browsers have one: over HTTPS, or on the server's own machine.
 * @param {HTMLElement} stage holds the boards in frames
 * @returns {() => void} to be called now and then: what is seen is kept as it is then
 */
export function keeping(stage) {
	const house = navigator.serviceWorker;
	// Refused where the certificate is not trusted: then nothing is kept.
	house?.register(WORKER, { scope: "/", updateViaCache: "none" }).catch(() => null);
	return () => house?.controller?.postMessage({ keep: seen(stage) });
}

/**
 * @param {HTMLElement} stage
 * @returns {string[]} the addresses of the page, of its boards, and of what they have loaded
 */
function seen(stage) {
	const frames = [...stage.querySelectorAll("iframe")].map(({ contentWindow }) => contentWindow);
	return [window, ...frames].flatMap((each) => (each ? loaded(each) : []));
}

/** @param {Window} page */
function loaded(page) {
	try {
		const parts = page.performance.getEntriesByType("resource").map(({ name }) => name);
		return [page.location.href, ...parts];
	} catch {
		// It shows an error of the browser's own.
		return [];
	}
}
