/** Marking suspended: what the tablet says meanwhile. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { clock } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {Readonly<{ since: string, reason: string }>} Suspended */

/** @param {Desk} desk @returns {Suspended | null} what is suspended of what the judge looks at */
function suspended(desk) {
	if (!desk.judge) {
		return null;
	}
	if (desk.sheet) {
		return desk.sheet.suspended ?? null;
	}
	return desk.list?.find((sheet) => sheet.suspended)?.suspended ?? null;
}

/** @param {Desk} desk */
export function banner(desk) {
	const halt = suspended(desk);
	return halt ? said(halt) : nothing;
}

/** @returns what the list says of a sheet meanwhile */
export function halted() {
	return html`<span class="st stale"><i class="g g-stale"></i>${_("Suspended")}</span>`;
}

/** @param {Suspended} halt */
function said({ since, reason }) {
	return html`<span class="halted"><i class="g g-block"></i><span class="says"><b>${_("Marking is suspended since %(time)s.", { time: clock(since) })}</b> <span class="calm">${reason}</span></span></span>`;
}
