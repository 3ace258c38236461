/** What the competitor sees on the judge's tablet: the own readings, and a place to sign or to protest. */

import { html, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { standingTrouble } from "./deeds.js";
import { awayWord, margin } from "./margin.js";
import { who } from "./place.js";
import { reasonForm } from "./reason-form.js";
import { atVersion, isAway } from "./sheet.js";
import "./signature-pad.js";
import { kindWord, valueWord, wording } from "./words.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */

/** @param {Contact} contact */
export function confirmSheet(contact) {
	const { desk, deeds } = contact;
	const { sheet } = desk;
	if (!sheet) {
		return html`<main class="round"><p class="note">${desk.whyMissing || _("Fetching the sheet")}</p></main>`;
	}
	if (deeds.spoken === sheet.id) {
		return html`<main class="shown over"><h1>${_("Thank you.")}</h1>
			<p>${_("Give the tablet back to the judge.")}</p>
			<p><a class="btn main" href="#sign-${sheet.id}">${_("I am the judge: go on")}</a></p></main>`;
	}
	return html`<main class="shown">
		${head(sheet)}
		${readings(sheet)}
		${obstacle(contact, sheet) || ways(contact, sheet)}
		<p class="ways"><a class="btn quiet" href="#sign-${sheet.id}">${_("Back to the judge's page")}</a></p>
		${forms(contact, sheet)}
	</main>`;
}

/** @param {Sheet} sheet */
function head({ entry, criterion }) {
	return html`<header>
		${who(entry)}
		<h1>${criterion.code} ${names(criterion.names).text}</h1>
		<p>${_("This is what was measured and counted at your work. Read it.")}</p></header>`;
}

/** @param {Sheet} sheet */
function readings({ aspects }) {
	const shown = aspects.filter(({ cell }) => cell.votes_of === undefined);
	const voted = aspects.length - shown.length;
	return html`<ul class="readings">${shown.map(
		(
			aspect,
		) => html`<li><span><b class="num">${aspect.code}</b> ${wording(aspect.text)}<small>${kindWord(aspect)}</small></span>
			<b class="v num">${valueWord(aspect, aspect.cell.value) || "–"}</b></li>`,
	)}</ul>
	${voted ? html`<p class="note">${n_("%(num)s more aspect is judged by the panel. Its votes are not shown here.", "%(num)s more aspects are judged by the panel. Their votes are not shown here.", voted)}</p>` : nothing}`;
}

/** @param {Contact} contact @param {Sheet} sheet @returns {unknown} why nobody can confirm now; empty when they can */
function obstacle({ desk }, sheet) {
	const { check, confirmation } = margin(sheet);
	const words = whyNot(desk, sheet, check, confirmation);
	return words && html`<p class="whynot" role="status"><i class="g g-block"></i> ${words}</p>`;
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Sheet} sheet
 * @param {import("./margin.js").Check | null} check
 * @param {import("./margin.js").Word | null} word
 */
function whyNot(desk, sheet, check, word) {
	if (sheet.locked || isAway(sheet)) {
		return sheet.locked ? _("This sheet is closed.") : awayWord();
	}
	if (word?.waits) {
		return _("The protest is recorded. The chief judge answers it.");
	}
	return word?.way ? spoken(word) : whyLater(desk, sheet, check);
}

/** @param {import("./margin.js").Word} word */
function spoken({ way }) {
	return way === "drawn" || way === "code"
		? _("Confirmed already.")
		: _("The chief judge has answered the protest.");
}

/**
 * @param {import("./desk.js").Desk} desk
 * @param {Sheet} sheet
 * @param {import("./margin.js").Check | null} check
 */
function whyLater(desk, sheet, check) {
	if (desk.unsent.some((row) => row.sheet === sheet.id)) {
		return _("Marks of this sheet are only on this tablet yet.");
	}
	if (sheet.aspects.some(({ cell }) => isOpen(cell))) {
		return _("Not every mark is there yet.");
	}
	if (check && !check.done) {
		return _("A second person must check this sheet first.");
	}
	return desk.link.state === "fine"
		? ""
		: _("No network. Your word is recorded by the server, so this has to wait.");
}

/** @param {import("./sheet.js").Cell} cell */
function isOpen(cell) {
	return cell.votes_of === undefined ? cell.value === null : !cell.votes || Boolean(cell.conflict);
}

/** @param {Contact} contact @param {Sheet} sheet */
function ways(contact, sheet) {
	const { deeds } = contact;
	const trouble = standingTrouble(contact, deeds.trouble);
	return html`<section class="agree" aria-labelledby="agree">
		<h2 id="agree">${_("I agree")}</h2>
		<signature-pad .isOff=${deeds.isBusy} @signed=${(/** @type {CustomEvent<string>} */ event) =>
			deeds.say(sheet.id, "confirmation", {
				...atVersion(sheet),
				strokes: event.detail,
			})}></signature-pad>
		${trouble && !deeds.asking ? html`<p class="whynot" role="alert"><i class="g g-block"></i> ${trouble}</p>` : nothing}
		<p class="ways"><button type="button" class="btn" @click=${() => deeds.ask("protest")}>${_("I do not agree …")}</button>
			<button type="button" class="btn" @click=${() => deeds.ask("silent")}>${_("Judge: the competitor refuses to sign …")}</button></p>
	</section>`;
}

/** @param {Contact} contact @param {Sheet} sheet */
function forms({ deeds }, sheet) {
	const say = (/** @type {boolean} */ silent) => (/** @type {string} */ reason) =>
		deeds.say(sheet.id, "protests", { ...atVersion(sheet), reason, silent });
	return html`${reasonForm(deeds, {
		id: "protest",
		entry: sheet.entry,
		title: _("I do not agree"),
		lead: _("Write what is wrong. The chief judge reads it and answers."),
		act: _("Record the protest"),
		send: say(false),
	})}${reasonForm(deeds, {
		id: "silent",
		entry: sheet.entry,
		title: _("The competitor refuses to sign"),
		lead: _("You witness it with your name. Write what was said or done."),
		act: _("Record the refusal"),
		send: say(true),
	})}`;
}
