/** A reason asked for where something is objected to, kept or protested against. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { who } from "./place.js";

/**
 * @param {import("./deeds.js").Deeds} deeds
 * @param {{ id: string, entry: import("./sheet.js").Sheet["entry"], title: string, lead?: string, act: string, isOff?: boolean, send: (reason: string) => void }} form
 */
export function reasonForm(deeds, { id, entry, title, lead, act, isOff = false, send }) {
	if (deeds.asking !== id) {
		return nothing;
	}
	const close = () => deeds.ask("");
	const submit = (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const data = new FormData(/** @type {HTMLFormElement} */ (event.target));
		const reason = String(data.get("reason") ?? "").trim();
		if (reason) {
			send(reason);
		}
	};
	return html`<dialog aria-labelledby="why" @close=${close} @cancel=${close}>
		${who(entry)}
		<h1 id="why">${title}</h1>
		${lead ? html`<p>${lead}</p>` : nothing}
		<form @submit=${submit}>
			<label><span>${_("Reason")}</span><textarea name="reason" rows="3" maxlength="4000" required></textarea></label>
			<p class="wrong" role="alert">${deeds.trouble}</p>
			<p class="ways"><button class="btn main" ?disabled=${isOff || deeds.isBusy}>${act}</button>
				<button type="button" class="btn" @click=${close}>${_("Not now")}</button></p>
		</form>
	</dialog>`;
}
