/** Rows that the server draws, on a wall: as many as there is room for, page by page. */

import { html, render } from "lit";
import { count, cut, reading, remaining, tellRound } from "./pages.js";

/** Shorter than that no row is drawn. */
const LEAST_PX = 24;
/** In a hand all rows stand below each other. */
const PHONE = matchMedia("(max-width: 899px)");

/**
 * @param {HTMLElement} board says until when its first round lasts
 * @param {HTMLElement} list holds the rows
 * @param {HTMLElement} numbers where it is told which rows are shown
 * @returns {() => void} to be called when the rows are others
 */
export function leaf(board, list, numbers) {
	let page = 0;
	let hasTurned = false;
	const show = () => {
		const { rows, size } = room(list);
		page %= count(rows, size);
		const { shown, from, to } = cut([...list.children], page, size);
		for (const row of list.children) {
			row.toggleAttribute("hidden", !shown.includes(row));
		}
		render(html`<b>${from}–${to}</b> / ${rows}`, numbers);
	};
	const read = () => {
		const { rows, size } = room(list);
		const pages = count(rows, size);
		show();
		tellRound(board, pages > 1 && !hasTurned ? remaining(rows, size, page) : 0);
		setTimeout(
			() => {
				hasTurned ||= page === pages - 1;
				page += 1;
				read();
			},
			reading(Math.min(size, rows)),
		);
	};
	read();
	// The head may grow once more is known, and leave less room.
	new ResizeObserver(show).observe(list.closest("main") ?? list);
	return show;
}

/**
 * @param {HTMLElement} list
 * @returns {{ rows: number, size: number }} how many there are, and how many there is room for
 */
function room(list) {
	const rows = list.children.length;
	const seen = [...list.children].find((row) => row.clientHeight > 0);
	const height = Math.max(LEAST_PX, seen?.getBoundingClientRect().height ?? 0);
	const main = list.closest("main")?.getBoundingClientRect();
	const most = main === undefined ? height : main.bottom - list.getBoundingClientRect().top;
	const size = PHONE.matches ? rows : Math.floor(most / height);
	return { rows, size: Math.max(1, Math.min(rows, size)) };
}
