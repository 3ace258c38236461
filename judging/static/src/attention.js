/** Marks that the server did not take: both values, and the ways out. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { isSecond } from "./checking.js";
import { lostItems } from "./lost.js";
import { pausedWord } from "./paused.js";
import { who } from "./place.js";
import { isSeen, onTheSheet, seenBeside } from "./refused.js";
import { refusedRemarks } from "./remark-refused.js";
import { secondRefused } from "./second-refused.js";
import { stuckMarks, stuckRows } from "./stuck.js";
import { group, together } from "./together.js";
import { clock, person, placeOf, valueWord, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./outbox.js").Refused} Refused */

// Fewer are soon decided one by one, with all that there is to see of each.
const MANY = 3;
const UNUSABLE = new Set(["other-sheets-aspect", "invalid", "earlier-vote"]);

/** @param {Desk} desk */
export function attention(desk) {
	const { attention: items, paused } = desk;
	return html`<main class="round">
		${items.length + stuckRows(desk).length === 0 && !desk.evidence?.refused.length && !desk.losses?.open.length ? html`<p class="note">${_("Nothing needs you here.")}</p>` : nothing}
		${paused.length ? html`<p class="note">${pausedWord(paused.length)}</p>` : nothing}
		<ul class="refusals">${together(items).map((rows) => several(desk, rows))}${stuckMarks(desk)}${refusedRemarks(desk)}${lostItems(desk)}</ul>
		<p class="onward"><a class="btn" href="#">${_("Back to the list of sheets")}</a></p>
	</main>`;
}

/** @param {Desk} desk @param {readonly Refused[]} rows of one reason */
function several(desk, rows) {
	const each = rows.map((row) => item(desk, row));
	const [first] = rows;
	return first && rows.length >= MANY ? group(desk, rows, why(first), each) : each;
}

/** @param {Desk} desk @param {Refused} row */
function item(desk, row) {
	if (isSecond(row)) {
		return secondRefused(desk, row);
	}
	const sheet = desk.kept.get(row.sheet);
	const aspect = sheet?.aspects.find((one) => one.id === row.aspect);
	const word = (/** @type {string | null | undefined} */ value) =>
		(aspect ? valueWord(aspect, value) : value) || _("Not marked");
	const there = onTheSheet(row, sheet);
	const theirs = isSeen(desk, row) ? word(there.value) : _("Not known");
	const title = sheet
		? _("Station %(station)s, %(aspect)s", {
				station: placeOf(sheet.entry),
				aspect: aspect
					? `${aspect.code} ${wording(aspect.text)}`
					: _("an aspect not on this sheet"),
			})
		: _("Sheet %(sheet)s", { sheet: row.sheet });
	return html`<li aria-label=${title}>
		${sheet ? who(sheet.entry) : nothing}
		<h2>${title}</h2>
		<p class="why"><i class="g g-block"></i> ${why(row)}</p>
		<dl>
			<div><dt>${_("Yours")}</dt><dd class="num">${word(row.value)}</dd><dd>${clock(row.taken_at)}</dd></div>
			<div><dt>${_("On the sheet")}</dt><dd class="num">${theirs}</dd><dd>${person(there.by)}</dd></div>
		</dl>
		${waysOut(desk, row, { mine: word(row.value), theirs })}
	</li>`;
}

/** @param {Desk} desk @param {Refused} row @param {{ mine: string, theirs: string }} values */
function waysOut(desk, row, { mine, theirs }) {
	const seen = seenBeside(desk, row);
	const isGone = row.refusal.code === "other-sheets-aspect";
	const isUnusable = UNUSABLE.has(row.refusal.code);
	const keep = isGone
		? _("Give this value up: %(value)s", { value: mine })
		: _("Keep what is on the sheet: %(value)s", { value: theirs });
	const again = _("Send mine again: %(value)s", { value: mine });
	return html`<p class="ways">
		<button type="button" class="btn" @click=${() => desk.takeTheirs(row)}>${keep}</button>
		${isUnusable ? nothing : html`<button type="button" class="btn main" @click=${() => desk.sendAgain(row, seen)}>${again}</button>`}
		<a class="btn quiet" href="#sheet-${row.sheet}-${row.aspect}">${_("Open the sheet")}</a>
	</p>`;
}

/** @param {Refused} row */
function why({ refusal }) {
	switch (refusal.code) {
		case "stale-mark":
			return refusal.lost
				? _(
						"The server was put back from a backup, and what you saw when you marked is lost there. Compare yours with what is on the sheet now.",
					)
				: _("Somebody changed this mark before yours arrived.");
		case "sheet-locked":
			return _("The chief judge has signed this sheet. Ask them to reopen it, then send again.");
		case "sheet-signed":
			return _(
				"The panel has signed this sheet. Ask for a correction, or ask the chief judge to reopen it.",
			);
		case "votes-apart":
			return _(
				"The votes are too far apart. The leader of the panel opens a second round; then everybody votes again.",
			);
		case "refused-before":
			return _(
				"This mark was refused before and does not count by itself now. Compare it with what is on the sheet, and send it again if it shall count.",
			);
		case "judge-absent":
			return _("The chief judge has recorded you as absent here. They can take that back.");
		case "not-your-sheet":
			return _("You do not sit on the panel of this sheet. Ask the organiser, then send again.");
		case "seat-passed":
			return _(
				"Your seat here has passed to another judge, and this came after that. Ask the chief judge what shall count.",
			);
		case "sheet-stayed":
			return _(
				"This sheet was complete when your seat passed to you, and has stayed with the judge who had it. Ask the chief judge to let it pass too, then send again.",
			);
		case "earlier-vote":
			return _("The judge who had your seat before gave this vote, and it stands.");
		case "other-sheets-aspect":
			return _(
				"This aspect is not on this sheet any more. Write your value on paper and tell the organiser before you give it up.",
			);
		case "invalid":
			return [
				_("The server cannot use this value. Open the sheet and mark it again."),
				...Object.values(refusal.fields ?? {}).flat(),
			].join(" ");
		default:
			return (
				refusal.detail || _("The server did not take this mark (%(code)s).", { code: refusal.code })
			);
	}
}
