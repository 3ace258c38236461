/** What only this tablet holds: marks that wait, marks that were refused, remarks and photos. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { isPaused } from "./paused.js";
import { person } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {Readonly<{ unsent: number, refused: number, remarks: number }>} Held */
/** @typedef {{ judge: number }} Owned */
/** @typedef {Pick<Desk, "rows" | "refused" | "evidence">} Holder */

/** @param {Holder} desk @returns {Held} of every judge of this tablet */
export function held({ rows, refused, evidence }) {
	const { waits, asks } = parted(refused);
	return {
		unsent: rows.length + waits.length,
		refused: asks.length,
		remarks: evidence?.rows.length ?? 0,
	};
}

/** @param {Holder} desk @param {number | undefined} judge @returns {Held} of one judge */
export function heldOf({ rows, refused, evidence }, judge) {
	const count = (/** @type {readonly Owned[]} */ all) =>
		all.filter((one) => one.judge === judge).length;
	const { waits, asks } = parted(refused);
	return {
		unsent: count(rows) + count(waits),
		refused: count(asks),
		remarks: count(evidence?.rows ?? []),
	};
}

/** @param {Holder["refused"]} refused @returns what goes by itself when marking goes on, and what a judge decides about */
function parted(refused) {
	return {
		waits: refused.filter(isPaused),
		asks: refused.filter((row) => !isPaused(row)),
	};
}

/** @param {Held} held @returns {boolean} */
export function isAny({ unsent, refused, remarks }) {
	return unsent + refused + remarks > 0;
}

/** @param {Held} held @returns {string} how much of the judge who sits here is only on this tablet */
export function onlyHere({ unsent, refused, remarks }) {
	const marks = unsent + refused;
	const ofMarks = n_(
		"%(num)s of your marks is only on this tablet",
		"%(num)s of your marks are only on this tablet",
		marks,
	);
	const ofRemarks = n_(
		"%(num)s of your remarks is only on this tablet",
		"%(num)s of your remarks are only on this tablet",
		remarks,
	);
	return [marks ? ofMarks : "", remarks ? ofRemarks : ""].filter(Boolean).join(" · ");
}

/** @param {Held} held @returns {unknown} what waits while another judge sits here */
export function waitsForYou({ unsent, refused, remarks }) {
	const marks = unsent + refused;
	return html`${
		marks
			? html`<p>${n_("%(num)s mark of yours waits on this tablet until you sign in here again.", "%(num)s marks of yours wait on this tablet until you sign in here again.", marks)}</p>`
			: nothing
	}${
		remarks
			? html`<p>${n_("%(num)s remark of yours waits on this tablet until you sign in here again.", "%(num)s remarks of yours wait on this tablet until you sign in here again.", remarks)}</p>`
			: nothing
	}`;
}

/** @param {Held} held @returns {unknown} signs beside a judge's name */
export function signs({ unsent, refused, remarks }) {
	const waits = unsent + remarks;
	return html`${
		waits
			? html`<span class="st unsent"><i class="g g-unsent"></i>${n_("%(num)s not sent", "%(num)s not sent", waits)}</span>`
			: nothing
	}${
		refused
			? html`<span class="st conflict"><i class="g g-block"></i>${n_("%(num)s needs attention", "%(num)s need attention", refused)}</span>`
			: nothing
	}`;
}

/** @param {Desk} desk @returns {unknown} what stays on a revoked tablet, by judge */
export function stays(desk) {
	const { judge, rows, refused, evidence } = desk;
	const owners = new Set([...rows, ...refused, ...(evidence?.rows ?? [])].map((row) => row.judge));
	if (owners.size === 0) {
		return html`<p>${_("Every mark and every remark of this tablet is received.")}</p>`;
	}
	const nameOf = (/** @type {number} */ id) =>
		person(id === judge?.id ? judge.name : (desk.owners.get(id) ?? evidence?.owners.get(id) ?? ""));
	return html`<ul class="kept">${[...owners].map((id) => ofOne(nameOf(id), heldOf(desk, id)))}</ul>`;
}

/** @param {string} name @param {Held} held */
function ofOne(name, { unsent, refused, remarks }) {
	const marks = unsent + refused;
	const lines = [
		marks &&
			n_(
				"%(num)s mark of %(name)s stays on this tablet and can be sent once it is paired again.",
				"%(num)s marks of %(name)s stay on this tablet and can be sent once it is paired again.",
				marks,
				{ name },
			),
		remarks &&
			n_(
				"%(num)s remark of %(name)s stays on this tablet and can be sent once it is paired again.",
				"%(num)s remarks of %(name)s stay on this tablet and can be sent once it is paired again.",
				remarks,
				{ name },
			),
	];
	return lines
		.filter(Boolean)
		.map(
			(words) => html`<li><span class="st unsent"><i class="g g-unsent"></i>${words}</span></li>`,
		);
}
