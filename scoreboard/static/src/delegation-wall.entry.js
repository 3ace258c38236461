/** A delegation on a screen of the hall: drawn anew when a result goes public, page by page. */

import { html, render } from "lit";
import { _, ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { follow } from "./following.js";
import { replaceParts } from "./fresh.js";
import { length } from "./motion.js";
import { leaf } from "./wall-pages.js";

const board = /** @type {HTMLElement} */ (document.querySelector("[data-drawn]"));
const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const told = part("told");
const people = part("people");
let wasStale = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let fade;

await ready;
const show = leaf(board, people, part("pages"));
follow(board.dataset, { say, draw, end });

/** @param {import("./following.js").Times} times */
function say(times) {
	const state = badge("live", times);
	board.classList.toggle("stale", times.isStale);
	part("badge").className = `badge ${state.kind}`;
	render(html`<b>${sign(state)}${state.word}</b><span>${state.note}</span>`, part("badge"));
	if (times.isStale !== wasStale) {
		told.textContent = times.isStale ? _("No connection") : _("Connected again");
		wasStale = times.isStale;
	}
}

/** @param {string} words what stands here from now on: nobody is named any more */
function end(words) {
	const said = document.createElement("p");
	said.className = "empty";
	said.textContent = words;
	for (const gone of board.querySelectorAll("[data-live]")) {
		gone.replaceChildren();
	}
	board.querySelector("#pages")?.remove();
	board.querySelector("main")?.replaceChildren(said);
	told.textContent = words;
}

/** @param {Document} fresh */
function draw(fresh) {
	const before = board.textContent;
	const known = new Map(rows().map(({ dataset, textContent }) => [dataset.row, textContent]));
	replaceParts(fresh);
	mark(({ dataset, textContent }) => known.get(dataset.row) !== textContent);
	clearTimeout(fade);
	fade = setTimeout(() => mark(() => false), length(board, "--m-mark"));
	show();
	if (board.textContent !== before) {
		told.textContent = _("Results have changed");
	}
}

/** @returns {HTMLElement[]} of each of the delegation's people */
function rows() {
	return [...people.children].filter((row) => row instanceof HTMLElement);
}

/** @param {(row: HTMLElement) => boolean} isFresh which rows keep a ground: they are not what they were */
function mark(isFresh) {
	for (const row of rows()) {
		row.classList.toggle("fresh", isFresh(row));
	}
}
