/** One tap marks: levels 3 to 0, met or not met, the labels of a choice. */

import { html, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { isClosed } from "./sheet.js";
import { choices, levelTitle, wording } from "./words.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./sheet.js").Aspect} Aspect */
/** @typedef {import("./sheet.js").Standing} Standing */
/** @typedef {Readonly<{ value: string, key: string, title: string, text: string, notches: number, shortcut: string }>} Option */

const FORWARD = new Set(["ArrowDown", "ArrowRight"]);
const BACK = new Set(["ArrowUp", "ArrowLeft"]);

/** @param {Desk} desk @param {Sheet} sheet @param {Aspect} aspect @param {Standing} now */
export function options(desk, sheet, aspect, now) {
	const all = optionsOf(aspect);
	const chosen = all.findIndex((option) => option.value === now.value);
	const name =
		aspect.kind === "judgement"
			? _("Level of %(code)s", { code: aspect.code })
			: _("Result of %(code)s", { code: aspect.code });
	return html`<div class="lvs ${aspect.kind === "judgement" ? "" : "one"} ${isWordy(aspect) ? "long" : ""}" style="--n:${all.length}" role="radiogroup" aria-label=${name}
		@keydown=${walk}>
		${all.map((option, index) => {
			const isChosen = index === chosen;
			const isStop = isChosen || (chosen < 0 && index === 0);
			return html`<button type="button" class="lv" role="radio" aria-checked=${isChosen} tabindex=${isStop ? 0 : -1}
				?disabled=${isClosed(sheet, aspect)} @click=${() => desk.mark(aspect, option.value)}>${face(option)}</button>`;
		})}
	</div>`;
}

/**
 * @param {Aspect} aspect
 * @returns {boolean} whether its levels need room
 */
export function isWordy(aspect) {
	return aspect.levels?.some((level) => wording(level.text).length > 110) ?? false;
}

/** @param {Option} option */
function face({ key, title, text, notches, shortcut }) {
	return html`<span class="k num ${key ? "" : "dot"}">${key}${key ? nothing : html`<kbd aria-hidden="true">${shortcut}</kbd>`}</span>
		<span class="tx"><b>${title}</b> ${text}</span>
		${notches ? html`<span class="nt" aria-hidden="true">${Array.from({ length: notches }, () => html`<i></i>`)}</span>` : nothing}`;
}

/** @param {Aspect} aspect of a kind that one tap marks @returns {Option[]} */
export function optionsOf(aspect) {
	if (aspect.kind === "judgement") {
		const levels = new Map(aspect.levels?.map((level) => [level.score, wording(level.text)]));
		return [3, 2, 1, 0].map((score) => ({
			value: String(score),
			key: String(score),
			title: levelTitle(score),
			text: levels.get(score) ?? "",
			notches: score,
			shortcut: String(score),
		}));
	}
	const plain = { key: "", text: "", notches: 0 };
	if (aspect.kind === "pass_fail") {
		return [
			{ ...plain, value: "1", title: _("Yes, met"), shortcut: "1" },
			{ ...plain, value: "0", title: _("No, not met"), shortcut: "0" },
		];
	}
	return choices(aspect).map((title, index) => {
		return { ...plain, value: String(index), title, shortcut: String(index + 1) };
	});
}

/**
 * Arrows only move: each value that is chosen becomes a line of the ledger.
 * @param {KeyboardEvent} event
 */
function walk(event) {
	const group = /** @type {HTMLElement} */ (event.currentTarget);
	const radios = [...group.querySelectorAll("button")];
	const at = radios.indexOf(/** @type {HTMLButtonElement} */ (event.target));
	const by = Number(FORWARD.has(event.key)) - Number(BACK.has(event.key));
	if (by !== 0) {
		event.preventDefault();
		radios[(at + by + radios.length) % radios.length]?.focus();
	}
}
