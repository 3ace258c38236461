/** Where and whose: station and code, as big as they fit. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";

/** @param {import("./sheet.js").Sheet["entry"]} entry */
export function who({ station, code }) {
	return html`<p class="who">${station ? html`<span><small>${_("Station")}</small><b class="num">${station}</b></span>` : nothing}
		<span><small>${_("Code")}</small><b class="num">${code}</b></span></p>`;
}
