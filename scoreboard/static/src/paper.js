/** What is printed of a board: one list of all rows, light, with its moment, whatever screen it comes from. */

import { clock, now } from "../../../competition/static/src/clock.js";
import { _, language } from "../../../competition/static/src/messages.js";
import { HERE } from "../../../competition/static/src/zone.js";

/** @typedef {import("./badge.js").Badge} Badge */

const MOMENT = new Intl.DateTimeFormat(language, {
	dateStyle: "medium",
	timeStyle: "short",
	hourCycle: "h23",
	timeZone: HERE,
});

/** Knows whether its element is being printed. */
export class Paper {
	/** @param {import("lit").ReactiveControllerHost} element */
	constructor(element) {
		this.element = element;
		this.isOn = false;
		/** @type {string | undefined} what the page wears on its screen */
		this.theme = undefined;
		this.begin = () => this.turn(true);
		this.end = () => this.turn(false);
		element.addController(this);
	}

	/** Lit calls it. */
	hostConnected() {
		addEventListener("beforeprint", this.begin);
		addEventListener("afterprint", this.end);
	}

	/** Lit calls it. */
	hostDisconnected() {
		removeEventListener("beforeprint", this.begin);
		removeEventListener("afterprint", this.end);
	}

	/** @param {boolean} isOn */
	turn(isOn) {
		if (this.isOn === isOn) {
			return;
		}
		const { dataset } = document.documentElement;
		if (isOn) {
			this.theme = dataset.theme;
			// A chart is drawn before the styles of paper count.
			dataset.theme = "light";
		} else if (this.theme === undefined) {
			delete dataset.theme;
		} else {
			dataset.theme = this.theme;
		}
		this.isOn = isOn;
		this.element.requestUpdate();
	}

	/**
	 * @param {Badge} badge
	 * @returns {Badge} on paper its age stands still: it says of which moment it is
	 */
	dated(badge) {
		const isAged = this.isOn && badge.kind === "live";
		return isAged
			? { ...badge, note: _("As of %(time)s", { time: MOMENT.format(clock.timeOfDay(now())) }) }
			: badge;
	}
}
