/** What there is to say about a mark: the votes of the panel, their spread, a refusal. Its place is kept, so that nothing moves. */

import { html } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
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
		return refusal(aspect, now.refused.value);
	}
	const { votes, conflict } = aspect.cell;
	if (votes && conflict) {
		return spread(aspect, votes);
	}
	if (aspect.cell.absent) {
		return html`<p class="remark fill"><i class="g g-block"></i><span>${_("The chief judge has recorded you as absent here.")}</span></p>`;
	}
	if (aspect.rounds?.length && !votes) {
		return again(aspect, aspect.rounds);
	}
	return html`<p class="remark"><span>${votes ? voteWords(aspect, votes) : waitWord(sheet, aspect, now)}</span></p>`;
}

/** @param {Aspect} aspect @param {string} mine */
function refusal(aspect, mine) {
	const yours = valueWord(aspect, mine);
	const theirs = valueWord(aspect, aspect.cell.value) || _("Not marked");
	const both = _("Yours: %(yours)s. On the sheet: %(theirs)s.", { yours, theirs });
	return html`<div class="remark fill" role="alert"><i class="g g-block"></i>
		<span><b>${_("Not accepted.")}</b> <span class="more">${both}</span></span>
		<a class="btn" href="#attention">${_("Decide")}</a></div>`;
}

/** @param {Aspect} aspect @param {readonly (string | null)[]} votes */
function spread(aspect, votes) {
	const words = _("Spread: %(votes)s", { votes: voteList(aspect, votes) });
	return html`<p class="remark fill" role="alert"><i class="g g-conflict"></i>
		<span><b>${words}</b> ${_("Talk it over.")} <span class="more">${_("Then each may change the own vote.")}</span></span></p>`;
}

/** @param {Aspect} aspect @param {readonly (readonly (string | null)[])[]} rounds */
function again(aspect, rounds) {
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
