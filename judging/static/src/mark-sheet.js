/** One sheet: the list of its aspects, and the aspect to mark. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { correction } from "./correction.js";
import { hasClosing } from "./margin.js";
import { isWordy, options } from "./options.js";
import { isOneTap, NOT_ATTEMPTED } from "./reading.js";
import { readout } from "./readout.js";
import { remark } from "./remark.js";
import { nextSheet } from "./round.js";
import { nextOpen, progress, sections } from "./sheet.js";
import { counted } from "./sheet-list.js";
import { closedWord, kindWord, placeOf, shortWord, stateSign, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Aspect} Aspect */
/** @typedef {import("./desk.js").Standing} Standing */
/** @typedef {ReadonlyMap<number, Standing>} Standings */

const UNMARKED = /** @type {const} */ ({ value: null, state: "none", refused: null });

/** @param {Desk} desk @param {() => void} turnHand */
export function markSheet(desk, turnHand) {
	const { sheet } = desk;
	if (!sheet) {
		const words =
			desk.link.state === "unreachable"
				? _("This sheet is not on this tablet yet. It needs the network once.")
				: _("Fetching the sheet");
		return html`<main class="round"><p class="note">${desk.whyMissing || words}</p></main>`;
	}
	const all = desk.standings(sheet);
	return html`${aspectList(desk, sheet, all, turnHand)}
		<main class="mark">
			${desk.current ? aspectView(desk, sheet, desk.current, all) : nothing}
			${steps(desk, sheet, all)}
		</main>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all @param {() => void} turnHand */
function aspectList(desk, sheet, all, turnHand) {
	const { marked, of } = progress(all);
	return html`<nav class="list ${desk.isListOpen ? "open" : ""}" aria-label=${_("Aspects")}>
		<p class="count"><span><b class="num">${marked}/${of}</b> ${_("marked")}</span>
			${of <= 16 ? html`<span class="ruler" style="--n:${of};--v:${marked}" aria-hidden="true"></span>` : html`<span class="bar" style="--v:${marked / of}" aria-hidden="true"></span>`}</p>
		<div class="scroll">
			${sections(sheet.aspects).map(
				(
					section,
				) => html`${section.code ? html`<h2><span class="num">${section.code}</span> ${wording(section.name)}</h2>` : nothing}
				<ol>${section.aspects.map((aspect) => line(desk, aspect, all.get(aspect.id) ?? UNMARKED))}</ol>`,
			)}
		</div>
		<div class="foot">${hasClosing(sheet) ? signLink(sheet, all) : html`<p>${left(sheet, all)}</p>`}
			<button type="button" class="btn hand" @click=${turnHand} aria-label=${_("Change sides for the other hand")}>⇄</button></div>
	</nav>`;
}

/** @param {Sheet} sheet @param {Standings} all */
function signLink(sheet, all) {
	const { open, unsent } = progress(all);
	if (sheet.locked || open + unsent > 0) {
		return html`<p><a class="btn" href="#sign-${sheet.id}">${left(sheet, all)}</a></p>`;
	}
	return html`<p><a class="btn main" href="#sign-${sheet.id}">${sheet.signing === "panel" ? _("Sign this sheet") : _("Check and confirm")}</a></p>`;
}

/** @param {Sheet} sheet @param {Standings} all */
function left(sheet, all) {
	const { open, unsent } = progress(all);
	if (sheet.locked) {
		return closedWord(sheet);
	}
	if (open) {
		return n_("%(num)s left to do", "%(num)s left to do", open);
	}
	return unsent
		? n_("All marked, %(num)s not sent", "All marked, %(num)s not sent", unsent)
		: _("All marked and received");
}

/** @param {Desk} desk @param {Aspect} aspect @param {Standing} now */
function line(desk, aspect, now) {
	const isHere = aspect.id === desk.aspect;
	const hasDraft = desk.drafts.has(aspect.id);
	return html`<li><button type="button" class=${now.state} aria-current=${isHere ? "true" : nothing} @click=${() => desk.turnTo(aspect.id)}>
		<span class="id num">${aspect.code}</span>
		<span class="nm">${wording(aspect.text)}</span>
		<span class="v num">${now.value === NOT_ATTEMPTED ? html`<i class="g g-na"></i> ` : nothing}${shortWord(aspect, now.value)}</span>
		${hasDraft ? html`<span class="st none">${_("Not stored yet")}</span>` : stateSign(now.state)}
	</button></li>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standings} all */
function aspectView(desk, sheet, aspect, all) {
	const now = all.get(aspect.id) ?? UNMARKED;
	const hasDraft = desk.drafts.has(aspect.id);
	const isNotAttempted = now.value === NOT_ATTEMPTED;
	const text = wording(aspect.text);
	const [extra, requirement] = [wording(aspect.extra), wording(aspect.requirement)];
	const isLong = text.length > 60 || isWordy(aspect);
	return html`<section class="asp" aria-labelledby="aspect">
		<div class="head ${isLong ? "long" : ""}">
			<h1 id="aspect" tabindex="-1"><span class="num">${aspect.code}</span>${text}</h1>
			<p class="meta"><span>${kindWord(aspect)} · ${_("max")} <b class="num">${aspect.max}</b>${blindness(sheet, aspect)}</span>
				<span role="status">${hasDraft ? html`<span class="st none">${_("Not stored yet")}</span>` : stateSign(now.state)}</span></p>
			${extra ? html`<p class="extra">${extra}</p>` : nothing}
			${requirement ? html`<p class="extra"><b>${_("Requirement")}</b> ${requirement}</p>` : nothing}
		</div>
		${isOneTap(aspect) ? options(desk, sheet, aspect, now) : readout(desk, sheet, aspect, now)}
	</section>
	<div class="tools">
			<button type="button" class="btn na" aria-pressed=${isNotAttempted} ?disabled=${sheet.locked} @click=${() => desk.mark(aspect, NOT_ATTEMPTED)}>
				<i class="g g-na"></i>${_("Not attempted (counts 0)")}
			</button>
			${correction(desk, sheet, aspect)}
			${remark(desk, sheet, aspect, now)}
		</div>`;
}

/** @param {Sheet} sheet @param {Aspect} aspect */
function blindness(sheet, aspect) {
	const { seats } = sheet.panel;
	const words = _("hidden until all %(seats)s have voted", { seats });
	return aspect.cell.votes_of !== undefined && seats > 1 ? ` · ${words}` : nothing;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all */
function steps(desk, sheet, all) {
	const at = sheet.aspects.findIndex((aspect) => aspect.id === desk.aspect);
	return html`<div class="bottom">
		<button type="button" class="btn" aria-label=${_("Previous aspect")} ?disabled=${at <= 0} @click=${() => desk.step(-1)}><i class="g g-prev"></i></button>
		<button type="button" class="btn lister" aria-expanded=${desk.isListOpen} @click=${() => showList(desk)}>${_("List")}</button>
		${onward(desk, sheet, all)}
		<button type="button" class="btn" aria-label=${_("Next aspect")} ?disabled=${at >= sheet.aspects.length - 1} @click=${() => desk.step(1)}><i class="g g-next"></i></button>
	</div>`;
}

/** @param {Desk} desk */
function showList(desk) {
	desk.isListOpen = !desk.isListOpen;
	desk.changed();
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all */
function onward(desk, sheet, all) {
	const next = sheet.locked ? null : nextOpen(all, desk.aspect);
	const aspect = sheet.aspects.find((one) => one.id === next);
	// While something is typed, storing it is the way on.
	const look = desk.drafts.has(desk.aspect ?? -1) ? "next" : "ink next";
	if (!aspect) {
		return leave(desk, sheet, all, look);
	}
	const isNone = all.get(aspect.id)?.state === "none";
	return html`<button type="button" class="btn ${look}" @click=${() => desk.turnTo(aspect.id)}>
		<b>${isNone ? _("Next unmarked") : _("Next to settle")}</b><span class="what">${aspect.code} ${wording(aspect.text)}</span></button>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all @param {string} look */
function leave(desk, sheet, all, look) {
	const isOpen = !sheet.locked && progress(all).open > 0;
	const sheets = (desk.list ?? []).map((one) => counted(desk, one));
	const other = isOpen ? null : nextSheet(sheets, sheet.id);
	if (!other) {
		return html`<a class="btn ${isOpen ? "next" : look}" href="#">${_("Back to the list of sheets")}</a>`;
	}
	const place = _("Station %(station)s", { station: placeOf(other.entry) });
	return html`<a class="btn ${look}" href="#sheet-${other.id}"><b>${_("Next sheet")}</b>
		<span class="what">${other.criterion.code} · ${place}</span></a>`;
}
