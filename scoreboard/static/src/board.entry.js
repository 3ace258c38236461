/** The page of one board. */

import { ready } from "../../../competition/static/src/messages.js";
import { ScoreBoard } from "./score-board.js";

/** A hall is dark unless somebody chose; a hand follows its own setting. */
const hand = matchMedia("(max-width: 899px)");
const root = document.documentElement;

function dress() {
	if (root.dataset.hall !== undefined) {
		root.toggleAttribute("data-theme", !hand.matches);
		if (!hand.matches) {
			root.dataset.theme = "dark";
		}
	}
}

dress();
hand.addEventListener("change", dress);
await ready;
customElements.define("score-board", ScoreBoard);
