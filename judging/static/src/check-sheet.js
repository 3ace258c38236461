/** A second person's page: a sheet read back value by value, or entered again without its marks. */

import { html, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { standingTrouble } from "./deeds.js";
import { keyIn } from "./key-in.js";
import { nameOf } from "./margin.js";
import { who } from "./place.js";
import { reasonForm } from "./reason-form.js";
import { large, spoken } from "./spoken.js";
import { clock, kindWord, placeOf, shortWord, wording } from "./words.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./checking.js").Checking} Checking */
/** @typedef {import("./checking.js").ReadSheet} ReadSheet */
/** @typedef {import("./checking.js").Place} Place */
/** @typedef {import("./checking.js").ToCheck} ToCheck */

/** @param {Contact} contact */
export function checkSheet(contact) {
	const { checking, desk } = contact;
	const { sheet } = checking;
	if (!sheet) {
		const words =
			desk.link.state === "unreachable"
				? _("This sheet is not on this tablet yet. It needs the network once.")
				: _("Fetching the sheet");
		return html`<main class="round"><p class="note">${checking.whyMissing || words}</p></main>`;
	}
	const isAloud = sheet.check.way === "aloud";
	const place = checking.places[checking.at];
	const isReadable = !sheet.locked && (sheet.complete || !isAloud);
	return html`<main class="look">
		${placeList(checking, sheet)}
		<section class="one" aria-labelledby="here">
			${place && isReadable ? view(contact, sheet, place) : html`<p class="note">${closed(sheet)}</p>`}
		</section>
		${foot(contact, sheet)}
	</main>`;
}

/** @param {Contact} contact @returns {unknown} the sheets that this judge may check, for the list of sheets */
export function toCheck(contact) {
	const { list } = contact.checking;
	if (list.length === 0) {
		return nothing;
	}
	return html`<section class="tocheck" aria-labelledby="tocheck">
		<h2 id="tocheck">${_("To check as the second person")} <b class="num">${list.length}</b></h2>
		<ul class="stations">${list.map(checkLink)}</ul>
	</section>`;
}

/** @param {ToCheck} one */
function checkLink({ id, entry, criterion, way, waits, aspects }) {
	const words = way === "aloud" ? _("Read back") : _("Enter again");
	const name = [
		words,
		criterion.code,
		entry.station ? _("Station %(station)s", { station: entry.station }) : "",
		_("Code %(code)s", { code: entry.code }),
	];
	return html`<li><a href="#check-${id}" aria-label=${name.filter(Boolean).join(", ")}>
		<span class="at"><small>${entry.station ? _("Station") : _("Code")}</small><b class="num">${placeOf(entry)}</b></span>
		<span class="blind"><small>${_("Code")}</small> <b class="num">${entry.code}</b></span>
		<span class="done"><b class="num">${criterion.code}</b> ${n_("%(num)s aspect", "%(num)s aspects", aspects)}</span>
		<span class="how">${waits ? html`<span class="st conflict"><i class="g g-conflict"></i>${_("With its judges")}</span>` : html`<span class="st received">${words}</span>`}</span>
	</a></li>`;
}

/** @param {ReadSheet} sheet @returns {string} */
function closed(sheet) {
	if (sheet.locked) {
		return _("This sheet is closed. There is nothing to check any more.");
	}
	return _(
		"Not every mark is there, or votes are too far apart. The sheet is read when it is complete.",
	);
}

/** @param {Checking} checking @param {ReadSheet} sheet */
function placeList(checking, sheet) {
	const { places } = checking;
	const done = places.filter((place) => checking.isDone(place)).length;
	const isAloud = sheet.check.way === "aloud";
	const head = isAloud
		? _("%(done)s of %(all)s read", { done, all: places.length })
		: _("%(done)s of %(all)s entered", { done, all: places.length });
	return html`<nav class="places" aria-label=${_("Aspects")}>
		<p class="count" role="status"><b class="num">${head}</b></p>
		<ol>${places.map((place, at) => placeLine(checking, sheet, place, at))}</ol>
	</nav>`;
}

/** @param {Checking} checking @param {ReadSheet} sheet @param {Place} place @param {number} at */
function placeLine(checking, sheet, place, at) {
	const { aspect, seat } = place;
	const objected = sheet.check.objections.some((one) => one.aspect === aspect.id);
	const state = objected
		? html`<span class="st conflict"><i class="g g-conflict"></i>${_("Objection")}</span>`
		: doneSign(checking, sheet, place);
	const own = checking.entered(place).value;
	const word = sheet.check.way === "blind" ? shortWord(aspect, own) : "";
	return html`<li><button type="button" aria-current=${at === checking.at ? "true" : nothing} @click=${() => checking.turnTo(at)}>
		<span class="id num">${aspect.code}</span>
		<span class="nm">${wording(aspect.text)}${seat ? html` <b>${_("Seat %(seat)s", { seat })}</b>` : nothing}</span>
		<span class="v num">${word}</span>${state}</button></li>`;
}

/** @param {Checking} checking @param {ReadSheet} sheet @param {Place} place */
function doneSign(checking, sheet, place) {
	if (!checking.isDone(place)) {
		return html`<span class="st none">${sheet.check.way === "aloud" ? _("Not read") : _("Not entered")}</span>`;
	}
	if (sheet.check.way === "aloud") {
		return html`<span class="st received"><i class="g g-received"></i>${_("Right")}</span>`;
	}
	return checking.entered(place).isUnsent
		? html`<span class="st unsent"><i class="g g-unsent"></i>${_("On this tablet")}</span>`
		: html`<span class="st received"><i class="g g-received"></i>${_("Received")}</span>`;
}

/** @param {Contact} contact @param {ReadSheet} sheet @param {Place} place */
function view(contact, sheet, place) {
	const { aspect, seat } = place;
	const title = html`<h1 id="here" tabindex="-1"><span class="num">${aspect.code}</span> ${wording(aspect.text)}</h1>
		<p class="kind">${kindWord(aspect)} · ${_("max")} <b class="num">${aspect.max}</b>${seat ? html` · <b>${_("Vote on the paper of seat %(seat)s", { seat })}</b>` : nothing}</p>
		${aspect.extra && wording(aspect.extra) ? html`<p class="extra">${wording(aspect.extra)}</p>` : nothing}`;
	return sheet.check.way === "aloud"
		? html`${title}${aloud(contact, sheet, place)}`
		: html`${title}${keyIn(contact.checking, place)}`;
}

/** @param {Contact} contact @param {ReadSheet} sheet @param {Place} place */
function aloud(contact, sheet, place) {
	const { checking, deeds, desk } = contact;
	const { aspect } = place;
	const values = aspect.values ?? [];
	const objection = sheet.check.objections.find((one) => one.aspect === aspect.id);
	const isVoted = values.length > 1;
	return html`<ul class="said ${isVoted ? "votes" : ""}">${values.map(
		(value, at) =>
			html`<li>${isVoted ? html`<small>${_("Seat %(seat)s", { seat: at + 1 })}</small>` : nothing}
			<b class="num">${large(aspect, value)}</b><span>${spoken(aspect, value)}</span></li>`,
	)}</ul>
	${objection ? html`<p class="told odd"><i class="g g-conflict"></i> ${nameOf(objection.by)}: ${objection.reason}</p>` : nothing}
	<p class="ways">
		<button type="button" class="btn main" ?disabled=${sheet.check.done || sheet.locked} @click=${() => checking.right()}>${_("Right, next")}</button>
		<button type="button" class="btn" ?disabled=${sheet.locked || desk.link.state !== "fine"} @click=${() => deeds.ask(`object-${aspect.id}`)}>${_("Object …")}</button>
	</p>
	${reasonForm(deeds, {
		id: `object-${aspect.id}`,
		entry: sheet.entry,
		title: _("Objection to %(code)s", { code: aspect.code }),
		lead: _("The judges of the sheet see it, and mark again or keep the value with a reason."),
		act: _("Send the objection"),
		send: (reason) => checking.objectTo(aspect.id, reason),
	})}`;
}

/** @param {Contact} contact @param {ReadSheet} sheet */
function foot(contact, sheet) {
	const { checking, deeds, desk } = contact;
	const { places } = checking;
	const left = places.filter((place) => !checking.isDone(place)).length;
	const isAloud = sheet.check.way === "aloud";
	const why = whyNot(contact, sheet, left);
	const trouble = standingTrouble(contact, deeds.trouble);
	const words = isAloud ? _("Confirm the whole sheet") : _("Compare both entries");
	const all = isAloud && left > 0 && sheet.complete && !sheet.check.done && !sheet.locked;
	return html`<div class="foot">
		${seatWord(sheet)}
		<p class="whynot" role="status">${why}</p>
		${trouble && !deeds.asking ? html`<p class="whynot" role="alert"><i class="g g-block"></i> ${trouble}</p>` : nothing}
		<p class="ways">
			${all ? html`<button type="button" class="btn" @click=${() => readAll(contact)}>${_("I have read them all: all right")}</button>` : nothing}
			<button type="button" class="btn ink" ?disabled=${isOff(contact, sheet, left) || desk.link.state !== "fine"} @click=${() => checking.confirm()}>${words}</button>
		</p></div>`;
}

/** @param {ReadSheet} sheet @returns {unknown} what a check means to a judge of the sheet's own panel; nothing to others */
function seatWord({ check, panel, locked }) {
	if (!panel.seat || check.way !== "aloud" || locked || (check.done && !check.own)) {
		return nothing;
	}
	const words = check.own
		? _(
				"You have checked this sheet: you do not mark on it any more, unless you object to a value.",
			)
		: _(
				"You are on the panel of this sheet. Once you confirm it, you do not mark on it any more: another judge of the panel does.",
			);
	return html`<p class="ownseat"><i class="g ${check.own ? "g-locked" : "g-stale"}"></i><span>${words}</span></p>`;
}

/** @param {Contact} contact @param {ReadSheet} sheet @param {number} left */
function isOff({ deeds, checking }, sheet, left) {
	const unsent = checking.places.some((place) => checking.entered(place).isUnsent);
	const waits =
		sheet.check.way === "aloud"
			? sheet.check.objections.length > 0
			: checking.places.every((place) => checking.entered(place).isFixed);
	return (
		deeds.isBusy ||
		left > 0 ||
		unsent ||
		waits ||
		sheet.check.done ||
		sheet.locked ||
		!sheet.complete
	);
}

/** @param {Contact} contact */
function readAll({ checking, desk }) {
	if (desk.isResting) {
		return;
	}
	for (const place of checking.places) {
		checking.read.add(checking.readKey(place));
	}
	desk.changed();
}

/** @param {Contact} contact @param {ReadSheet} sheet @param {number} left @returns {unknown} what stands in the way, or that it is done */
function whyNot(contact, sheet, left) {
	const { check } = sheet;
	if (check.done) {
		return doneWord(check);
	}
	if (check.way === "aloud" && check.objections.length > 0) {
		return _("Objections are with the judges. It is checked again after that.");
	}
	if (contact.desk.link.state !== "fine") {
		return check.way === "aloud"
			? _("Confirming needs the network.")
			: _("Go on entering. Comparing needs the network.");
	}
	return left > 0 ? leftWord(check, left) : lastWord(contact, sheet);
}

/** @param {import("./margin.js").Check} check */
function doneWord({ by, at }) {
	const words = at
		? _("Checked by %(name)s, %(time)s", { name: nameOf(by), time: clock(at) })
		: _("Checked: both entries say the same.");
	return html`<span class="st received"><i class="g g-received"></i>${words}</span>`;
}

/** @param {import("./margin.js").Check} check @param {number} left */
function leftWord({ way }, left) {
	return way === "aloud"
		? n_("%(num)s value left to read", "%(num)s values left to read", left)
		: n_("%(num)s value left to enter", "%(num)s values left to enter", left);
}

/** @param {Contact} contact @param {ReadSheet} sheet of which all is read or entered */
function lastWord({ checking }, sheet) {
	const { differ } = sheet.check;
	if (!sheet.complete) {
		return _("All entered. The sheet itself is not complete yet.");
	}
	if (checking.places.some((place) => checking.entered(place).isUnsent)) {
		return _("Sending");
	}
	return differ > 0
		? html`<i class="g g-conflict"></i> ${n_("Both differ in %(num)s value. The panel settles it.", "Both differ in %(num)s values. The panel settles them.", differ)}`
		: "";
}

/** @param {ReadSheet} sheet @returns {unknown} station and code, large, for the top bar */
export function whereOfCheck({ entry, criterion, trade }) {
	return html`${who(entry)}
		<p class="what"><b>${criterion.code} ${names(criterion.names).text}</b><span>${_("Second person's check")} · ${names(trade.names).text}</span></p>`;
}
