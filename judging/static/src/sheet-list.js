/** The judge's list: modules, and in each the stations to go to. */

import { html, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { halted } from "./halt.js";
import { isOpen, modules, nextSheet } from "./round.js";
import { stationBar } from "./scan.js";
import { sheetsAt } from "./station.js";
import { placeOf } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./round.js").Summary} Summary */
/** @typedef {import("./round.js").Module} Module */
/** @typedef {Summary & { unsent: number, refused: number }} Counted of its marks, how many only this tablet holds, and how many the server did not take */

/**
 * @param {Desk} desk
 * @param {Summary} sheet
 * @returns {Counted} with what this tablet holds of it, which is newer than the list
 */
export function counted(desk, sheet) {
	const kept = desk.kept.get(sheet.id);
	const unsent = desk.unsent.filter((row) => row.sheet === sheet.id).length;
	const refused = desk.attention.filter((row) => row.sheet === sheet.id).length;
	if (!kept) {
		return { ...sheet, unsent, refused };
	}
	const all = desk.standings(kept);
	const isSpread = (/** @type {number} */ id) => all.get(id)?.state === "conflict";
	const done = kept.aspects.filter(
		({ id, cell }) => !isSpread(id) && (cell.absent || all.get(id)?.value != null),
	);
	const conflicts = kept.aspects.filter(({ id }) => isSpread(id)).length;
	return { ...sheet, unsent, refused, marked: done.length, conflicts };
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
		${module.sheets.map((sheet) => station(/** @type {Counted} */ (sheet), next))}
	</ul>`;
}

/** @param {Counted} sheet @param {Summary | null} next */
function station(sheet, next) {
	const done = _("%(done)s of %(all)s marked", { done: sheet.marked, all: sheet.aspects });
	return html`<li><a href="#sheet-${sheet.id}" class=${sheet.id === next?.id ? "next" : ""} aria-label=${sheetName(sheet, done)}>
		<span class="at"><small>${sheet.entry.station ? _("Station") : _("Code")}</small><b class="num">${placeOf(sheet.entry)}</b></span>
		<span class="blind"><small>${_("Code")}</small> <b class="num">${sheet.entry.code}</b></span>
		<span class="done"><b class="num">${sheet.marked}/${sheet.aspects}</b>
			<span class="bar" style="--v:${sheet.aspects ? sheet.marked / sheet.aspects : 0}"></span></span>
		<span class="how">${urgent(sheet) || objections(sheet) || sheetState(sheet)}</span>
	</a></li>`;
}

/** @param {Counted} sheet @param {string} done */
function sheetName({ entry, unsent, refused, conflicts, locked, suspended }, done) {
	const parts = [
		entry.station ? _("Station %(station)s", { station: entry.station }) : "",
		_("Code %(code)s", { code: entry.code }),
		done,
		refused ? n_("%(num)s needs attention", "%(num)s need attention", refused) : "",
		unsent ? n_("%(num)s on this tablet", "%(num)s on this tablet", unsent) : "",
		conflicts ? n_("%(num)s spread", "%(num)s spreads", conflicts) : "",
		closed(suspended, locked),
	];
	return parts.filter(Boolean).join(", ");
}

/** @param {Counted} sheet @returns {unknown} what comes before all else: a mark to decide about, or that marking rests */
function urgent({ refused, suspended, unsent }) {
	if (refused) {
		return html`<span class="st conflict fill"><i class="g g-block"></i>${n_("%(num)s needs attention", "%(num)s need attention", refused)}</span>`;
	}
	return suspended && !unsent ? halted() : "";
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

/** @param {Counted} sheet */
function sheetState(sheet) {
	const { absent, unsent, locked } = sheet;
	return absent && !unsent && !locked
		? html`<span class="st none">${_("Recorded as absent")}</span>`
		: markedState(sheet);
}

/** @param {Counted} sheet */
function markedState({ unsent, conflicts, locked, state, signed, marked, aspects }) {
	if (conflicts) {
		return html`<span class="st conflict fill"><i class="g g-conflict"></i>${n_("%(num)s spread", "%(num)s spreads", conflicts)}</span>`;
	}
	if (unsent) {
		return html`<span class="st unsent"><i class="g g-unsent"></i>${n_("%(num)s on this tablet", "%(num)s on this tablet", unsent)}</span>`;
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
	return marked === 0
		? html`<span class="st none">${_("Not marked")}</span>`
		: html`<span class="st received"><i class="g g-received"></i>${_("Received")}</span>`;
}

/** @param {Summary} sheet */
function nextLink(sheet) {
	const words = _("Next sheet: %(criterion)s, station %(station)s", {
		criterion: sheet.criterion.code,
		station: placeOf(sheet.entry),
	});
	return html`<a class="btn ink" href="#sheet-${sheet.id}">${words}</a>`;
}
