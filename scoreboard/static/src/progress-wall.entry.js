/** The board of judging progress on a wall: renews itself, and turns its pages. */

import { html, render } from "lit";
import { _, ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { fetched, replaceParts } from "./fresh.js";
import { SILENCE_MS } from "./herald.js";
import { STALE_MS } from "./link.js";
import { count, cut, reading, remaining, tellRound } from "./pages.js";

const EVERY_MS = 5000;
/** Shorter than that no row is drawn. */
const LEAST_PX = 24;

const board = /** @type {HTMLElement} */ (document.querySelector("[data-drawn]"));
const list = /** @type {HTMLElement} */ (document.querySelector("#trades"));
const numbers = /** @type {HTMLElement} */ (document.querySelector("#pages"));
const state = /** @type {HTMLElement} */ (document.querySelector("#badge"));
const told = /** @type {HTMLElement} */ (document.querySelector("#told"));
/** In a hand all trades stand below each other. */
const PHONE = matchMedia("(max-width: 899px)");
let heard = Date.now();
let wasStale = false;
let spread = spreads();
let unsaid = "";
let toldAt = 0;
let page = 0;
let hasTurned = false;

await ready;
say();
setInterval(say, 1000);
setInterval(renew, EVERY_MS);
read();

/** Shows a page for as long as it takes to read it, then the next. */
function read() {
	const { rows, size } = room();
	const pages = count(rows, size);
	page %= pages;
	show();
	tellRound(board, pages > 1 && !hasTurned ? remaining(rows, size, page) : 0);
	setTimeout(
		() => {
			hasTurned ||= page === pages - 1;
			page += 1;
			read();
		},
		reading(Math.min(size, rows)),
	);
}

function show() {
	const { rows, size } = room();
	const { shown, from, to } = cut([...list.children], page, size);
	for (const row of list.children) {
		row.toggleAttribute("hidden", !shown.includes(row));
	}
	render(html`<b>${from}–${to}</b> / ${rows}`, numbers);
}

/** @returns {{ rows: number, size: number }} how many there are, and how many there is room for */
function room() {
	const seen = [...list.children].find((row) => row.clientHeight > 0);
	const height = Math.max(LEAST_PX, seen?.getBoundingClientRect().height ?? 0);
	const most = PHONE.matches
		? Number.POSITIVE_INFINITY
		: (list.parentElement?.clientHeight ?? height);
	const rows = list.children.length;
	return { rows, size: Math.min(Math.max(1, rows), Math.max(1, Math.floor(most / height))) };
}

function say() {
	const now = Date.now();
	const isStale = now - heard > STALE_MS;
	const mark = badge("live", { heard, now, isStale, at: "" });
	board.classList.toggle("stale", isStale);
	state.className = `badge ${mark.kind}`;
	render(html`<b>${sign(mark)}${mark.word}</b><span>${mark.note}</span>`, state);
	if (isStale !== wasStale) {
		unsaid = isStale ? _("No connection") : _("Connected again");
		wasStale = isStale;
	}
	tell(now);
}

/** @param {number} now in ms: one message in so long */
function tell(now) {
	if (unsaid !== "" && now - toldAt >= SILENCE_MS) {
		told.textContent = unsaid;
		[unsaid, toldAt] = ["", now];
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
	heard = Date.now();
	replaceParts(fresh);
	if (spread !== spreads()) {
		spread = spreads();
		unsaid = spread;
	}
	show();
}
