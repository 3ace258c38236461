/** Whether the chief judge's page is as it should be: live and how old, or what keeps it back. */

import { clock, now } from "../../../competition/static/src/clock.js";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { HERE } from "../../../competition/static/src/zone.js";

/** @typedef {{ outcome: import("./chief.entry.js").Outcome, heard: number, kept: number }} Standing *heard*: when it was the newest last */

const STALE_MS = 15_000;

/**
 * @param {HTMLElement} badge
 * @param {Standing} standing
 */
export function say(badge, standing) {
	const age = now() - standing.heard;
	const heard = new Date(clock.timeOfDay(standing.heard));
	const time = heard.toLocaleTimeString(document.documentElement.lang, {
		hour: "2-digit",
		minute: "2-digit",
		hourCycle: "h23",
		timeZone: HERE,
	});
	if (standing.outcome === "signed-out" || standing.outcome === "forbidden") {
		const word =
			standing.outcome === "signed-out" ? _("Signed out") : _("You may not see this page any more");
		tell(badge, "stale", word, _("as of %(time)s", { time }), signIn(badge));
	} else if (age > STALE_MS) {
		tell(badge, "stale", _("No connection since %(time)s", { time }), "", null);
	} else {
		const count = Math.max(1, Math.round(age / 1000));
		tell(badge, "live", _("Live"), _("%(count)s s ago", { count }), held(standing.kept));
	}
}

/**
 * The word alone is read out, when it changes; the age is for the eye.
 * @param {HTMLElement} badge
 * @param {"live" | "stale"} kind
 * @param {string} word
 * @param {string} age
 * @param {Element | null} more
 */
function tell(badge, kind, word, age, more) {
	if (badge.childElementCount === 0) {
		badge.append(...["i", "span", "span", "span"].map((tag) => document.createElement(tag)));
		badge.children[0]?.setAttribute("aria-hidden", "true");
		badge.children[1]?.setAttribute("role", "status");
	}
	const [glyph, said, beside, rest] = /** @type {Element[]} */ ([...badge.children]);
	badge.className = `st ${kind}`;
	glyph?.setAttribute("class", `g g-${kind}`);
	put(said, word);
	put(beside, age && ` · ${age}`);
	if (rest && rest.textContent !== (more ? ` ${more.textContent}` : "")) {
		rest.replaceChildren(...(more ? [" ", more] : []));
	}
}

/** @param {Element | undefined} place @param {string} text */
function put(place, text) {
	if (place && place.textContent !== text) {
		place.textContent = text;
	}
}

/** @param {number} kept how many parts are not the newest */
function held(kept) {
	if (kept === 0) {
		return null;
	}
	const found = document.createElement("span");
	found.className = "st stale";
	found.textContent = n_(
		"waiting: %(num)s part not renewed while it is filled in",
		"waiting: %(num)s parts not renewed while they are filled in",
		kept,
	);
	return found;
}

/** @param {HTMLElement} badge */
function signIn(badge) {
	const link = document.createElement("a");
	link.href = badge.dataset.signIn ?? "/sign-in";
	link.textContent = _("Sign in");
	return link;
}
