/** The server takes this page for another site's: a reverse proxy hides its address. What the judge and the organiser read. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @returns {string} what the line says */
export function foreignWord() {
	return _("The server takes no marks now.");
}

/** @param {Desk} desk @returns {unknown} the way to what can be done about it */
export function foreignCall(desk) {
	return desk.link.state === "foreign"
		? html`<button type="button" class="btn" aria-haspopup="dialog" @click=${() => desk.show("foreign")}>${_("What to do")}</button>`
		: nothing;
}

/** @param {Desk} desk */
export function foreignSheet(desk) {
	const end = () => desk.show("");
	return html`<dialog aria-labelledby="foreign" @close=${end} @cancel=${end}>
		<h1 id="foreign">${_("The server refuses what this tablet sends")}</h1>
		<p>${_("Nothing is lost. Your marks and remarks stay on this tablet and are sent by themselves as soon as this is mended; go on marking. Show this to the organiser.")}</p>
		<p>${_("For the organiser: the reverse proxy in front of the server must pass on the address of this page, %(host)s. Either it leaves the header Host as it came, with the port, or it sends X-Forwarded-Host and the server is started with JIANGSAI_PROXIES=1.", { host: location.host })}</p>
		<p class="ways"><button type="button" class="btn main" @click=${end}>${_("Back to marking")}</button></p>
	</dialog>`;
}
