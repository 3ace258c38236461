/** What comes after a mark: the next place, where the judge likes to go on by itself. */

import { SETTLE } from "./desk.js";
import { isOneTap } from "./reading.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {Readonly<{ isFirst: boolean, isKey: boolean, isTyped: boolean }>} Marked */

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
	marked({ isFirst, isKey, isTyped }) {
		const { desk } = this;
		const { habits, sheet, aspect } = desk;
		clearTimeout(this.timer);
		if (!isFirst || !habits.goesOn) {
			return;
		}
		if (habits.view === "dense" && !isKey && !isTyped) {
			this.layPad();
			return;
		}
		const turn = () => {
			const isHere = desk.sheet?.id === sheet?.id && desk.aspect === aspect;
			if (isHere && desk.screen === "sheet" && !desk.drafts.has(aspect ?? -1)) {
				this.turn(isKey);
			}
		};
		if (isKey || isTyped) {
			turn();
		} else {
			this.timer = setTimeout(turn, LOOK);
		}
	}

	/** On the dense sheet a finger finds the next line by itself; only the pad is made ready for it. */
	layPad() {
		const { desk } = this;
		const { current, sheet } = desk;
		// The disk may tell of a mark when the pad lies ready already.
		if (
			current &&
			sheet &&
			!isOneTap(current) &&
			desk.standing(sheet, current.id)?.value === null
		) {
			return;
		}
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
