/** A long page on a screen that nobody can scroll: it is shown window by window, again and again. */

import { reading, tellRound } from "./pages.js";

/** What stood at the foot is seen again at the top, so that no row is cut for good. */
const OVERLAP_PX = 80;
/** About so many pixels are a row. */
const ROW_PX = 60;

/** @param {HTMLElement} board says until when its first round lasts */
export function leaf(board) {
	document.documentElement.classList.add("leafing");
	let hasTurned = false;
	const step = () => {
		const [height, all] = [innerHeight, document.documentElement.scrollHeight];
		const most = Math.max(0, all - height);
		const time = reading(Math.floor(Math.min(height, all) / ROW_PX));
		const isLast = scrollY >= most - 1;
		const windows = Math.ceil(Math.max(0, most - scrollY) / Math.max(1, height - OVERLAP_PX)) + 1;
		tellRound(board, most > 0 && !hasTurned ? windows * time : 0);
		setTimeout(() => {
			hasTurned ||= isLast;
			scrollTo({ top: isLast ? 0 : scrollY + height - OVERLAP_PX, behavior: "instant" });
			step();
		}, time);
	};
	step();
}
