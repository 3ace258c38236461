/** Rows that the server draws, on a wall: as many as there is room for, page by page. */

import { html, render } from "lit";
import { reading, span, tellRound } from "./pages.js";

/** Shorter than that no row is drawn. */
const LEAST_PX = 24;
/** In a hand all rows stand below each other. */
const PHONE = matchMedia("(max-width: 899px)");

/**
 * @param {HTMLElement} board says until when its first round lasts
 * @param {HTMLElement} list holds the rows
 * @param {HTMLElement} numbers where it is told which rows are shown
 * @returns {() => Element[][]} to be called when the rows are others; the pages that they are on then
 */
export function leaf(board, list, numbers) {
	let page = 0;
	let hasTurned = false;
	const show = () => {
		const pages = leaves(list);
		page %= pages.length;
		const before = pages.slice(0, page).flat().length;
		const shown = pages[page] ?? [];
		for (const row of list.children) {
			row.toggleAttribute("hidden", !shown.includes(row));
		}
		const from = before + Math.min(1, shown.length);
		render(
			html`<b>${span({ from, to: before + shown.length })}</b> / ${list.children.length}`,
			numbers,
		);
		return pages;
	};
	const read = () => {
		const pages = show();
		const times = pages.slice(page).map((rows) => reading(rows.length));
		const left = times.reduce((sum, time) => sum + time, 0);
		tellRound(board, pages.length > 1 && !hasTurned ? left : 0);
		setTimeout(() => {
			hasTurned ||= page === pages.length - 1;
			page += 1;
			read();
		}, times[0]);
	};
	read();
	// The head may grow once more is known, and leave less room.
	new ResizeObserver(show).observe(list.closest("main") ?? list);
	return show;
}

/**
 * @param {HTMLElement} list
 * @returns {Element[][]} its rows page by page, one page at least: as many on each as there is room for, and one at least
 */
function leaves(list) {
	const rows = [...list.children];
	for (const row of rows) {
		// What is hidden has no height.
		row.removeAttribute("hidden");
	}
	const main = list.closest("main")?.getBoundingClientRect();
	const isWhole = PHONE.matches || main === undefined;
	const room = isWhole ? Number.POSITIVE_INFINITY : main.bottom - list.getBoundingClientRect().top;
	/** @type {Element[][]} */
	const pages = [[]];
	let left = room;
	for (const row of rows) {
		const height = Math.max(LEAST_PX, row.getBoundingClientRect().height);
		if (height > left && pages.at(-1)?.length !== 0) {
			pages.push([]);
			left = room;
		}
		pages.at(-1)?.push(row);
		left -= height;
	}
	return pages;
}
