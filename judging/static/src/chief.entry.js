/** The chief judge's page kept up: asked every 3 s whether anything changed, and drawn anew where it did. */

import { _, ready } from "../../../competition/static/src/messages.js";

const EVERY = 3000;
const live = document.querySelector("[data-news]");
if (live instanceof HTMLElement) {
	await ready;
	follow(live);
}

/** @param {HTMLElement} place that says where to ask, and for which version the page was made */
function follow(place) {
	/** @type {Date | null} */
	let lost = null;
	const look = async () => {
		if (document.visibilityState === "visible") {
			lost = (await caughtUp(place)) ? null : (lost ?? new Date());
			say(place, lost);
		}
		setTimeout(look, EVERY);
	};
	say(place, null);
	setTimeout(look, EVERY);
}

/** @param {HTMLElement} place @returns {Promise<boolean>} whether the server answered */
async function caughtUp(place) {
	const { news: address = "", page = "", version } = place.dataset;
	const found = await news(address);
	if (found !== null && found !== version && (await draw(page))) {
		place.dataset.version = found;
	}
	return found !== null;
}

/**
 * @param {string} address
 * @returns {Promise<string | null>} null when nobody answers
 */
async function news(address) {
	try {
		const answer = await fetch(address, { headers: { accept: "application/json" } });
		const body = answer.ok ? await answer.json() : null;
		return body?.version ?? null;
	} catch {
		return null;
	}
}

/**
 * Takes over what changed; a part in which somebody is at work stays as it is.
 * @param {string} address
 * @returns {Promise<boolean>} whether everything could be taken over
 */
async function draw(address) {
	const answer = await fetch(address, { headers: { accept: "text/html" } }).catch(() => null);
	if (!answer?.ok) {
		return false;
	}
	const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
	const parts = [...document.querySelectorAll("[data-live]")];
	return parts.map((part) => takeOver(part, fresh.getElementById(part.id))).every(Boolean);
}

/** @param {Element} part @param {Element | null} next @returns {boolean} whether it is the newest now */
function takeOver(part, next) {
	if (!next || part.innerHTML === next.innerHTML) {
		return true;
	}
	if (isBusy(part)) {
		return false;
	}
	part.replaceWith(next);
	return true;
}

/** @param {Element} part */
function isBusy(part) {
	return part.querySelector("details[open], :focus") !== null;
}

/** @param {HTMLElement} place @param {Date | null} lost since when nobody answers */
function say(place, lost) {
	const time = lost?.toLocaleTimeString(document.documentElement.lang, {
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
	});
	place.className = `st ${lost ? "stale" : "live"}`;
	place.replaceChildren(
		glyph(lost ? "stale" : "live"),
		time ? _("No connection since %(time)s", { time }) : _("Live"),
	);
}

/** @param {string} name */
function glyph(name) {
	const found = document.createElement("i");
	found.className = `g g-${name}`;
	found.setAttribute("aria-hidden", "true");
	return found;
}
