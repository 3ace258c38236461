/** The board of judging progress on a wall: renews itself, and turns its pages. */

import { html, render } from "lit";
import { now } from "../../../competition/static/src/clock.js";
import { _, ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { fetched, replaceParts } from "./fresh.js";
import { SILENCE_MS } from "./herald.js";
import { STALE_MS } from "./link.js";
import { leaf } from "./wall-pages.js";

const EVERY_MS = 5000;

const board = /** @type {HTMLElement} */ (document.querySelector("[data-drawn]"));
const list = /** @type {HTMLElement} */ (document.querySelector("#trades"));
const numbers = /** @type {HTMLElement} */ (document.querySelector("#pages"));
const state = /** @type {HTMLElement} */ (document.querySelector("#badge"));
const told = /** @type {HTMLElement} */ (document.querySelector("#told"));
let heard = now();
let wasStale = false;
let spread = spreads();
let unsaid = "";
let toldAt = 0;

await ready;
say();
setInterval(say, 1000);
setInterval(renew, EVERY_MS);
const show = leaf(board, list, numbers);

function say() {
	const time = now();
	const isStale = time - heard > STALE_MS;
	const mark = badge("live", { heard, now: time, isStale, at: "" });
	board.classList.toggle("stale", isStale);
	state.className = `badge ${mark.kind}`;
	render(html`<b>${sign(mark)}${mark.word}</b><span>${mark.note}</span>`, state);
	if (isStale !== wasStale) {
		unsaid = isStale ? _("No connection") : _("Connected again");
		wasStale = isStale;
	}
	tell(time);
}

/** @param {number} time in ms: one message in so long */
function tell(time) {
	if (unsaid !== "" && time - toldAt >= SILENCE_MS) {
		told.textContent = unsaid;
		[unsaid, toldAt] = ["", time];
	}
}

/** @returns {string} how many marks lie too far apart, in words: what needs a person is said aloud */
function spreads() {
	const [name, figure] = document.querySelectorAll("#sums :first-child > *");
	return `${name?.textContent} ${figure?.textContent}`;
}

/** Puts what is so now in place of what was. */
async function renew() {
	const fresh = await fetched(location.href);
	if (fresh === null) {
		return;
	}
	heard = now();
	replaceParts(fresh);
	if (spread !== spreads()) {
		spread = spreads();
		unsaid = spread;
	}
	show();
}
