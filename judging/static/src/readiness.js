/** What a judge sees of how ready this tablet is for no network, and the ways to change its program and language. */

import { html, nothing } from "lit";
import { _, language, n_ } from "../../../competition/static/src/messages.js";
import { isAnythingTyped } from "./drafts.js";
import { stocked } from "./stock.js";

/** @typedef {import("./desk.js").Desk} Desk */

/** @param {Desk} desk @returns {unknown} a line under the judge's list; nothing while there is no list */
export function readiness(desk) {
	const { all, here } = stocked(desk);
	if (all === 0) {
		return nothing;
	}
	if (here < all) {
		return line(
			"unsent",
			_("%(here)s of %(all)s sheets are on this tablet so far.", { here, all }),
		);
	}
	if (desk.isProgramKept === null) {
		return nothing;
	}
	return desk.isProgramKept
		? line(
				"received",
				n_(
					"The sheet is on this tablet. It can be marked without network.",
					"All %(num)s sheets are on this tablet. They can be marked without network.",
					all,
				),
			)
		: line(
				"block",
				_(
					"All sheets are on this tablet, but without HTTPS this page cannot be opened again while there is no network. Do not close or reload it then.",
				),
			);
}

/** @param {string} glyph @param {string} words */
function line(glyph, words) {
	return html`<p class="readiness"><i class="g g-${glyph}"></i><span>${words}</span></p>`;
}

/** @param {Desk} desk @param {() => void} renew @returns {unknown} the way to a newer program, offered while nothing is being typed */
export function newer(desk, renew) {
	const isTyping = isAnythingTyped(desk) || desk.keeping.size > 0 || desk.evidence?.isWriting;
	return desk.isProgramNewer && !isTyping
		? html`<button type="button" class="btn newer" @click=${renew}>${_("New version: load it")}</button>`
		: nothing;
}

/** @returns {unknown} the way to the other language, in that language */
export function tongue() {
	return language.startsWith("zh")
		? html`<a class="btn tongue" href="?lang=en" lang="en">English</a>`
		: html`<a class="btn tongue" href="?lang=zh" lang="zh-CN">中文</a>`;
}

/** @returns {unknown} what stands where a page was asked for that this tablet has not got */
export function notHere() {
	return html`<main class="round"><p class="note">${_("This page is not on this tablet. It needs the network.")}</p>
		<p class="onward"><a class="btn" href="/judging/">${_("Back to the list of sheets")}</a></p></main>`;
}
