/** What there is to say about a mark: the votes of the panel, their spread, a refusal. Its place is kept, so that nothing moves. */

import { html } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { unanswered } from "./deeds.js";
import { against, awayWord, margin, nameOf } from "./margin.js";
import { onTheSheet } from "./refused.js";
import { isAway } from "./sheet.js";
import { person, valueWord } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
export function remark(desk, sheet, aspect, now) {
	if (desk.isDiskBroken) {
		return html`<p class="remark fill" role="alert"><i class="g g-block"></i><span>${_("This tablet cannot store marks. Write them on paper and tell the organiser.")}</span></p>`;
	}
	if (now.refused) {
		return refusal(sheet, aspect, now.refused);
	}
	const objection = sheet.locked || isAway(sheet) ? "" : against(sheet, aspect.id);
	if (objection) {
		return raised(sheet, objection);
	}
	return margin(sheet).check?.own && !sheet.locked
		? checkedHere(sheet)
		: panelWord(desk, sheet, aspect, now);
}

/** @param {Sheet} sheet that its judge has found right as the second person */
function checkedHere(sheet) {
	return html`<p class="remark"><i class="g g-locked"></i><span>${_("You have checked this sheet. Another judge of the panel marks here.")}</span>
		<a class="btn" href="#check-${sheet.id}">${_("My check")}</a></p>`;
}

/** @param {Sheet} sheet @param {string} objection */
function raised(sheet, objection) {
	return html`<p class="remark fill" role="alert"><i class="g g-conflict"></i><span><b>${objection}</b> <span class="more">${_("Mark again, or keep the value with a reason.")}</span></span><a class="btn" href="#sign-${sheet.id}">${_("Answer")}</a></p>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function panelWord(desk, sheet, aspect, now) {
	const { votes, conflict } = aspect.cell;
	if (votes && conflict) {
		return spread(desk, sheet, aspect, votes);
	}
	if (isAway(sheet)) {
		return html`<p class="remark fill"><i class="g g-block"></i><span>${awayWord()}</span></p>`;
	}
	if (aspect.cell.earlier) {
		const name = person(aspect.cell.earlier);
		return html`<p class="remark"><i class="g g-locked"></i><span>${_("Vote of %(name)s, who had your seat before. It stands.", { name })}</span></p>`;
	}
	if (aspect.rounds?.length && !votes) {
		return votedAgain(aspect, aspect.rounds);
	}
	return html`<p class="remark"><span>${votes ? voteWords(aspect, votes) : waitWord(sheet, aspect, now)}${absent(sheet, aspect)}</span></p>`;
}

/** @param {Sheet} sheet @param {Aspect} aspect @param {import("./outbox.js").Refused} refused */
function refusal(sheet, aspect, refused) {
	const yours = valueWord(aspect, refused.value);
	const theirs = valueWord(aspect, onTheSheet(refused, sheet).value) || _("Not marked");
	const both = _("Yours: %(yours)s. On the sheet: %(theirs)s.", { yours, theirs });
	return html`<div class="remark fill" role="alert"><i class="g g-block"></i>
		<span><b>${_("Not accepted.")}</b> <span class="more">${both}</span></span>
		<a class="btn" href="#attention">${_("Decide")}</a></div>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {readonly (string | null)[]} votes */
function spread(desk, sheet, aspect, votes) {
	const words = _("Spread: %(votes)s", { votes: voteList(aspect, votes) });
	const trouble = notOpened(desk, lastAsked(desk, aspect)?.words ?? "");
	const leads = margin(sheet).isLeader && !sheet.locked && !isAway(sheet);
	// Who leads has the button beside it.
	const next = leads
		? ""
		: html` <span class="more">${_("Then the leader opens a second round, and everybody votes again.")}</span>`;
	return html`<p class="remark fill" role="alert"><i class="g g-conflict"></i>
		<span><b>${words}</b> ${trouble || html`${_("Talk it over.")}${next}`}</span>
		${leads ? secondRound(desk, sheet, aspect) : ""}</p>`;
}

/** @param {Desk} desk @param {Aspect} aspect @returns {Desk["roundTrouble"]} what is known of the next round of it, where it was asked for */
function lastAsked({ roundTrouble }, aspect) {
	const isThis = roundTrouble?.aspect === aspect.id && roundTrouble.number === nextRound(aspect);
	return isThis ? roundTrouble : null;
}

/** @param {Desk} desk @param {string} trouble @returns {string} it; once the server answers again, that the spread still stands */
function notOpened({ link }, trouble) {
	return trouble === unanswered() && link.state === "fine"
		? _("The second round was not opened. Try again.")
		: trouble;
}

/** @param {Aspect} aspect */
function nextRound({ rounds }) {
	return (rounds?.length ?? 0) + 2;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect */
function secondRound(desk, sheet, aspect) {
	const isLinked = desk.link.state === "fine";
	const isAsked = lastAsked(desk, aspect)?.words === "";
	const words = isLinked ? _("Second round") : _("Second round: needs the network");
	return html`<button type="button" class="btn" ?disabled=${!isLinked || isAsked} @click=${() => again(desk, sheet, aspect)}>${isAsked ? _("Sending") : words}</button>`;
}

/** @param {Aspect} aspect @param {readonly (readonly (string | null)[])[]} rounds */
function votedAgain(aspect, rounds) {
	const words = _("Round %(round)s: vote again.", { round: rounds.length + 1 });
	const before = rounds.map((votes) => voteList(aspect, votes)).join("; ");
	return html`<p class="remark fill"><i class="g g-conflict"></i>
		<span><b>${words}</b> <span class="more">${_("Before: %(votes)s", { votes: before })}</span></span></p>`;
}

/** @param {Aspect} aspect @param {readonly (string | null)[]} votes */
function voteWords(aspect, votes) {
	return _("Votes by seat: %(votes)s", { votes: voteList(aspect, votes) });
}

/** @param {Aspect} aspect @param {readonly (string | null)[]} votes */
function voteList(aspect, votes) {
	return votes.map((vote) => valueWord(aspect, vote) || "–").join(" · ");
}

/** @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function waitWord(sheet, aspect, now) {
	const { votes_in: done = 0, votes_of: all } = aspect.cell;
	return all === undefined
		? sharedWord(sheet, aspect, now)
		: _("%(done)s of %(all)s votes in", { done, all });
}

/** @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function sharedWord(sheet, aspect, now) {
	const by = person(aspect.cell.by);
	if (by && now.state !== "unsent" && now.state !== "keeping") {
		return _("Marked by %(name)s", { name: by });
	}
	const { seats } = sheet.panel;
	return seats > 1
		? n_("One value for the panel of %(num)s", "One value for the panel of %(num)s", seats)
		: "";
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect */
function again(desk, sheet, aspect) {
	const detail = { sheet, aspect: aspect.id, number: nextRound(aspect) };
	desk.dispatchEvent(new CustomEvent("again", { detail }));
}

/** @param {Sheet} sheet @param {Aspect} aspect @returns {string} which of its voters nobody waits for */
function absent(sheet, aspect) {
	const away = aspect.cell.votes_of === undefined ? [] : margin(sheet).away;
	const names = away.map(({ judge, seat }) => nameOf(judge) || String(seat)).join(", ");
	return names && ` · ${_("Absent by decision: %(names)s", { names })}`;
}
