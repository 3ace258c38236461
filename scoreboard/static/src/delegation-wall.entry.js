/** A delegation on a screen of the hall: drawn anew when a result goes public, page by page. */

import { html, render } from "lit";
import { _, ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { follow } from "./following.js";
import { replaceParts } from "./fresh.js";
import { leaf } from "./wall-pages.js";

const board = /** @type {HTMLElement} */ (document.querySelector("[data-drawn]"));
const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const told = part("told");
let wasStale = false;

await ready;
const show = leaf(board, part("people"), part("pages"));
follow(board.dataset, { say, draw });

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

/** @param {Document} fresh */
function draw(fresh) {
	const before = board.textContent;
	replaceParts(fresh);
	show();
	if (board.textContent !== before) {
		told.textContent = _("Results have changed");
	}
}
