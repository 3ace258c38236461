/** What stands above a board that only officials may see. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { moment } from "./badge.js";

/** @typedef {import("./ranking.js").Public} Public */

/** @param {Public | undefined} seen what the public sees meanwhile */
export function reserved(seen) {
	return seen === undefined
		? nothing
		: html`<p class="reserved"><b>${_("Live, not public")}</b> <span>${sight(seen)}</span></p>`;
}

/** @param {Public} seen */
function sight({ sees, shows, since }) {
	if (sees === "frozen") {
		return _("The public sees the places of %(time)s.", { time: moment(since ?? "") });
	}
	if (sees === "hidden") {
		return _("The public sees no ranking.");
	}
	return shows === "codes"
		? _("The public sees this ranking live, without names.")
		: _("The public sees the same at present.");
}
