/** Rows glide to their new places (first, last, invert, play); pages cross-fade. */

/** @typedef {{ left: number, top: number }} Spot in px from the corner of the board */
/** @typedef {ReadonlyMap<string, Spot>} Positions where each row stands */

/**
 * @param {HTMLElement} board
 * @returns {Positions}
 */
export function positions(board) {
	const corner = board.getBoundingClientRect();
	return new Map(rows(board).map((row) => [key(row), spot(row, corner)]));
}

/**
 * @param {HTMLElement} row
 * @param {DOMRect} corner
 * @returns {Spot}
 */
function spot(row, corner) {
	const { left, top } = row.getBoundingClientRect();
	return { left: left - corner.left, top: top - corner.top };
}

/**
 * @param {HTMLElement} board
 * @param {Positions} before
 */
export function glide(board, before) {
	const timing = { duration: length(board, "--m-move"), easing: style(board, "--ease") || "ease" };
	if (timing.duration === 0) {
		return;
	}
	const after = positions(board);
	for (const row of rows(board)) {
		const [from, to] = [before.get(key(row)), after.get(key(row))];
		if (from?.left !== to?.left || from?.top !== to?.top) {
			row.animate(way(from, to), timing);
		}
	}
}

/**
 * @param {Spot | undefined} from
 * @param {Spot | undefined} to
 * @returns {PropertyIndexedKeyframes} a row that was not here before appears
 */
function way(from, to) {
	if (from === undefined || to === undefined) {
		return { opacity: [0, 1] };
	}
	const [right, down] = [from.left - to.left, from.top - to.top];
	return { transform: [`translate(${right}px, ${down}px)`, "none"] };
}

/**
 * @param {HTMLElement} board
 * @param {() => Promise<unknown>} turn shows the other page
 */
export async function fade(board, turn) {
	const duration = length(board, "--m-page") / 2;
	const page = () => board.querySelector(".turning, tbody");
	await page()?.animate({ opacity: [1, 0] }, { duration, fill: "forwards" }).finished;
	await turn();
	const shown = page();
	for (const old of shown?.getAnimations() ?? []) {
		old.cancel();
	}
	await shown?.animate({ opacity: [0, 1] }, { duration }).finished;
}

/**
 * @param {HTMLElement} board
 * @param {string} token
 * @returns {number} the duration the tokens give, in ms; 0 where motion is not wanted
 */
export function length(board, token) {
	const value = style(board, token);
	return Number.parseFloat(value) * (value.endsWith("ms") ? 1 : 1000) || 0;
}

/**
 * @param {HTMLElement} board
 * @param {string} token
 */
function style(board, token) {
	return getComputedStyle(board).getPropertyValue(token).trim();
}

/**
 * @param {HTMLElement} board
 * @returns {HTMLElement[]}
 */
function rows(board) {
	return [...board.querySelectorAll(".row")].filter((row) => row instanceof HTMLElement);
}

/** @param {HTMLElement} row */
function key(row) {
	return row.dataset.row ?? "";
}
