/** What a judge has to give anew after the server was put back from a backup. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { who } from "./place.js";
import { clock, person, placeOf } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./losses.js").Loss} Loss */
/** @typedef {import("./losses.js").LostPhoto} LostPhoto */
/** @typedef {import("./losses.js").LostSignature} LostSignature */

/** @param {Desk} desk @returns {unknown} a line for each */
export function lostItems(desk) {
	return (desk.losses?.open ?? []).map((loss) => item(desk, loss));
}

/** @param {Desk} desk @param {Loss} loss */
function item(desk, loss) {
	const sheet = desk.kept.get(loss.sheet);
	const values = {
		station: sheet ? placeOf(sheet.entry) : "",
		aspect: sheet?.criterion.code ?? "",
	};
	const title = sheet
		? _("Station %(station)s, %(aspect)s", values)
		: _("Sheet %(sheet)s", { sheet: loss.sheet });
	return html`<li aria-label=${title}>
		${sheet ? who(sheet.entry) : nothing}
		<h2>${title}</h2>
		${"signature" in loss ? signature(desk, loss) : photo(loss)}
		<p class="ways">
			<a class="btn main" href="#${"signature" in loss ? "sign" : "sheet"}-${loss.sheet}">${_("Open the sheet")}</a>
			<button type="button" class="btn" @click=${() => desk.losses?.putAway(loss.id)}>${_("Put this note away")}</button>
		</p>
	</li>`;
}

/** @param {Desk} desk @param {LostSignature} loss */
function signature(desk, { signature: { judge, name, at } }) {
	const time = clock(at);
	const words =
		judge === desk.judge?.id
			? _(
					"The server was put back from a backup, and your signature of %(time)s on this sheet is lost there. Read what the sheet says now, and sign it again.",
					{ time },
				)
			: _(
					"The server was put back from a backup, and the signature of %(name)s of %(time)s on this sheet is lost there. They have to read it and sign it again.",
					{ name: person(name), time },
				);
	return html`<p class="why"><i class="g g-block"></i> ${words}</p>`;
}

/** @param {LostPhoto} loss */
function photo({ photo: { sub, text } }) {
	return html`<p class="why"><i class="g g-block"></i> ${_(
		"The server was put back from a backup, and the photo of your remark about %(sub)s is lost. This tablet does not have it any more. Take it again, or tell the chief judge what it showed.",
		{ sub },
	)}</p>${text ? html`<p>${text}</p>` : nothing}`;
}
