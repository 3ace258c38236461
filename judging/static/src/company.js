/** Who else has the open sheet open, where both would fill the same cells. */

import { html } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { tell } from "./server.js";
import { clock, person } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Companion} Companion */

/**
 * @param {Desk} desk
 * @param {number} sheet
 * @returns {string} where the sheet is fetched; for the open one with this tablet's name, so that the server knows it is open here
 */
export function pathOf(desk, sheet) {
	const isOpen = isAtSheet(desk) && sheet === (desk.sheet?.id ?? desk.missing);
	return isOpen && desk.device ? `sheets/${sheet}?device=${desk.device}` : `sheets/${sheet}`;
}

/** @param {Desk} desk @returns {string} where the list is fetched, which says that no sheet is open here */
export function listPath(desk) {
	return desk.device && !isAtSheet(desk) ? `sheets?device=${desk.device}` : "sheets";
}

/** Says that the sheet is open here no more, while the page goes: it hears no answer and needs none. @param {Desk} desk */
export function putAway(desk) {
	if (isAtSheet(desk) && desk.judge && desk.device) {
		tell("DELETE", `sheets/open?device=${desk.device}`, desk.judge.id);
	}
}

/** @param {Desk} desk @returns {boolean} whether a sheet is marked or signed here */
function isAtSheet({ screen }) {
	return screen === "sheet" || screen === "sign";
}

/** @param {Desk} desk @returns {unknown} what is said about the others; null where there are none, or nobody knows */
export function company(desk) {
	const { sheet, link } = desk;
	const others = sheet?.company ?? [];
	if (!sheet || !isAtSheet(desk) || link.state !== "fine" || others.length === 0) {
		return null;
	}
	return html`<i class="g g-stale"></i><span class="says company"><b>${told(others)}</b> ${what(sheet, others)}</span>`;
}

/**
 * @param {readonly Companion[]} others in order of their times
 * @returns {string} who has the sheet open too; somebody's tablets without a name are one to the reader
 */
export function told(others) {
	const said = new Set();
	const distinct = others.filter((one) => {
		const key = JSON.stringify([one.same_judge, one.by, one.device]);
		return !said.has(key) && said.add(key);
	});
	return distinct.map(who).join(" ");
}

/** @param {Companion} one */
function who(one) {
	const values = {
		name: person(one.by),
		device: one.device || _("another tablet"),
		time: clock(one.since),
	};
	return one.same_judge
		? _("You have this sheet open on %(device)s too, since %(time)s.", values)
		: _("%(name)s has this sheet open too: %(device)s, since %(time)s.", values);
}

/** @param {Sheet} sheet @param {readonly Companion[]} others */
function what(sheet, others) {
	if (others.every((one) => one.same_judge)) {
		return "";
	}
	return _("You share %(codes)s.", { codes: shared(sheet.aspects) });
}

/**
 * @param {readonly import("./sheet.js").Aspect[]} aspects of a sheet
 * @returns {string} the codes of those that the panel shares; three and more in a row by the first and the last
 */
export function shared(aspects) {
	/** @type {string[][]} */
	const rows = [[]];
	for (const { code, cell } of aspects) {
		if (cell.votes_of === undefined) {
			rows.at(-1)?.push(code);
		} else {
			rows.push([]);
		}
	}
	return rows.flatMap((row) => (row.length > 2 ? [`${row[0]}–${row.at(-1)}`] : row)).join(" · ");
}
