/** Remarks and photos that the server did not take, and the ways out. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { placeOf } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./remark-store.js").Waiting} Waiting */

/** @param {Desk} desk @returns {unknown} a line for each */
export function refusedRemarks({ evidence, kept }) {
	const rows = evidence?.refused ?? [];
	return rows.map((row) => {
		const sheet = kept.get(row.sheet);
		const title = sheet
			? _("Remark: station %(station)s, %(sub)s", { station: placeOf(sheet.entry), sub: row.sub })
			: _("Sheet %(sheet)s", { sheet: row.sheet });
		const picture = evidence?.pictures.get(row.uuid);
		return html`<li aria-label=${title}>
			<h2>${title}</h2>
			<p class="why"><i class="g g-block"></i> ${why(row)}</p>
			<p>${row.text}</p>
			${picture ? html`<p class="preview"><img src=${picture} alt=${_("The photo of this remark")}></p>` : nothing}
			${evidence ? ways(evidence, row) : nothing}
		</li>`;
	});
}

/** @param {Evidence} evidence @param {Waiting} row */
function ways(evidence, row) {
	if (evidence.giving !== row.uuid) {
		return html`<p class="ways"><button type="button" class="btn main" @click=${() => evidence.again(row)}>${_("Send it again")}</button>
			<button type="button" class="btn" @click=${() => evidence.offerToDelete(row.uuid)}>${_("Delete it from this tablet …")}</button></p>`;
	}
	const warning = row.hasPhoto
		? _(
				"The server has neither this remark nor its photo. Deleted here, they are nowhere any more.",
			)
		: _("The server does not have this remark. Deleted here, it is nowhere any more.");
	return html`<p role="alert"><b>${warning}</b></p>
		<p class="ways"><button type="button" class="btn main" @click=${() => evidence.offerToDelete(null)}>${_("Leave it here")}</button>
			<button type="button" class="btn" @click=${() => evidence.drop(row)}>${_("Delete it for good")}</button></p>`;
}

/** @param {Waiting} row @returns {string} in the language of now; what the server said once stays in the language of then */
function why({ refusal }) {
	switch (refusal?.code) {
		case "photo-unusable":
			return _("This is no photo that can be kept: JPEG, PNG or WebP, at most 3 MB.");
		case "remark-empty":
			return _("Write something or take a photo.");
		case "other-sheets-part":
			return _("This sub-criterion or aspect is not on this sheet.");
		case "uuid-reused":
			return _("This remark's identity was used for another remark. Nothing was changed.");
		case "not-your-remark":
			return _("Only the judge who made this remark, or the chief judge, withdraws it.");
		case "withdrawn-already":
			return _("This remark is withdrawn already.");
		case "not-your-sheet":
			return _("You do not sit on the panel of this sheet. Ask the organiser, then send again.");
		default:
			return (
				refusal?.detail ||
				_("The server did not take this remark (%(code)s).", { code: refusal?.code ?? "" })
			);
	}
}
