/** The dense sheet: every aspect on one page, marked in place; beside it what belongs to the line in hand. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import {
	count,
	filterKeys,
	foot,
	nothingShown,
	stateNow,
	UNMARKED,
	valueSign,
} from "./aspect-list.js";
import { options } from "./options.js";
import { isOneTap } from "./reading.js";
import { readout } from "./readout.js";
import { isClosed, sections } from "./sheet.js";
import { kindWord, unitOf, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./desk.js").Sheet} Sheet */
/** @typedef {import("./desk.js").Aspect} Aspect */
/** @typedef {import("./desk.js").Standing} Standing */
/** @typedef {ReadonlyMap<number, Standing>} Standings */
/** @typedef {Readonly<{ tools: (desk: Desk, sheet: Sheet, aspect: Aspect, now: Standing) => unknown, steps: (desk: Desk, sheet: Sheet, all: Standings) => unknown }>} Parts what the other views have too */

/** @param {Desk} desk @param {Sheet} sheet @param {Standings} all @param {Parts} parts */
export function denseSheet(desk, sheet, all, parts) {
	const { current } = desk;
	const shown = new Set(desk.shownAspects(sheet, all));
	return html`<main class="rows" aria-label=${_("Aspects")}>
			<div class="over">${foot(desk, sheet, all, count(all))}${filterKeys(desk, sheet, all)}</div>
			<div class="scroll">
			${sections(sheet.aspects.filter((aspect) => shown.has(aspect))).map(
				(
					section,
				) => html`${section.code ? html`<h2><span class="num">${section.code}</span> ${wording(section.name)}</h2>` : nothing}
				<ol>${section.aspects.map((aspect) => row(desk, sheet, aspect, all.get(aspect.id) ?? UNMARKED))}</ol>`,
			)}${nothingShown(desk, shown.size)}</div>
		</main>
		<aside class="side" aria-label=${_("The line in hand")}>
			${current ? inHand(desk, sheet, current, all.get(current.id) ?? UNMARKED, parts) : nothing}
			${parts.steps(desk, sheet, all)}
		</aside>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function row(desk, sheet, aspect, now) {
	const isHere = aspect.id === desk.aspect;
	return html`<li class="row ${now.state} ${isOneTap(aspect) ? aspect.kind : "typed"}" aria-current=${isHere ? "true" : nothing}>
		<button type="button" class="about" @click=${() => desk.pick(aspect.id)}>
			<span class="id num">${aspect.code}</span>
			<span class="nm">${wording(aspect.text)}</span>
			<small>${kindWord(aspect)} · ${_("max")} <b class="num">${aspect.max}</b></small>
		</button>
		${isOneTap(aspect) ? options(desk, sheet, aspect, now) : field(desk, sheet, aspect, now)}
		<p class="now">${isOneTap(aspect) && now.value !== "not_attempted" ? nothing : valueSign(aspect, now)}${stateNow(desk, aspect, now)}</p>
	</li>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
function field(desk, sheet, aspect, now) {
	const text = desk.drafts.get(aspect.id) ?? (now.value === "not_attempted" ? "" : now.value);
	return html`<button type="button" class="btn field num" ?disabled=${isClosed(sheet, aspect)} aria-label=${_("Type the value of %(code)s", { code: aspect.code })} @click=${() => desk.pick(aspect.id)}>
		${text || "–"} <small>${unitOf(aspect)}</small></button>`;
}

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now @param {Parts} parts */
function inHand(desk, sheet, aspect, now, parts) {
	const [extra, requirement] = [wording(aspect.extra), wording(aspect.requirement)];
	return html`<section class="asp" aria-labelledby="aspect">
		<div class="head" tabindex=${extra || requirement ? 0 : nothing}>
			<h1 id="aspect" tabindex="-1"><span class="num">${aspect.code}</span>${wording(aspect.text)}</h1>
			<p class="meta"><span></span><span role="status">${stateNow(desk, aspect, now)}</span></p>
			${extra ? html`<p class="extra">${extra}</p>` : nothing}
			${requirement ? html`<p class="extra"><b>${_("Requirement")}</b> ${requirement}</p>` : nothing}
		</div>
		${isOneTap(aspect) ? nothing : readout(desk, sheet, aspect, now)}
	</section>
	${parts.tools(desk, sheet, aspect, now)}`;
}
