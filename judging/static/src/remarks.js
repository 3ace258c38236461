/** What judges wrote and photographed about the open sheet, and the place to add to it. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { who } from "./place.js";
import { sections } from "./sheet.js";
import { clock, person, stateSign, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./remark-store.js").Waiting} Waiting */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Remark} Remark */
/** @typedef {Remark & { state: "unsent" | "received" | "attention", picture: string }} Item */

/**
 * @param {Evidence} evidence
 * @param {Sheet} sheet
 * @returns {Item[]} the newest first: the server's, and on top what waits here
 */
function items(evidence, sheet) {
	const here = evidence.mine.filter((row) => row.sheet === sheet.id);
	const known = new Set((sheet.remarks ?? []).map(({ uuid }) => uuid));
	const received = (sheet.remarks ?? []).map((remark) => ({
		...remark,
		state: /** @type {const} */ ("received"),
		picture: remark.photo ? `/judging/sheets/${sheet.id}/remarks/${remark.uuid}/photo` : "",
	}));
	const waiting = here.filter((row) => !row.withdraws && !known.has(row.uuid)).map(own(evidence));
	const back = new Map(here.filter((row) => row.withdraws).map((row) => [row.withdraws, row.text]));
	return [...received, ...waiting]
		.map((one) => ({ ...one, withdrawn: back.get(one.uuid) ?? one.withdrawn }))
		.reverse();
}

/** @param {Evidence} evidence @returns {(row: Waiting) => Item} */
function own(evidence) {
	return (row) => ({
		...row,
		photo: row.hasPhoto,
		by: {},
		mine: true,
		withdrawn: null,
		state: row.refusal ? "attention" : "unsent",
		picture: evidence.pictures.get(row.uuid) ?? "",
	});
}

/** @param {Desk} desk @returns {unknown} the ways to the remarks of the open sheet, and to a photo for one */
export function remarksButtons({ evidence, sheet, screen }) {
	if (!evidence || !sheet || screen !== "sheet") {
		return nothing;
	}
	const count = items(evidence, sheet).filter(({ withdrawn }) => withdrawn === null).length;
	const words = count ? n_("%(num)s remark", "%(num)s remarks", count) : _("Add a remark or photo");
	return html`<button type="button" class="btn tool" aria-haspopup="dialog" aria-label=${words} @click=${() => evidence.open()}>
			<span class="sign"><i class="g g-remark"></i>${count ? html`<b class="num">${count}</b>` : nothing}</span><span class="word">${_("Remark")}</span></button>
		<label class="btn tool camera"><i class="g g-camera"></i><span class="word">${_("Photo")}</span><input class="sr" type="file" accept="image/*" capture="environment" aria-label=${_("Take a photo for a remark")} @change=${shoot(evidence)}></label>`;
}

/** @param {Desk} desk */
export function remarksDialog({ evidence, sheet }) {
	if (!evidence?.isOpen || !evidence.draft || evidence.draft.sheet !== sheet?.id) {
		return nothing;
	}
	const close = () => evidence.close();
	const all = items(evidence, sheet);
	return html`<dialog class="remarks" aria-labelledby="remarks" @close=${close} @cancel=${close}>
		<div class="titled">${who(sheet.entry)}<h1 id="remarks">${_("Remarks and photos")}</h1>
			<button type="button" class="btn" @click=${close}>${_("Close")}</button></div>
		${writing(evidence, sheet)}
		<ul class="told" aria-label=${_("Remarks so far")}>${all.map((one) => item(evidence, sheet, one))}</ul>
		${all.length === 0 ? html`<p class="note">${_("No remarks about this sheet yet.")}</p>` : nothing}
		<p class="note">${_("Other judges of the panel see a remark about judged aspects once all their votes are in; the chief judge sees it at once.")}</p>
	</dialog>`;
}

/** @param {Evidence} evidence @param {Sheet} sheet */
function writing(evidence, sheet) {
	const draft = /** @type {import("./evidence.js").Draft} */ (evidence.draft);
	const send = (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		evidence.keep();
	};
	const write = (/** @type {InputEvent} */ event) => {
		evidence.write({ text: /** @type {HTMLTextAreaElement} */ (event.target).value });
	};
	return html`<form class="writing" @submit=${send}>
		<label><span>${_("About")}</span>${about(evidence, draft, sheet)}</label>
		<label><span>${_("Remark")}</span><textarea name="remark" rows="2" maxlength="2000" ?readonly=${evidence.isKeeping} .value=${draft.text} @input=${write}></textarea></label>
		${draft.picture ? preview(evidence, draft) : nothing}
		<p class="whynot" role="alert">${trouble(evidence)}</p>
		<p class="ways">
			<label class="btn shoot"><i class="g g-camera"></i>${draft.photo ? _("Take another photo") : _("Take a photo")}<input class="sr" type="file" name="photo" accept="image/*" capture="environment" ?disabled=${evidence.isKeeping} @change=${shoot(evidence)}></label>
			<button class="btn main" ?disabled=${evidence.isKeeping || evidence.isDeveloping}>${keepWord(evidence)}</button>
		</p>
		${evidence.isWriting && !evidence.isKeeping ? away(evidence) : nothing}
	</form>`;
}

/** @param {Evidence} evidence @returns {unknown} the way to be rid of what is written */
function away(evidence) {
	if (evidence.giving !== "draft") {
		return html`<p class="ways"><button type="button" class="btn quiet" @click=${() => evidence.offerToDelete("draft")}>${_("Throw away what is written …")}</button></p>`;
	}
	return html`<p class="ways"><button type="button" class="btn" @click=${() => evidence.throwAway()}>${_("Throw it away")}</button>
		<button type="button" class="btn" @click=${() => evidence.offerToDelete(null)}>${_("Go on writing")}</button></p>`;
}

/** @param {Evidence} evidence */
function keepWord({ isKeeping, isDeveloping }) {
	if (isDeveloping) {
		return _("Reading the photo");
	}
	return isKeeping ? _("Storing") : _("Keep the remark");
}

/** @param {Evidence} evidence */
function shoot(evidence) {
	return (/** @type {Event} */ event) => {
		const input = /** @type {HTMLInputElement} */ (event.target);
		const file = input.files?.[0];
		// The same photo may be chosen again.
		input.value = "";
		if (file) {
			evidence.open();
			evidence.take(file);
		}
	};
}

/** @param {Evidence} evidence @param {import("./evidence.js").Draft} draft */
function preview(evidence, draft) {
	return html`<p class="preview"><img src=${draft.picture} alt=${_("The photo just taken")}>
		<button type="button" class="btn" @click=${() => evidence.take(undefined)}>${_("Remove the photo")}</button></p>`;
}

/** @param {Evidence} evidence @param {import("./evidence.js").Draft} draft @param {Sheet} sheet */
function about(evidence, draft, sheet) {
	const choose = (/** @type {Event} */ event) => {
		const [sub = "", aspect = ""] = /** @type {HTMLSelectElement} */ (event.target).value.split(
			"|",
		);
		evidence.write({ sub, aspect: aspect ? Number(aspect) : null });
	};
	const option = (
		/** @type {string} */ sub,
		/** @type {number | null} */ aspect,
		/** @type {string} */ words,
	) =>
		html`<option value="${sub}|${aspect ?? ""}" ?selected=${draft.sub === sub && draft.aspect === aspect}>${words}</option>`;
	return html`<select name="about" @change=${choose}>${sections(sheet.aspects).map(
		({ code, name, aspects }) => html`
		${option(code, null, `${code} ${wording(name)}`)}
		${aspects.map((one) => option(code, one.id, `\u2003${one.code} ${wording(one.text)}`))}`,
	)}</select>`;
}

/** @param {Evidence} evidence @returns {unknown} why nothing was kept */
function trouble({ trouble: code }) {
	switch (code) {
		case "disk":
			return html`<i class="g g-block"></i> ${_("Not kept: this tablet has no room left. Marks go on. Write it on paper, or free some room and try again.")}`;
		case "photo":
			return html`<i class="g g-block"></i> ${_("This file is no photo that can be read. Take another one.")}`;
		case "empty":
			return html`<i class="g g-block"></i> ${_("Write something or take a photo.")}`;
		default:
			return nothing;
	}
}

/** @param {Evidence} evidence @param {Sheet} sheet @param {Item} one */
function item(evidence, sheet, one) {
	const what = whatFor(sheet, one);
	const isBack = one.withdrawn !== null;
	return html`<li class=${isBack ? "back" : ""}>
		<div class="line"><b>${what}</b><span>${one.mine ? _("You") : person(one.by)} · ${clock(one.taken_at)}</span>${stateSign(one.state)}</div>
		${one.text ? html`<p class="says">${one.text}</p>` : nothing}
		${one.picture ? shot(evidence, one, what) : nothing}
		${isBack ? html`<p class="why"><i class="g g-back"></i> ${_("Withdrawn: %(reason)s", { reason: one.withdrawn ?? "" })}</p>` : nothing}
		${one.mine && !isBack && one.state !== "attention" ? wayBack(evidence, one) : nothing}
	</li>`;
}

/** @param {Sheet} sheet @param {Item} one @returns {string} the code and name of what it is about */
function whatFor({ aspects }, one) {
	const aspect = aspects.find(({ id }) => id === one.aspect);
	const sub = aspects.find((each) => each.sub?.code === one.sub)?.sub;
	return aspect ? `${aspect.code} ${wording(aspect.text)}` : `${one.sub} ${wording(sub?.name)}`;
}

/** @param {Evidence} evidence @param {Item} one @param {string} what */
function shot(evidence, one, what) {
	const isLarge = evidence.large === one.uuid;
	const turn = () => {
		evidence.large = isLarge ? null : one.uuid;
		evidence.desk.changed();
	};
	return html`<button type="button" class="shot" aria-pressed=${isLarge} aria-label=${_("Photo of %(what)s, larger or smaller", { what })} @click=${turn}><img src=${one.picture} alt=""></button>`;
}

/** @param {Evidence} evidence @param {Item} one */
function wayBack(evidence, one) {
	const turn = (/** @type {string | null} */ uuid) => () => {
		evidence.leaving = uuid;
		evidence.desk.changed();
	};
	if (evidence.leaving !== one.uuid) {
		return html`<button type="button" class="btn quiet" @click=${turn(one.uuid)}>${_("Withdraw …")}</button>`;
	}
	const send = (/** @type {SubmitEvent} */ event) => {
		event.preventDefault();
		const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
		evidence.withdraw(one, String(form.get("reason") ?? ""));
	};
	return html`<form class="writing" @submit=${send}>
		<label><span>${_("Reason")}</span><input name="reason" maxlength="2000" required autocomplete="off"></label>
		<p class="ways"><button class="btn main" ?disabled=${evidence.isKeeping}>${_("Withdraw the remark")}</button><button type="button" class="btn" @click=${turn(null)}>${_("Leave it")}</button></p></form>`;
}

/** @param {Desk} desk @returns {unknown} what waits of remarks, for the line that says whether things get through */
export function remarksWaiting({ evidence, sheet, screen }) {
	const count = evidence?.unsent.length ?? 0;
	const begun = evidence?.isOpen ? [] : (evidence?.begun.sheets ?? []);
	const goOn = () => screen === "sheet" && sheet?.id === begun[0] && evidence?.open();
	const others = (evidence?.waiting ?? []).map(({ name, count: theirs }) =>
		n_(
			"%(num)s remark of %(name)s waits for their sign-in.",
			"%(num)s remarks of %(name)s wait for their sign-in.",
			theirs,
			{ name: person(name) },
		),
	);
	return html`${others.map((words) => html`<b class="n">${words}</b>`)}${count ? html`<span class="n num">${remarksWord(count)}</span>` : nothing}${begun.length ? html`<a class="begun num" href="#sheet-${begun[0]}" @click=${goOn}>${n_("%(num)s remark begun", "%(num)s remarks begun", begun.length)}</a>` : nothing}`;
}

/** @param {number} count @returns {string} */
function remarksWord(count) {
	return n_("%(num)s remark not sent", "%(num)s remarks not sent", count);
}
