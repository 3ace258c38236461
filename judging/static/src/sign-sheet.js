/** Signing a sheet: what it comes to, what to look at twice, and the names of the panel. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { absences, checkPart, wordPart } from "./closing.js";
import { standingTrouble } from "./deeds.js";
import { formality } from "./margin.js";
import { NOT_ATTEMPTED } from "./reading.js";
import { progress, sections, subtotal } from "./sheet.js";
import { fetchWarnings, sign } from "./signing.js";
import { plain } from "./strokes.js";
import { othersOn } from "./turn.js";
import { clock, closedWord, person, stateWord, unsentWord, valueWord, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {import("./sheet.js").Signature} Signature */
/** @typedef {ReadonlyMap<number, Standing>} Standings */

/** @param {Desk} desk @param {Contact | null} contact */
export function signSheet(desk, contact) {
	const { sheet } = desk;
	if (!sheet) {
		return html`<main class="round"><p class="note">${desk.whyMissing || _("Fetching the sheet")}</p></main>`;
	}
	const all = desk.standings(sheet);
	return html`<main class="round sign">
		<h2>${_("What the sheet says")}</h2>
		${totals(sheet)}
		${notAttempted(sheet, all)}
		${odd(desk, contact, sheet, all)}
		${absences(sheet)}
		${contact ? html`${checkPart(contact, sheet)}${wordPart(sheet)}` : nothing}
		${sheet.signing === "panel" ? names(desk, contact, sheet, all) : nothing}
		<p class="onward"><a class="btn" href="#sheet-${sheet.id}">${_("Back to the sheet")}</a></p>
	</main>`;
}

/** @param {Desk} desk @param {Contact | null} contact @param {Sheet} sheet @param {Standings} all */
function names(desk, contact, sheet, all) {
	return html`<h2>${_("Signatures of the panel")}</h2>
		${obstacle(desk, contact, sheet, all)}
		<ul class="names">${(sheet.signatures ?? []).map((one) => signer(desk, contact, sheet, all, one))}</ul>`;
}

/** @param {Sheet} sheet */
function totals(sheet) {
	return html`<table class="totals">
		<thead><tr><th scope="col">${_("Sub-criterion")}</th><th scope="col">${_("Aspects")}</th><th scope="col">${_("Points")}</th><th scope="col">${_("max")}</th></tr></thead>
		<tbody>${sections(sheet.aspects).map(
			({
				code,
				name,
				aspects,
			}) => html`<tr><th scope="row"><b class="num">${code}</b> ${wording(name)}</th>
				<td class="num">${aspects.length}</td>
				<td class="num">${subtotal(aspects.map((one) => one.cell.points))}</td>
				<td class="num">${subtotal(aspects.map((one) => one.max))}</td></tr>`,
		)}</tbody>
	</table>`;
}

/** @param {Sheet} sheet @param {Standings} all */
function notAttempted(sheet, all) {
	const left = sheet.aspects.filter((one) => all.get(one.id)?.value === NOT_ATTEMPTED);
	return left.length === 0
		? nothing
		: html`<p class="told"><i class="g g-na"></i> <b>${_("Not attempted (counts 0)")}</b> ${left.map((one) => `${one.code} ${wording(one.text)}`).join(" · ")}</p>`;
}

/** @param {Desk} desk @param {Contact | null} contact @param {Sheet} sheet @param {Standings} all */
function odd(desk, contact, sheet, all) {
	const found = desk.warnings.get(sheet.id) ?? [];
	if (contact && desk.warnings.get(sheet.id) === null) {
		return html`<div class="told odd" role="status"><p><i class="g g-offline"></i> <b>${_("Warnings could not be fetched: nobody has looked for odd values.")}</b></p>
			<p><button type="button" class="btn" @click=${() => fetchWarnings(contact, sheet.id)}>${_("Try again")}</button></p></div>`;
	}
	if (found.length === 0) {
		return nothing;
	}
	return html`<div class="told odd"><p><b>${_("Look at these again. They may be right.")}</b></p><ul>${found.map(
		(one) => {
			const aspect = sheet.aspects.find(({ id }) => id === one.aspect);
			return aspect
				? html`<li><a href="#sheet-${sheet.id}-${aspect.id}">${aspect.code} ${wording(aspect.text)}</a>
				<b class="num">${valueWord(aspect, all.get(aspect.id)?.value)}</b> ${oddWord(one.kind)}</li>`
				: nothing;
		},
	)}</ul></div>`;
}

/** @param {string} kind */
function oddWord(kind) {
	switch (kind) {
		case "edge":
			return _("at the edge of a limit");
		case "own":
			return _("far from your other marks here");
		case "first":
			return _("apart from the rest: the first of a long run");
		case "last":
			return _("apart from the rest: the last of a long run");
		default:
			return _("far from the other entries");
	}
}

/** @param {Desk} desk @param {Contact | null} contact @param {Sheet} sheet @param {Standings} all */
function obstacle(desk, contact, sheet, all) {
	const words = whyNot(desk, sheet, all);
	const trouble = contact ? standingTrouble(contact, desk.signingTrouble) : "";
	return html`<p class="whynot" role="status">${words ? html`<i class="g g-block"></i> ${words}` : closedWord(sheet)}</p>
		${trouble ? html`<p class="whynot" role="alert"><i class="g g-block"></i> ${trouble}</p>` : nothing}`;
}

/**
 * @param {Desk} desk
 * @param {Sheet} sheet
 * @param {Standings} all
 * @returns {string} why nobody can sign now; empty when they can
 */
function whyNot(desk, sheet, all) {
	const { open, unsent } = progress(all);
	if (sheet.state === "locked") {
		return "";
	}
	if (open) {
		const left = sheet.aspects.filter((one) =>
			["none", "attention", "conflict"].includes(all.get(one.id)?.state ?? ""),
		);
		const told = left.map((one) => `${one.code} ${stateWord(all.get(one.id)?.state ?? "none")}`);
		return `${n_("%(num)s left to do", "%(num)s left to do", open)}: ${told.join(" · ")}`;
	}
	if (unsent) {
		return unsentWord(unsent);
	}
	const [other] = othersOn(desk, sheet.id);
	if (other) {
		return n_(
			"%(num)s mark of %(name)s for this sheet is only on this tablet. It is sent when they sign in here.",
			"%(num)s marks of %(name)s for this sheet are only on this tablet. They are sent when they sign in here.",
			other.count,
			{ name: person(other.name) },
		);
	}
	const waits = sheet.aspects.filter(({ cell }) => cell.votes_of !== undefined && !cell.votes);
	if (waits.length) {
		return _("Votes of others are not in yet: %(codes)s", {
			codes: waits.map(({ code }) => code).join(" · "),
		});
	}
	return desk.link.state === "fine" ? formality(sheet) : _("Signing needs the network.");
}

/** @param {Desk} desk @param {Contact | null} contact @param {Sheet} sheet @param {Standings} all @param {Signature} one */
function signer(desk, contact, sheet, all, one) {
	const name = one.judge ? person(one.judge.name) : _("Nobody sits here");
	return html`<li><span class="who"><small>${_("Judge %(seat)s", { seat: one.seat })}</small><b>${name}</b>${one.before ? html`<small>${signsFor(one.before)}</small>` : nothing}</span>${standingOf(desk, contact, sheet, all, one, name)}</li>`;
}

/** @param {import("./sheet.js").Before} before */
function signsFor({ judges, reason }) {
	const names = judges.map((each) => person(each)).join(" · ");
	return _("Signs what %(names)s marked, too. The seat has passed: %(reason)s", { names, reason });
}

/** @param {Desk} desk @param {Contact | null} contact @param {Sheet} sheet @param {Standings} all @param {Signature} one @param {string} name */
function standingOf(desk, contact, sheet, all, one, name) {
	if (one.at) {
		return html`<span class="st signed"><span class="seal" aria-hidden="true"><b>签</b></span>${_("Signed, %(time)s", { time: clock(one.at) })}</span>`;
	}
	if (one.absent) {
		return html`<span class="st">${_("Absent, by the chief judge's decision")}</span>`;
	}
	if (!one.judge) {
		return nothing;
	}
	const isOff = desk.isSigning || whyNot(desk, sheet, all) !== "";
	if (one.judge.id === desk.judge?.id) {
		return html`<button type="button" class="btn main" ?disabled=${isOff} @click=${() => contact && sign(contact, sheet)}>${_("Sign as %(name)s", { name })}</button>`;
	}
	const code = one.judge.code;
	return html`<form class="turn" @submit=${(/** @type {SubmitEvent} */ event) => inTurn(event, contact, sheet, code)}>
		<input name="pin" type="password" inputmode="numeric" autocomplete="off" maxlength="6" required aria-label=${_("PIN of %(name)s", { name })} placeholder=${_("PIN, 6 digits")}>
		<button class="btn" ?disabled=${isOff}>${_("Sign as %(name)s", { name })}</button></form>`;
}

/** @param {SubmitEvent} event @param {Contact | null} contact @param {Sheet} sheet @param {string} code */
function inTurn(event, contact, sheet, code) {
	event.preventDefault();
	const form = /** @type {HTMLFormElement} */ (event.target);
	const pin = plain(String(new FormData(form).get("pin") ?? ""));
	form.reset();
	if (contact) {
		sign(contact, sheet, { judge: code, pin });
	}
}
