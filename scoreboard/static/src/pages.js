/** Pages of a hall screen: which rows, and for how long. */

/**
 * @param {number} rows
 * @param {number} size rows of one page
 * @returns {number} pages, at least one
 */
export function count(rows, size) {
	return Math.max(1, Math.ceil(rows / size));
}

/**
 * @template T
 * @param {readonly T[]} rows
 * @param {number} page from 0
 * @param {number} size
 * @returns {{ shown: readonly T[], from: number, to: number }} the page's rows, and their numbers from 1
 */
export function cut(rows, page, size) {
	const start = page * size;
	const shown = rows.slice(start, start + size);
	return { shown, from: start + Math.min(1, shown.length), to: start + shown.length };
}

/**
 * @param {{ from: number, to: number }} view
 * @returns {string} which rows a page shows: 17–31, or 31 alone
 */
export function span({ from, to }) {
	return from === to ? String(to) : `${from}–${to}`;
}

/**
 * @param {number} shown rows on the page
 * @returns {number} ms: twelve seconds, and never less than one for a row
 */
export function reading(shown) {
	return Math.max(12, shown) * 1000;
}

/**
 * @param {number} rows
 * @param {number} size rows of one page
 * @param {number} page from 0
 * @returns {number} ms until this page and those after it have been read
 */
export function remaining(rows, size, page) {
	let left = 0;
	for (let at = page; at < count(rows, size); at += 1) {
		left += reading(Math.min(size, rows - at * size));
	}
	return left;
}

/**
 * Says on *board* until when its first round of pages lasts, by its page's own steady clock, for the screen that shows it.
 * @param {HTMLElement} board
 * @param {number} left ms; 0 where all have been read, or there is one page only
 */
export function tellRound(board, left) {
	if (left > 0) {
		board.dataset.until = String(performance.now() + left);
	} else {
		delete board.dataset.until;
	}
}

/**
 * @param {number} one
 * @param {number} other
 * @returns {number} the smallest number that both divide
 */
export function common(one, other) {
	let found = one;
	while (found % other !== 0) {
		found += one;
	}
	return found;
}
