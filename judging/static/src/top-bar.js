/** What the top bar says: station and code large, the module, the judge's seat. */

import { html, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { whereOfCheck } from "./check-sheet.js";
import { foreignCall } from "./foreign.js";
import { who } from "./place.js";
import { newer } from "./readiness.js";
import { stuckRows } from "./stuck.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Desk} desk @param {import("./checking.js").ReadSheet | null} checked the sheet that is checked */
export function what(desk, checked) {
	const sheet = onScreen(desk);
	if (desk.screen === "check" && checked) {
		return whereOfCheck(checked);
	}
	return sheet ? where(sheet) : html`<h1 class="what"><b>${title(desk)}</b></h1>`;
}

/** @param {Desk} desk @returns {string} the judge's seat at the sheet that is open; empty where none is */
export function seat(desk) {
	const sheet = onScreen(desk);
	return sheet
		? _("Judge %(seat)s of %(seats)s", { seat: sheet.panel.seat, seats: sheet.panel.seats })
		: "";
}

/** @param {Desk} desk @returns {unknown} what the organiser calls this tablet, where it is paired */
export function label({ paired }) {
	const name = paired?.label || paired?.name;
	return name ? html`<small class="tablet-name">${name}</small>` : nothing;
}

/** @param {Desk} desk */
function onScreen({ screen, sheet }) {
	return screen === "sheet" || screen === "sign" ? sheet : null;
}

/** @param {Desk} desk */
function title({ screen }) {
	if (screen === "check") {
		return _("Second person's check");
	}
	return screen === "attention" ? _("Needs attention") : _("My sheets");
}

/** @param {Sheet} sheet */
function where({ entry, criterion, trade, aspects }) {
	const day = aspects[0]?.sub?.day;
	const place = day
		? `${names(trade.names).text} · ${_("Day %(day)s", { day })}`
		: names(trade.names).text;
	return html`${who(entry)}
		<p class="what"><b>${criterion.code} ${names(criterion.names).text}</b><span>${place}</span></p>`;
}

/**
 * @param {Desk} desk
 * @param {() => void} renew loads the newer program
 * @param {(() => void) | null} askPin asks for a PIN that was put off
 * @returns {unknown} the ways to what needs the judge; none on the competitor's page
 */
export function calls(desk, renew, askPin) {
	if (desk.screen === "confirm") {
		return nothing;
	}
	const pin = html`<button type="button" class="btn main pin" @click=${askPin}>${_("Enter PIN to send")}</button>`;
	return html`${alarm(desk)}${newer(desk, renew)}${foreignCall(desk)}${askPin && desk.judge ? pin : nothing}`;
}

/** @param {Desk} desk */
function alarm(desk) {
	const remarks = desk.evidence?.refused.length ?? 0;
	const lost = desk.losses?.open.length ?? 0;
	const count = desk.attention.length + stuckRows(desk).length + remarks + lost;
	return count && desk.screen !== "attention"
		? html`<a class="btn alarm" href="#attention"><i class="g g-block"></i>${n_("%(num)s needs attention", "%(num)s need attention", count)}</a>`
		: nothing;
}
