/** The hall screen: one trade, one page of rows, read from twenty metres. */

import { html, nothing } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { n_, names } from "../../../competition/static/src/messages.js";
import { sign } from "./badge.js";
import { drawn, event, extent, named, nobody, otherwise, secondary, tally } from "./cells.js";
import { fitting, NARROW, WIDE } from "./columns.js";
import { few } from "./few.js";
import { footer } from "./footer.js";
import { count, cut } from "./pages.js";
import { progress } from "./ranking.js";
import { planned, table } from "./table.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./places.js").Place} Place */
/** @typedef {import("./places.js").Movement} Movement */
/**
 * @typedef {{ ranking: Ranking, places: readonly Place[], moves: ReadonlyMap<number, Movement>, fresh: ReadonlySet<number>,
 *   badge: import("./badge.js").Badge, page: number, round: number, isPaused: boolean, qr: string, home: string, results: string, chart: string,
 *   isOnPaper: boolean }} Sight
 *   `fresh`: rows whose marks have just changed; `round`: how often all pages have been read
 */
/** @typedef {{ pick: (page: number) => void, pause: () => void }} Hands what a reader can do */

/** What stands beside the trade's name, in units: margins and the badge, and the progress at its smallest. */
const BESIDE = 520;
const PROGRESS = 290;
/** Sizes of the name; a longer one takes two lines. */
const TITLE_SIZES = [72, 60, 50];
const TWO_LINES = 38;

/**
 * @param {Sight} sight
 * @param {boolean} isWide
 * @param {Hands} hands
 */
export function hall(sight, isWide, hands) {
	const screen = isWide ? WIDE : NARROW;
	const view = cut(sight.places, sight.page, screen.rows);
	const plan = planned(sight, screen);
	const pages = count(sight.places.length, screen.rows);
	return html`${header(sight, screen)}
		<main>${rows(sight, plan, screen)}</main>
		${footer(sight, view, pages, plan.columns, hands)}`;
}

/**
 * @param {Sight} sight
 * @param {import("./table.js").Plan} plan
 * @param {typeof WIDE} screen
 */
function rows(sight, plan, screen) {
	if (sight.places.length === 0) {
		return empty(sight);
	}
	return plan.few === null ? table(sight, plan, screen) : few(sight, plan, plan.few);
}

/** @param {Sight} sight */
export function empty({ ranking }) {
	return html`<p class="empty">${nobody(ranking)}</p>`;
}

/**
 * @param {Sight} sight
 * @param {typeof WIDE} screen
 */
function header({ ranking, badge }, screen) {
	const { aspects, done } = progress(ranking);
	const room = screen.picture - BESIDE - Math.max(PROGRESS, drawn(aspects));
	const noun = n_("aspect", "aspects", aspects);
	return html`<header>
		<div>
			${heading(ranking, room)}
			<p class="sub">${event(ranking)}</p>
		</div>
		<div class="prog" ?hidden=${aspects === 0}>
			<p><b class="num">${done}/${aspects}</b> ${noun}</p>
			${tally(aspects, done)}
		</div>
		<p class="badge ${badge.kind}"><b>${sign(badge)}${badge.word}</b><span>${badge.note}</span></p>
	</header>`;
}

/**
 * @param {Ranking} ranking
 * @param {number} room in units
 */
export function heading({ names: given }, room) {
	const title = extent(names(given).text);
	const size = fitting(title, room, TITLE_SIZES);
	const isLong = title * size > room;
	const style = styleMap({ "--size": String(isLong ? TWO_LINES : size) });
	const hasRoom = title * size + 36 * (extent(otherwise(given)) + 0.5) <= room;
	return html`<h1 class=${isLong ? "two" : ""} style=${style}>${named(given)}${hasRoom ? secondary(given) : nothing}</h1>`;
}
