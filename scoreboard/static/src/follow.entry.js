/** Medals, delegations, people: pages that are drawn anew when a result of the competition goes public. */

import { html, render } from "lit";
import { ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { keptAt } from "./kept.js";
import { leaf } from "./leafing.js";
import { isStale } from "./link.js";
import { advanced } from "./overview.js";
import { Connection } from "./socket.js";

/** @typedef {import("./overview.js").Overview} Overview */

/** Everybody's page is drawn anew, but not at once. */
const SPREAD_MS = 1500;

const age = /** @type {HTMLElement} */ (document.querySelector(".age"));
const main = /** @type {HTMLElement} */ (document.querySelector("main"));
const news = /** @type {HTMLElement} */ (document.querySelector("#news"));
/** @type {import("./link.js").Link | null} */
let link = null;
/** @type {string | null} what the page shows depends on */
let known = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let due;

await ready;
const connection = new Connection(
	Number(age.dataset.competition),
	age.dataset.snapshot ?? "",
	hear,
	{ event: "overview", key: "competition", advance: /** @type {any} */ (advanced) },
);
connection.open();
setInterval(say, 1000);
if (new URLSearchParams(location.search).has("frame")) {
	leaf(main);
}

/** @param {import("./link.js").Link} next */
function hear(next) {
	link = next;
	const overview = /** @type {Overview | null} */ (/** @type {unknown} */ (next.ranking));
	if (overview !== null) {
		const { table, trades, epoch, version } = overview;
		const shown = JSON.stringify([table, trades.map(({ state, since }) => [state, since])]);
		// What came between the page and the first snapshot is no news to anybody else.
		const isOld = known === null ? `${epoch}-${version}` !== age.dataset.drawn : shown !== known;
		if (isOld && due === undefined) {
			due = setTimeout(renew, Math.random() * SPREAD_MS);
		}
		known = shown;
	}
	say();
}

function say() {
	if (link === null || link.heard === null) {
		return;
	}
	const now = Date.now();
	const times = { heard: link.heard, now, isStale: isStale(link, now), at: "" };
	const state = badge("live", times);
	main.classList.toggle("stale", times.isStale);
	render(
		html`<span class="st ${state.kind}">${sign(state)}${state.word} <small>${state.note}</small></span>`,
		age,
	);
}

/** Puts the page as it is now in place of its live parts. */
async function renew() {
	due = undefined;
	const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
	if (!answer?.ok || keptAt(answer) !== null) {
		due = setTimeout(renew, 5000);
		return;
	}
	const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
	for (const part of document.querySelectorAll("[data-live]")) {
		const next = fresh.getElementById(part.id);
		if (next && next.innerHTML !== part.innerHTML) {
			part.replaceChildren(...document.adoptNode(next).childNodes);
			news.textContent = news.dataset.words ?? "";
		}
	}
}
