/** What comes after a mark: the next place, where the judge likes to go on by itself. */

import { SETTLE } from "./desk.js";
import { isOneTap } from "./reading.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {Readonly<{ sheet: number, aspect: number, isFirst: boolean, isKey: boolean, isTyped: boolean }>} Marked what the disk has now; the judge may be elsewhere by then */

/** So long the judge sees what was marked. */
const LOOK = 400;

export class Flow {
	/** @param {Desk} desk */
	constructor(desk) {
		this.desk = desk;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.timer = undefined;
		desk.addEventListener("marked", (event) => {
			this.marked(/** @type {CustomEvent<Marked>} */ (event).detail);
		});
	}

	/** @param {Marked} mark */
	marked(mark) {
		const { desk } = this;
		const { isKey, isTyped } = mark;
		if (!this.isAt(mark)) {
			return;
		}
		clearTimeout(this.timer);
		if (!mark.isFirst || !desk.habits.goesOn) {
			return;
		}
		if (desk.habits.view === "dense" && !isKey && !isTyped) {
			this.layPad();
			return;
		}
		const turn = () => {
			if (this.isAt(mark) && desk.screen === "sheet" && !desk.drafts.has(mark.aspect)) {
				this.turn(isKey);
			}
		};
		if (isKey || isTyped) {
			turn();
		} else {
			this.timer = setTimeout(turn, LOOK);
		}
	}

	/** @param {Marked} mark @returns {boolean} whether the judge is still at what was marked */
	isAt({ sheet, aspect }) {
		return this.desk.sheet?.id === sheet && this.desk.aspect === aspect;
	}

	/** On the dense sheet a finger finds the next line by itself; only the pad is made ready for it. */
	layPad() {
		const { desk } = this;
		const next = desk.nextPlace();
		const aspect = desk.sheet?.aspects.find(({ id }) => id === next?.aspect);
		if (aspect && !isOneTap(aspect)) {
			desk.pick(aspect.id);
		}
	}

	/** @param {boolean} isKey */
	turn(isKey) {
		const { desk } = this;
		const to = desk.nextPlace();
		if (!to) {
			return;
		}
		desk.go(to);
		// On the dense sheet nothing else comes under the finger.
		if (!isKey && !desk.isArriving && desk.habits.view !== "dense") {
			desk.rest(SETTLE, false);
		}
	}
}
