/** Whether the open sheet belongs to the station for which this tablet was paired. */

import { html } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { isAt, postOf } from "./station.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {unknown} what is said of a sheet of another station; null where nothing is */
export function elsewhere({ paired, sheet, list, screen }) {
	const isOpen = screen === "sheet" || screen === "sign";
	if (!paired || !sheet?.entry.station || !isOpen) {
		return null;
	}
	const here = postOf(paired.label, paired.trade.code, [...(list ?? []), sheet]);
	if (!here || here.trade !== sheet.trade.code || isAt(here, sheet)) {
		return null;
	}
	const values = { here: here.station, open: sheet.entry.station };
	const words = _(
		"This tablet is for station %(here)s, the open sheet is station %(open)s.",
		values,
	);
	return html`<i class="g g-stale"></i><span class="says company elsewhere"><b>${words}</b></span>`;
}
