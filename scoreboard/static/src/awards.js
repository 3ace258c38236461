/** What a row has won, or why it has no place, in words and signs. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";

/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {import("./ranking.js").Medal} Medal */
/** @typedef {import("./ranking.js").Status} Status */

/**
 * @param {Status} status
 * @returns {string} why a row has no place; empty for one that has
 */
export function reason(status) {
	switch (status) {
		case "ranked":
			return "";
		case "guest":
			return _("guest");
		case "withdrawn":
			return _("withdrawn");
		case "excluded":
			return _("excluded");
		case "void":
			return _("void");
		case "not_qualified":
			return _("not qualified");
		case "failed":
			return _("not passed");
	}
}

/**
 * @param {string} prize
 * @returns {string} its name
 */
export function prizeName(prize) {
	return PRIZES[prize]?.() ?? prize;
}

/** @type {Readonly<Record<string, () => string>>} */
const PRIZES = {
	first: () => _("First prize"),
	second: () => _("Second prize"),
	third: () => _("Third prize"),
	fourth: () => _("Fourth prize"),
	fifth: () => _("Fifth prize"),
	sixth: () => _("Sixth prize"),
	seventh: () => _("Seventh prize"),
	eighth: () => _("Eighth prize"),
	ninth: () => _("Ninth prize"),
	merit: () => _("Merit prize"),
};

/** @type {Readonly<Record<Medal, () => { sign: string, word: string }>>} */
const MEDALS = {
	gold: () => ({ sign: _("G"), word: _("Gold") }),
	silver: () => ({ sign: _("S"), word: _("Silver") }),
	bronze: () => ({ sign: _("B"), word: _("Bronze") }),
	medallion: () => ({ sign: _("M"), word: _("Medallion") }),
};

/**
 * @param {Medal} medal
 * @returns {string} its name
 */
export function medalName(medal) {
	return MEDALS[medal]().word;
}

/**
 * @param {readonly Row[]} rows
 * @returns {{ medals: boolean, prizes: boolean }} whether anybody has won any
 */
export function won(rows) {
	return {
		medals: rows.some(({ medal }) => medal !== undefined),
		prizes: rows.some(({ prize }) => prize !== undefined),
	};
}

/** @param {Medal | undefined} medal */
export function disc(medal) {
	if (medal === undefined) {
		return nothing;
	}
	const { sign, word } = MEDALS[medal]();
	return html`<b class="medal ${medal}" aria-hidden="true">${sign}</b><span class="sr">${word}</span>`;
}

/** @param {string | undefined} prize */
export function prizeWord(prize) {
	return prize === undefined ? nothing : html`<span class="prize">${prizeName(prize)}</span>`;
}

/** @param {Status} status */
export function reasonWord(status) {
	return status === "ranked" ? nothing : html`<span class="reason">${reason(status)}</span>`;
}
