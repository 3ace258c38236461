/** The line that says whether marks get through. It is always there, so that nothing moves when the network goes. */

import { html } from "lit";
import { now } from "../../../competition/static/src/clock.js";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { company } from "./company.js";
import { foreignWord } from "./foreign.js";
import { awakeWord } from "./habits-sheet.js";
import { banner } from "./halt.js";
import { elsewhere } from "./posted.js";
import { remarksWaiting } from "./remarks.js";
import { person, unsentWord } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */

const MINUTE = 60_000;
const DAY = 86_400_000;

/** @param {Desk} desk @param {unknown} [calls] what needs a person: here, so that no other button moves for it */
export function status(desk, calls = "") {
	const count = desk.unsent.length;
	const { state } = desk.link;
	const isTroubled =
		state === "unreachable" ||
		state === "fault" ||
		state === "foreign" ||
		desk.isPinWanted ||
		desk.isDiskBroken ||
		desk.paired?.isRevoked;
	return html`<div class="net ${isTroubled ? "loud" : ""}" role="status">
		${banner(desk)}
		${elsewhere(desk) ?? ""}
		${isTroubled ? trouble(desk) : html`${peace(desk, count)}${company(desk) ?? ""}`}
		<span class="others">${desk.waiting.map(waits)}</span>
		${count ? html`<span class="n num">${unsentWord(count)}</span>` : ""}
		${remarksWaiting(desk)}
		${desk.screen === "sheet" ? awake(desk) : ""}
		${isTroubled ? stay(desk) : ""}
		${calls}
	</div>`;
}

/** @param {Desk} desk @returns {unknown} what a page says that does not open again by itself */
function stay(desk) {
	const waits = desk.rows.length > 0 || (desk.evidence?.rows.length ?? 0) > 0;
	return waits && !desk.isProgramKept
		? html`<span class="n">${_("Do not close this page")}</span>`
		: "";
}

/** @param {Desk} desk */
function trouble(desk) {
	if (desk.isDiskBroken) {
		return html`<i class="g g-block"></i><span class="says"><b>${_("This tablet cannot store marks. Write them on paper and tell the organiser.")}</b></span>`;
	}
	if (desk.paired?.isRevoked && desk.link.state === "fine") {
		return html`<i class="g g-block"></i><span class="says"><b>${_("Revoked.")}</b> ${_("Nothing is sent until this tablet is paired again.")}</span>`;
	}
	if (desk.isPinWanted && desk.link.state === "fine") {
		return html`<i class="g g-block"></i><span class="says"><b>${_("Signed out by the server.")}</b> ${_("Your PIN is needed to send.")}</span>`;
	}
	const lasted = desk.link.since === null ? 0 : now() - desk.link.since;
	// So long only the tablet's clock says that was set meanwhile.
	const minutes = lasted > DAY ? 0 : Math.floor(lasted / MINUTE);
	return html`<i class="g g-offline"></i><span class="says"><b>${since(desk.link.state, minutes)}</b> ${desk.judge ? html`<span class="calm">${calm(desk)}</span>` : ""}</span>`;
}

/** @param {Desk} desk @returns {string} */
function calm({ link }) {
	return link.state === "foreign"
		? _("They wait on this tablet. Go on marking.")
		: _("Go on marking. Marks are sent by themselves later.");
}

/** @param {import("./desk.js").Link} state @param {number} minutes */
function since(state, minutes) {
	if (state === "foreign") {
		return foreignWord();
	}
	if (state === "fault") {
		return minutes < 1
			? _("The server has a fault.")
			: n_(
					"The server has had a fault for %(num)s minute.",
					"The server has had a fault for %(num)s minutes.",
					minutes,
				);
	}
	return minutes < 1
		? _("No network.")
		: n_("No network for %(num)s minute.", "No network for %(num)s minutes.", minutes);
}

/** @param {Desk} desk @param {number} count */
function peace({ judge, link, attention, paused }, count) {
	const refused = attention.length;
	if (!judge || link.state === "trying") {
		return html`<span></span>`;
	}
	if (count > paused.length) {
		return html`<i class="g g-unsent"></i><span class="says">${_("Sending")}</span>`;
	}
	if (count) {
		return html`<i class="g g-unsent"></i><span class="says calmly">${_("Sent when marking goes on.")}</span>`;
	}
	return refused
		? html`<i class="g g-block"></i><span class="says calmly">${n_("Connected. %(num)s mark was not accepted.", "Connected. %(num)s marks were not accepted.", refused)}</span>`
		: html`<i class="g g-received"></i><span class="says calmly">${_("Connected. Every mark of yours is received.")}</span>`;
}

/** @param {Desk} desk */
function awake({ wakefulness }) {
	const words = awakeWord(wakefulness);
	return words ? html`<span class="awake">${words}</span>` : "";
}

/** @param {{ name: import("./sheet.js").Names | string, count: number }} owner */
function waits({ name, count }) {
	const words = n_(
		"%(num)s mark of %(name)s waits for their sign-in.",
		"%(num)s marks of %(name)s wait for their sign-in.",
		count,
		{ name: person(name) },
	);
	return html`<b>${words}</b> `;
}
