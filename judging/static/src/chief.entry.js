/** The chief judge's page kept up: asked every 3 s whether anything changed, and drawn anew where it did. */

import { clock, now } from "../../../competition/static/src/clock.js";
import { ready } from "../../../competition/static/src/messages.js";
import { say } from "./chief-badge.js";
import { lay, lift, renew, show } from "./chief-parts.js";

/** @typedef {"current" | "silent" | "signed-out" | "forbidden"} Outcome of one look at the server */

const EVERY = 3000;
const PATIENCE = 10_000;
const OUTCOMES = /** @type {const} */ ({ 401: "signed-out", 403: "forbidden" });
/** The newest page that came: not asked for again while somebody's work keeps a part of it back. */
const last = { version: "", body: "" };
const place = document.querySelector("[data-news]");
if (place instanceof HTMLElement) {
	await ready;
	follow(place);
	choose(place);
}

/** @param {HTMLElement} badge that says where to ask, and for which version the page was made */
function follow(badge) {
	/** @type {import("./chief-badge.js").Standing} */
	const standing = { outcome: "current", heard: now(), kept: 0 };
	let isLooking = false;
	const look = async () => {
		if (isLooking || document.visibilityState !== "visible") {
			return;
		}
		isLooking = true;
		const { outcome, kept } = await caughtUp(badge);
		standing.outcome = outcome;
		standing.kept = kept ?? standing.kept;
		standing.heard = outcome === "current" ? now() : standing.heard;
		say(badge, standing);
		isLooking = false;
	};
	say(badge, standing);
	setInterval(() => say(badge, standing), 1000);
	lift(document);
	document.addEventListener("formdata", lay);
	setInterval(look, EVERY);
	document.addEventListener("visibilitychange", look);
}

/**
 * @param {HTMLElement} badge
 * @returns {Promise<{ outcome: Outcome, kept?: number }>} whether the page is the newest there is, but for parts *kept* for whoever is at work there
 */
async function caughtUp(badge) {
	const { news = "", page = "", version } = badge.dataset;
	const answer = await asked(news, "application/json");
	if (typeof answer === "string") {
		return { outcome: answer };
	}
	const found = JSON.parse(answer.body).version;
	if (found === version) {
		return { outcome: "current", kept: 0 };
	}
	const fresh = last.version === found ? last : await asked(page, "text/html");
	if (typeof fresh === "string") {
		return { outcome: fresh };
	}
	const drawn = new DOMParser().parseFromString(fresh.body, "text/html");
	lift(drawn);
	/** @type {HTMLElement | null} */
	const its = drawn.querySelector("[data-news]");
	// The page may be newer than the news; and where a part is kept, it shows no one version.
	last.version = its?.dataset.version ?? found;
	last.body = fresh.body;
	const kept = renew(drawn);
	badge.dataset.version = kept === 0 ? last.version : "";
	return { outcome: "current", kept };
}

/**
 * @param {string} address
 * @param {string} accept
 * @returns {Promise<{ body: string } | Outcome>} what the server says, or why it says nothing
 */
async function asked(address, accept) {
	try {
		const signal = AbortSignal.timeout(PATIENCE);
		const answer = await fetch(address, { headers: { accept }, redirect: "error", signal });
		clock.setBy(answer);
		const { status } = answer;
		if (status === 401 || status === 403) {
			return OUTCOMES[status];
		}
		return answer.ok ? { body: await answer.text() } : "silent";
	} catch {
		return "silent";
	}
}

/**
 * Lets the legend show the entries of one state without a new page; what is drawn later is of it too.
 * @param {HTMLElement} badge
 */
function choose(badge) {
	document.addEventListener("click", (event) => {
		const link = event.target instanceof Element ? event.target.closest(".legend a") : null;
		if (link instanceof HTMLAnchorElement && !event.ctrlKey && !event.metaKey) {
			event.preventDefault();
			turnTo(badge, link);
		}
	});
}

/** @param {HTMLElement} badge @param {HTMLAnchorElement} link of the state; once more shows them all */
function turnTo(badge, link) {
	const state = link.hasAttribute("aria-current") ? "" : (link.dataset.state ?? "");
	const { pathname } = new URL(link.href);
	badge.dataset.page = state ? `${pathname}?state=${state}` : pathname;
	history.replaceState(null, "", badge.dataset.page);
	show(state);
}
