/** Marks over which the server stumbles again and again: the others go on, these are named. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { clock, placeOf, valueWord, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./outbox.js").Row} Row */

/** @param {Desk} desk @returns {readonly Row[]} those of the judge who sits here */
export function stuckRows({ unsent, stuck }) {
	return unsent.filter(({ uuid }) => stuck.has(uuid));
}

/** @param {Desk} desk @returns {unknown} a line for each */
export function stuckMarks(desk) {
	return stuckRows(desk).map((row) => {
		const sheet = desk.kept.get(row.sheet);
		const aspect = sheet?.aspects.find(({ id }) => id === row.aspect);
		const title = sheet
			? _("Station %(station)s, %(aspect)s", {
					station: placeOf(sheet.entry),
					aspect: `${aspect?.code ?? ""} ${wording(aspect?.text)}`.trim(),
				})
			: _("Sheet %(sheet)s", { sheet: row.sheet });
		return html`<li aria-label=${title}>
			<h2>${title}</h2>
			<p class="why"><i class="g g-block"></i> ${_("The server has a fault with this mark. It stays on this tablet and is tried again by itself; your other marks are sent. Tell the organiser.")}</p>
			<dl><div><dt>${_("Yours")}</dt><dd class="num">${(aspect ? valueWord(aspect, row.value) : row.value) || _("Not marked")}</dd><dd>${clock(row.taken_at)}</dd></div></dl>
			${sheet ? html`<p class="ways"><a class="btn quiet" href="#sheet-${row.sheet}-${row.aspect}">${_("Open the sheet")}</a></p>` : nothing}
		</li>`;
	});
}
