/** The public front page: each competition that goes on is followed, and says how old its figures are. */

import { html, render } from "lit";
import { now } from "../../../competition/static/src/clock.js";
import { ready } from "../../../competition/static/src/messages.js";
import { badge, sign } from "./badge.js";
import { fetched, replaceParts } from "./fresh.js";
import { STALE_MS } from "./link.js";
import { advanced } from "./overview.js";
import { Connection } from "./socket.js";

/** @typedef {import("./overview.js").Overview} Overview */
/** @typedef {import("./overview.js").Glance} Glance */

/** Everybody's page is drawn anew, but not at once. */
const SPREAD_MS = 1500;
const AGAIN_MS = 5000;

/** @type {ReturnType<typeof setTimeout> | undefined} */
let due;

await ready;
for (const event of document.querySelectorAll(".event[data-snapshot]")) {
	follow(/** @type {HTMLElement} */ (event));
}

/** @param {HTMLElement} event a competition's part of the page */
function follow(event) {
	const age = /** @type {HTMLElement} */ (event.querySelector(".age"));
	age.replaceChildren();
	/** @type {import("./link.js").Link | null} */
	let link = null;
	const say = () => {
		const time = now();
		// Only a ranking tells whether what the server drew is old.
		const heard = (link?.ranking ? link.heard : null) ?? opened;
		const state = badge("live", { heard, now: time, isStale: time - heard > STALE_MS, at: "" });
		event.classList.toggle("stale", state.kind === "stale");
		const parts = html`${sign(state)}${state.word} <small>${state.note}</small>`;
		render(html`<span class="st ${state.kind}">${parts}</span>`, age);
	};
	const opened = now();
	new Connection(
		Number(event.dataset.competition),
		event.dataset.snapshot ?? "",
		(next) => {
			link = next;
			draw(event, /** @type {Overview | null} */ (/** @type {unknown} */ (next.ranking)));
			say();
		},
		{ event: "overview", key: "competition", advance: /** @type {any} */ (advanced) },
	).open();
	say();
	setInterval(say, 1000);
}

/**
 * @param {HTMLElement} event
 * @param {Overview | null} overview
 */
function draw(event, overview) {
	for (const glance of overview?.trades ?? []) {
		const row = /** @type {HTMLElement | null} */ (
			event.querySelector(`[data-trade="${glance.trade}"]`)
		);
		if (row === null || row.dataset.state !== stands(glance)) {
			soon();
		} else {
			count(row, glance);
		}
	}
}

/**
 * @param {Glance} glance
 * @returns {string} what the server draws of it, and no script
 */
function stands({ state, since }) {
	return `${state} ${since ?? ""}`.trim();
}

/**
 * @param {HTMLElement} row
 * @param {Glance} glance
 */
function count(row, { entries, aspects, done }) {
	const part = (/** @type {string} */ name) => /** @type {HTMLElement} */ (row.querySelector(name));
	part(".entries").textContent = entries ? String(entries) : "–";
	part(".done .num").textContent = aspects > 0 ? `${done}/${aspects}` : "";
	part(".done .bar").hidden = aspects === 0;
	part(".done .bar").style.setProperty("--v", String(aspects > 0 ? done / aspects : 0));
}

function soon() {
	if (due === undefined) {
		due = setTimeout(renew, Math.random() * SPREAD_MS);
	}
}

/** Puts what the server says now in place of what was. */
async function renew() {
	const fresh = await fetched(location.href);
	due = fresh === null ? setTimeout(renew, AGAIN_MS) : undefined;
	if (fresh !== null) {
		replaceParts(fresh);
	}
}
