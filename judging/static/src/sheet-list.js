/** The judge's list: modules, and in each the stations to go to. */

import { html, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { halted } from "./halt.js";
import { isOpen, modules, nextSheet } from "./round.js";
import { stationBar } from "./scan.js";
import { progress } from "./sheet.js";
import { sheetsAt } from "./station.js";
import { placeOf } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./round.js").Module} Module */

/**
 * @param {Desk} desk
 * @param {Summary} sheet
 * @returns {Summary & { unsent: number }} with the marks that only this tablet holds
 */
export function counted(desk, sheet) {
	const kept = desk.kept.get(sheet.id);
	const unsent = desk.unsent.filter((row) => row.sheet === sheet.id).length;
	if (!kept || unsent === 0) {
		return { ...sheet, unsent };
	}
	const now = progress(desk.standings(kept));
	return { ...sheet, unsent, marked: now.marked };
}

/** @param {Desk} desk @param {unknown} readiness of this tablet for no network */
export function sheetList(desk, readiness) {
	if (!desk.list) {
		return html`<main class="round"><p class="note">${missing(desk)}</p></main>`;
	}
	const sought = desk.stations?.sought;
	const all = desk.list.map((sheet) => counted(desk, sheet));
	const sheets = sought ? sheetsAt(sought, all) : all;
	const next = nextSheet(sheets);
	const groups = modules(sheets);
	const shown =
		groups.find(({ key }) => key === desk.module) ??
		groups.find((module) => module.sheets.some(({ id }) => id === next?.id)) ??
		groups[0];
	return html`<main class="round">
		${stationBar(desk)}
		${shown ? moduleTabs(desk, groups, shown) : none(sought)}
		${shown ? stations(shown, next) : nothing}
		${next ? html`<p class="onward">${nextLink(next)}</p>` : nothing}
		${readiness}
	</main>`;
}

/** @param {Desk} desk */
function missing(desk) {
	return desk.link.state === "unreachable"
		? _("The list of sheets is not on this tablet yet. It needs the network once.")
		: _("Fetching the list of sheets");
}

/** @param {unknown} sought the station whose sheets are looked for, if one is */
function none(sought) {
	return sought
		? nothing
		: html`<p class="note">${_("No sheets for you yet. The organiser seats the panels.")}</p>`;
}

/** @param {Desk} desk @param {Module[]} groups @param {Module} shown */
function moduleTabs(desk, groups, shown) {
	const trades = new Set(groups.map((module) => module.trade.id));
	const choose = (/** @type {string} */ key) => () => {
		desk.module = key;
		desk.changed();
	};
	return html`<nav class="modules" aria-label=${_("Modules")}>
		${groups.map(
			(
				module,
			) => html`<button type="button" aria-pressed=${module === shown} @click=${choose(module.key)}>
				<b class="num">${module.criterion.code}</b>
				<span><span class="nm">${names(module.criterion.names).text}</span>
				<small>${moduleNote(module, trades.size > 1)}</small></span>
			</button>`,
		)}
	</nav>`;
}

/** @param {Module} module @param {boolean} hasTrade */
function moduleNote(module, hasTrade) {
	const open = module.sheets.filter(isOpen).length;
	const parts = [
		hasTrade ? names(module.trade.names).text : "",
		module.day ? _("Day %(day)s", { day: module.day }) : "",
		open ? n_("%(num)s sheet left", "%(num)s sheets left", open) : _("All done"),
	];
	return parts.filter(Boolean).join(" · ");
}

/** @param {Module} module @param {Summary | null} next */
function stations(module, next) {
	return html`<ul class="stations">
		${module.sheets.map((sheet) => station(/** @type {Summary & { unsent: number }} */ (sheet), next))}
	</ul>`;
}

/** @param {Summary & { unsent: number }} sheet @param {Summary | null} next */
function station(sheet, next) {
	const done = _("%(done)s of %(all)s marked", { done: sheet.marked, all: sheet.aspects });
	return html`<li><a href="#sheet-${sheet.id}" class=${sheet.id === next?.id ? "next" : ""} aria-label=${sheetName(sheet, done)}>
		<span class="at"><small>${sheet.entry.station ? _("Station") : _("Code")}</small><b class="num">${placeOf(sheet.entry)}</b></span>
		<span class="blind"><small>${_("Code")}</small> <b class="num">${sheet.entry.code}</b></span>
		<span class="done"><b class="num">${sheet.marked}/${sheet.aspects}</b>
			<span class="bar" style="--v:${sheet.aspects ? sheet.marked / sheet.aspects : 0}"></span></span>
		<span class="how">${sheet.suspended && !sheet.unsent ? halted() : objections(sheet) || sheetState(sheet)}</span>
	</a></li>`;
}

/** @param {Summary & { unsent: number }} sheet @param {string} done */
function sheetName({ entry, unsent, conflicts, locked, suspended }, done) {
	const parts = [
		entry.station ? _("Station %(station)s", { station: entry.station }) : "",
		_("Code %(code)s", { code: entry.code }),
		done,
		unsent ? n_("%(num)s not sent", "%(num)s not sent", unsent) : "",
		conflicts ? n_("%(num)s spread", "%(num)s spreads", conflicts) : "",
		closed(suspended, locked),
	];
	return parts.filter(Boolean).join(", ");
}

/** @param {Summary} sheet @returns {unknown} what a second person found on it; empty when nothing */
function objections({ waits = 0 }) {
	return waits
		? html`<span class="st conflict fill"><i class="g g-conflict"></i>${n_("%(num)s objection", "%(num)s objections", waits)}</span>`
		: "";
}

/** @param {unknown} suspended @param {boolean} locked */
function closed(suspended, locked) {
	if (suspended) {
		return _("Suspended");
	}
	return locked ? _("Signed") : "";
}

/** @param {Summary & { unsent: number }} sheet */
function sheetState({ unsent, conflicts, locked, state, signed, marked, aspects }) {
	if (conflicts) {
		return html`<span class="st conflict fill"><i class="g g-conflict"></i>${n_("%(num)s spread", "%(num)s spreads", conflicts)}</span>`;
	}
	if (unsent) {
		return html`<span class="st unsent"><i class="g g-unsent"></i>${n_("%(num)s not sent", "%(num)s not sent", unsent)}</span>`;
	}
	if (state === "locked") {
		return html`<span class="st locked"><i class="g g-locked"></i>${_("Locked")}</span>`;
	}
	if (marked >= aspects && signed === false) {
		return html`<span class="st received"><i class="g g-received"></i>${_("To sign")}</span>`;
	}
	if (locked) {
		return html`<span class="st signed"><span class="seal" aria-hidden="true"><b>签</b></span>${_("Signed")}</span>`;
	}
	if (marked >= aspects) {
		return html`<span class="st received"><i class="g g-received"></i>${_("Received")}</span>`;
	}
	return marked === 0
		? html`<span class="st none">${_("Not marked")}</span>`
		: html`<span class="st">${_("Begun")}</span>`;
}

/** @param {Summary} sheet */
export function nextLink(sheet) {
	const words = _("Next sheet: %(criterion)s, station %(station)s", {
		criterion: sheet.criterion.code,
		station: placeOf(sheet.entry),
	});
	return html`<a class="btn ink" href="#sheet-${sheet.id}">${words}</a>`;
}
