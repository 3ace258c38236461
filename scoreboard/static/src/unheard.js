/** What a board says that was never told anything: that nobody answers, and since when it asks. */

import { html, nothing } from "lit";
import { lost, sign } from "./badge.js";
import { isStale } from "./link.js";

/**
 * @param {import("./link.js").Link | null} link
 * @param {number} now in ms
 * @returns {unknown} nothing where something was heard, or may still come in time
 */
export function unheard(link, now) {
	return link?.ranking === null && isStale(link, now) ? silence(link.since) : nothing;
}

/**
 * @param {number} since in ms
 * @returns {unknown} the same as what stands on a board that lost its server, for a place with nothing else
 */
export function silence(since) {
	const badge = lost(since);
	return html`<p data-drawn class="badge stale unheard" role="status"><b>${sign(badge)}${badge.word}</b> <span>${badge.note}</span></p>`;
}
