/** A value of a second entry that the server did not take, and the ways out. */

import { html } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { clock } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./outbox.js").Refused & import("./checking.js").SecondRow} SecondRefused */

/** @param {Desk} desk @param {SecondRefused} row */
export function secondRefused(desk, row) {
	const { sheet, aspect, seat, value, refusal } = row;
	const title = _("Second entry of sheet %(sheet)s", { sheet });
	const again = { sheet, aspect, seat, value, base: 0, second: true };
	const more = Object.values(refusal.fields ?? {}).flat();
	return html`<li aria-label=${title}>
		<h2>${title}</h2>
		<p class="why"><i class="g g-block"></i> ${[refusal.detail, ...more].join(" ")}</p>
		<dl><div><dt>${_("Yours")}</dt><dd class="num">${value}</dd><dd>${clock(row.taken_at)}</dd></div>
			<div><dt>${_("On the sheet")}</dt><dd>${_("Not shown: whoever enters again does not see the judges' marks.")}</dd></div></dl>
		<p class="ways">
			<button type="button" class="btn" @click=${() => desk.takeTheirs(row)}>${_("Give this value up")}</button>
			<button type="button" class="btn main" @click=${() => desk.decide(row, () => desk.keep(again))}>${_("Send mine again: %(value)s", { value })}</button>
			<a class="btn quiet" href="#check-${sheet}">${_("Open the sheet")}</a>
		</p>
	</li>`;
}
