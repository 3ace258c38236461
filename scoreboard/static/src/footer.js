/** The foot of a hall screen: the way to a phone, what the signs mean, and which page this is. */

import { html, nothing } from "lit";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { caution } from "./badge.js";
import { entries, total } from "./cells.js";
import { span } from "./pages.js";

/** @typedef {import("./hall.js").Sight} Sight */
/** @typedef {import("./hall.js").Hands} Hands */
/** @typedef {import("./columns.js").Columns} Columns */

/**
 * @param {Sight} sight
 * @param {{ from: number, to: number }} view
 * @param {number} pages
 * @param {Columns} plan
 * @param {Hands} hands
 */
export function footer(sight, view, pages, plan, hands) {
	const { ranking, places, qr, page, isPaused, chart } = sight;
	const code = _("QR code of this board");
	const picture = html`<span class="qr"><img src=${qr} alt=${code}></span>`;
	const numbers = html`<b class="num">${span(view)}</b> ${total(places.length, ranking.unit)}`;
	const counted = places.length === 1 ? html`<b>${entries(1, ranking.unit)}</b>` : numbers;
	const isEmpty = places.length === 0;
	const invited = qr ? html`<b>${invitation(sight)}</b><br>` : nothing;
	const way = html`<a class="chart" href=${chart}>${_("Chart")}</a>`;
	return html`<footer>
		${qr ? picture : nothing}
		<p>${invited}${selection(sight, plan)}${caution(ranking.state, places)}</p>
		${legend(sight)}
		${isEmpty || !chart ? nothing : way}
		<div class="pages">
			${isEmpty ? nothing : counted} ${pages > 1 ? turns(page, pages, isPaused, hands) : nothing}
		</div>
	</footer>`;
}

/**
 * @param {Sight} sight
 * @returns {unknown} what the signs mean that stand somewhere in the table
 */
function legend({ ranking: { rows, state }, places }) {
	const isOpen = ["live", "suspended", "frozen"].includes(state);
	if (!isOpen || places.every(({ place }) => place === null)) {
		return nothing;
	}
	const marks = rows.filter(({ total: sum }) => sum !== null).flatMap((row) => row.marks);
	const being = marks.some((mark) => mark?.startsWith("~"));
	const begun = marks.includes(null);
	return html`<p class="legend">
		${being ? html`<span><span aria-hidden="true">·</span> ${_("being marked")}</span>` : nothing}
		${begun ? html`<span><span aria-hidden="true">–</span> ${_("not begun")}</span>` : nothing}
	</p>`;
}

/** @param {Sight} sight */
function invitation({ ranking, places: { length } }) {
	if (length === 0) {
		return _("Scan to open this board on your phone");
	}
	return ranking.unit === "team"
		? n_(
				"Scan to see %(num)s team on your phone",
				"Scan to see all %(num)s teams on your phone",
				length,
			)
		: n_(
				"Scan to see %(num)s competitor on your phone",
				"Scan to see all %(num)s competitors on your phone",
				length,
			);
}

/**
 * @param {Sight} sight
 * @param {Columns} plan
 * @returns {string} which modules are shown, when there is no room for all of them
 */
function selection({ ranking: { criteria } }, { modules }) {
	const first = criteria[modules[0] ?? 0];
	const last = criteria[modules.at(-1) ?? 0];
	if (modules.length === criteria.length || first === undefined || last === undefined) {
		return "";
	}
	if (modules.length === 1) {
		return `${_("Module %(code)s of %(count)s", { code: first.code, count: criteria.length })} · `;
	}
	const words = _("Modules %(first)s–%(last)s of %(count)s", {
		first: first.code,
		last: last.code,
		count: criteria.length,
	});
	return `${words} · `;
}

/**
 * @param {number} page
 * @param {number} pages
 * @param {boolean} isPaused
 * @param {Hands} hands
 */
function turns(page, pages, isPaused, hands) {
	const numbers = Array.from({ length: pages }, (_none, index) => index);
	const hold = isPaused ? _("Turn pages") : _("Hold this page");
	return html`<span class="turn">
		${numbers.map((index) => turn(index, index === page, hands))}
		<button type="button" class="hold" aria-pressed=${isPaused} @click=${hands.pause}>${hold}</button>
	</span>`;
}

/**
 * @param {number} index
 * @param {boolean} isShown
 * @param {Hands} hands
 */
function turn(index, isShown, hands) {
	const words = _("Page %(page)s", { page: index + 1 });
	return html`<button
		type="button"
		aria-current=${isShown ? "page" : nothing}
		aria-label=${words}
		@click=${() => hands.pick(index)}
	></button>`;
}
