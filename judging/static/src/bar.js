/** What stands at the top of every page: the station and the code, the module, what is wrong. */

import { html, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Desk} desk */
export function alarm(desk) {
	const count = desk.attention.length;
	return count && desk.screen !== "attention"
		? html`<a class="btn alarm" href="#attention"><i class="g g-block"></i>${n_("%(num)s needs attention", "%(num)s need attention", count)}</a>`
		: nothing;
}

/** @param {Sheet} sheet */
export function where({ entry, criterion, trade, aspects }) {
	const day = aspects[0]?.sub?.day;
	const place = day
		? `${names(trade.names).text} · ${_("Day %(day)s", { day })}`
		: names(trade.names).text;
	return html`<p class="who">
			${entry.station ? html`<span><small>${_("Station")}</small><b class="num">${entry.station}</b></span>` : nothing}
			<span><small>${_("Code")}</small><b class="num">${entry.code}</b></span></p>
		<p class="what"><b>${criterion.code} ${names(criterion.names).text}</b><span>${place}</span></p>`;
}

/** @param {Sheet} sheet */
export function seat({ panel }) {
	return _("Judge %(seat)s of %(seats)s", { seat: panel.seat, seats: panel.seats });
}
