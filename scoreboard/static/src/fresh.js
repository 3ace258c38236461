/** Pages that renew themselves: what the server gives now, and its live parts put in place. */

import { hearTime, keptAt } from "./kept.js";

/** Who is silent for so long does not answer. */
const ANSWER_MS = 8000;

/**
 * @param {string} url
 * @returns {Promise<Document | null>} null when the server does not give it now
 */
export async function fetched(url) {
	const found = await renewed(url);
	return found === "gone" ? null : found;
}

/**
 * @param {string} url
 * @returns {Promise<Document | "gone" | null>} gone where the server says that there is no such page; null when it does
 *   not give it now
 */
export async function renewed(url) {
	const answer = await fetch(url, {
		cache: "no-store",
		signal: AbortSignal.timeout(ANSWER_MS),
	}).catch(() => null);
	const isNow = answer?.ok && !answer.redirected && keptAt(answer) === null;
	if (answer) {
		hearTime(answer);
	}
	if (answer?.status === 404) {
		return "gone";
	}
	const text = isNow ? await answer.text().catch(() => null) : null;
	return text === null ? null : new DOMParser().parseFromString(text, "text/html");
}

/** @param {Document} fresh the page as it is now, whose live parts take the place of those here */
export function replaceParts(fresh) {
	for (const part of document.querySelectorAll("[data-live]")) {
		part.replaceChildren(...(fresh.getElementById(part.id)?.childNodes ?? []));
	}
}
