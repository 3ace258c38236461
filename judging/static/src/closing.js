/** What comes between the last mark and the signatures: absences, the second person's check, the competitor's word. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { awayWord, margin, nameOf } from "./margin.js";
import { reasonForm } from "./reason-form.js";
import { isAway } from "./sheet.js";
import { clock, valueWord, wording } from "./words.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./margin.js").Objection} Objection */
/** @typedef {import("./margin.js").Difference} Difference */

/** @param {Sheet} sheet */
export function absences(sheet) {
	const { away } = margin(sheet);
	return away.length === 0
		? nothing
		: html`<ul class="told">${away.map(
				({ seat, judge, reason, by, at }) =>
					html`<li><b>${_("Judge %(seat)s", { seat })} ${nameOf(judge)}: ${_("Absent, by the chief judge's decision")}</b> ${reason} <small>${nameOf(by)}, ${clock(at)}</small></li>`,
			)}</ul>`;
}

/** @param {Contact} contact @param {Sheet} sheet */
export function checkPart(contact, sheet) {
	const { check } = margin(sheet);
	if (!check) {
		return nothing;
	}
	return html`<h2>${_("Second person's check")}</h2>
		<p class="whynot" role="status">${check.done ? done(check) : left(sheet)}</p>
		<ul class="findings">${check.objections.map((one) => objection(contact, sheet, one))}${check.differences.map((one) => difference(contact, sheet, one))}</ul>`;
}

/** @param {import("./margin.js").Check} check */
function done({ by, at }) {
	const words = at
		? _("Checked by %(name)s, %(time)s", { name: nameOf(by), time: clock(at) })
		: _("Checked: both entries say the same.");
	return html`<span class="st received"><i class="g g-received"></i>${words}</span>`;
}

/** @param {Sheet} sheet */
function left(sheet) {
	const { check } = margin(sheet);
	if (check && check.objections.length + check.differences.length > 0) {
		return html`<i class="g g-conflict"></i> ${isAway(sheet) ? awayWord() : _("The second person found something. Mark it again, or keep the value with a reason.")}`;
	}
	return check?.way === "blind"
		? _(
				"Not checked yet: somebody from outside the panel enters the paper again on a tablet of their own.",
			)
		: _(
				"Not checked yet: somebody who has marked nothing here reads it back on a tablet of their own.",
			);
}

/** @param {Contact} contact @param {Sheet} sheet @param {Objection} one */
function objection(contact, sheet, one) {
	const words = html`<b>${nameOf(one.by)}, ${clock(one.at)}</b> ${one.reason}`;
	const send = (/** @type {string} */ reason) =>
		contact.deeds.reply(sheet, { objection: one.number, reason });
	return finding(contact, sheet, { aspect: one.aspect, id: `keep-${one.number}`, words, send });
}

/** @param {Contact} contact @param {Sheet} sheet @param {Difference} one */
function difference(contact, sheet, one) {
	const aspect = sheet.aspects.find(({ id }) => id === one.aspect);
	const word = (/** @type {string} */ value) => (aspect ? valueWord(aspect, value) : value);
	const words = html`${one.seat ? html`${_("Seat %(seat)s", { seat: one.seat })}: ` : nothing}${_("On the sheet: %(first)s. Entered again: %(second)s.", { first: word(one.first), second: word(one.second) })}`;
	const send = (/** @type {string} */ reason) =>
		contact.deeds.reply(sheet, { entry: one.entry, reason });
	return finding(contact, sheet, { aspect: one.aspect, id: `keep-${one.entry}`, words, send });
}

/**
 * @param {Contact} contact
 * @param {Sheet} sheet
 * @param {{ aspect: number, id: string, words: unknown, send: (reason: string) => void }} found
 */
function finding({ deeds, desk }, sheet, { aspect, id, words, send }) {
	const at = sheet.aspects.find((one) => one.id === aspect);
	const code = at?.code ?? "";
	const said = html`<p><b class="num">${code}</b> ${wording(at?.text)}</p><p>${words}</p>`;
	if (isAway(sheet)) {
		return html`<li>${said}</li>`;
	}
	return html`<li>${said}
		<p class="ways"><a class="btn" href="#sheet-${sheet.id}-${aspect}">${_("Mark %(code)s again", { code })}</a>
			<button type="button" class="btn" ?disabled=${desk.link.state !== "fine"} @click=${() => deeds.ask(id)}>${_("Keep the value …")}</button></p>
		${reasonForm(deeds, { id, entry: sheet.entry, title: _("Keep the value of %(code)s", { code }), act: _("Keep the value"), send })}</li>`;
}

/** @param {Sheet} sheet */
export function wordPart(sheet) {
	const { check, confirmation } = margin(sheet);
	if (!confirmation) {
		return nothing;
	}
	const { way, strokes, answer, waits } = confirmation;
	if (way === null) {
		return html`<h2>${_("The competitor's word")}</h2>${toAsk(sheet, !(sheet.locked || check?.done === false || waits))}`;
	}
	return html`<h2>${_("The competitor's word")}</h2>${said(confirmation)}
		${strokes ? html`<svg class="drawn" viewBox="0 0 600 200" role="img" aria-label=${_("Drawn signature")}><path d=${strokes}></path></svg>` : nothing}
		${answer ? html`<p>${_("Answer of the chief judge: %(reason)s", { reason: answer.reason })}</p>` : nothing}`;
}

/** @param {Sheet} sheet whose competitor has said nothing @param {boolean} isNext whether that comes now */
function toAsk(sheet, isNext) {
	return isAway(sheet)
		? html`<p class="whynot" role="status"><i class="g g-block"></i> ${awayWord()}</p>`
		: html`<p><a class="btn ${isNext ? "main" : ""}" href="#confirm-${sheet.id}">${_("Show this sheet to the competitor")}</a></p>`;
}

/** @param {import("./margin.js").Word} word */
function said({ way, at, reason }) {
	const time = at ? clock(at) : "";
	const isAgreed = way === "drawn" || way === "code";
	const look = isAgreed ? "received" : "conflict";
	const words = isAgreed
		? _("The competitor agreed, %(time)s", { time })
		: silence(way === "silent", time);
	return html`<p><span class="st ${look}"><i class="g g-${look}"></i>${words}</span> ${reason ?? ""}</p>`;
}

/** @param {boolean} isSilent @param {string} time */
function silence(isSilent, time) {
	return isSilent
		? _("The competitor refused to sign, %(time)s", { time })
		: _("The competitor protested, %(time)s", { time });
}
