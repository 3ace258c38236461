/** Medals, delegations, people: pages that are drawn anew when a result of the competition goes public. */

import { html, render } from "lit";
import { ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { follow } from "./following.js";
import { leaf } from "./leafing.js";

const age = /** @type {HTMLElement} */ (document.querySelector(".age"));
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const news = /** @type {HTMLElement} */ (document.querySelector("#news"));

await ready;
follow(age.dataset, { say, draw, end });
if (new URLSearchParams(location.search).has("frame")) {
	leaf(main);
}

/** @param {import("./following.js").Times} times */
function say(times) {
	const state = badge("live", times);
	main.classList.toggle("stale", times.isStale);
	render(
		html`<span class="st ${state.kind}">${sign(state)}${state.word} <small>${state.note}</small></span>`,
		age,
	);
}

/** @param {string} words what stands here from now on: nobody is named any more */
function end(words) {
	const said = document.createElement("h1");
	said.textContent = words;
	main.replaceChildren(...main.querySelectorAll(":scope > .ev"), said);
	news.textContent = words;
}

/** @param {Document} fresh the page as it is now, whose live parts take the place of those here */
function draw(fresh) {
	for (const part of document.querySelectorAll("[data-live]")) {
		const next = fresh.getElementById(part.id);
		if (next && next.innerHTML !== part.innerHTML) {
			part.replaceChildren(...document.adoptNode(next).childNodes);
			news.textContent = news.dataset.words ?? "";
		}
	}
}
