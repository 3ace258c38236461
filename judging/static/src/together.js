/** Marks that were not taken for one and the same reason: told once, decided together. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { isSecond } from "./checking.js";
import { isSeen, onTheSheet, seenBeside } from "./refused.js";
import { placeOf, valueWord } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./outbox.js").Refused} Refused */

// Every other reason is one mark's own: its aspect, its value, its votes.
const SHARED = new Set([
	"stale-mark",
	"sheet-locked",
	"sheet-signed",
	"judge-absent",
	"not-your-sheet",
	"seat-passed",
	"sheet-stayed",
]);

/**
 * @param {readonly Refused[]} rows
 * @returns {(readonly Refused[])[]} those with the same reason together, where several share it; each other one alone
 */
export function together(rows) {
	/** @type {Map<string, Refused[]>} */
	const groups = new Map();
	for (const row of rows) {
		const { code, lost = false } = row.refusal;
		const key = SHARED.has(code) && !isSecond(row) ? `${code} ${lost}` : row.uuid;
		groups.set(key, [...(groups.get(key) ?? []), row]);
	}
	return [...groups.values()];
}

/**
 * @param {Desk} desk
 * @param {readonly Refused[]} rows of one reason
 * @param {unknown} why the reason
 * @param {unknown} each the marks one by one, with their own ways out
 */
export function group(desk, rows, why, each) {
	const count = rows.length;
	const title = n_("%(num)s mark", "%(num)s marks", count);
	return html`<li class="group" aria-label=${title}>
		<h2>${title}</h2>
		<p class="why"><i class="g g-block"></i> ${why}</p>
		${sending(desk, rows)}
		<details><summary class="btn">${n_("Keep what is on the sheet …", "Keep all %(num)s as they are on the sheets …", count)}</summary>
			<p>${_("Your values are deleted from this tablet.")}</p>
			<button type="button" class="btn" @click=${() => giveUpAll(desk, rows)}>${n_("Give mine up", "Give all %(num)s of mine up", count)}</button></details>
		<table class="both"><thead><tr><th scope="col">${_("Mark")}</th><th scope="col">${_("Yours")}</th><th scope="col">${_("On the sheet")}</th></tr></thead>
			<tbody>${rows.map((row) => line(desk, row))}</tbody></table>
		<details class="one-by-one"><summary class="btn quiet">${_("Decide one by one …")}</summary><ul>${each}</ul></details>
	</li>`;
}

/** @param {Desk} desk @param {readonly Refused[]} rows */
function sending(desk, rows) {
	const words = n_("Send mine again", "Send all %(num)s of mine again", rows.length);
	const all = () => sendAll(desk, rows);
	if (!rows.some((row) => replaces(desk, row))) {
		return html`<p class="ways"><button type="button" class="btn main" @click=${all}>${words}</button></p>`;
	}
	return html`<details><summary class="btn">${n_("Send mine again …", "Send all %(num)s of mine again …", rows.length)}</summary>
		<p>${_("Yours replace what others have marked there. The ledger keeps both.")}</p>
		<button type="button" class="btn" @click=${all}>${words}</button></details>`;
}

/** @param {Desk} desk @param {Refused} row @returns {boolean} whether another value stands in its place */
function replaces(desk, row) {
	const { value } = onTheSheet(row, desk.kept.get(row.sheet));
	return isSeen(desk, row) && value !== null && value !== row.value;
}

/** @param {Desk} desk @param {Refused} row */
function line(desk, row) {
	const sheet = desk.kept.get(row.sheet);
	const aspect = sheet?.aspects.find(({ id }) => id === row.aspect);
	const word = (/** @type {string | null | undefined} */ value) =>
		(aspect ? valueWord(aspect, value) : value) || _("Not marked");
	const there = onTheSheet(row, sheet);
	const place = sheet ? placeOf(sheet.entry) : _("Sheet %(sheet)s", { sheet: row.sheet });
	return html`<tr><th scope="row"><a href="#sheet-${row.sheet}-${row.aspect}"><b class="num">${place}</b> ${aspect?.code ?? nothing}</a></th>
		<td class="num">${word(row.value)}</td><td class="num">${isSeen(desk, row) ? word(there.value) : _("Not known")}</td></tr>`;
}

/** @param {Desk} desk @param {readonly Refused[]} rows each sent by whoever sees what stands in its place now */
async function sendAll(desk, rows) {
	for (const row of rows) {
		await desk.sendAgain(row, seenBeside(desk, row));
	}
}

/** @param {Desk} desk @param {readonly Refused[]} rows */
async function giveUpAll(desk, rows) {
	for (const row of rows) {
		await desk.takeTheirs(row);
	}
}
