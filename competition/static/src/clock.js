/** How old something is, by a clock that nobody sets; and the time of day, by the server's clock where that is known. */

/** So far the two clocks of a device may drift apart before one of them was set. */
const DRIFT_MS = 1000;

/** A clock that only goes forward: it goes on while a device sleeps, and where the device's time is set back. */
export class Clock {
	/**
	 * @param {() => number} steady ms by a clock that is never set, and may stand still while the device sleeps
	 * @param {() => number} wall ms by the device's own time, which may be set
	 */
	constructor(steady, wall) {
		this.steady = steady;
		this.wall = wall;
		/** The device's time is so far ahead of the steady clock. */
		this.gap = wall() - steady();
		/** This clock is so far ahead of the steady one: it has slept, or its time was set forward. */
		this.lead = this.gap;
		/** The server's time is so far ahead of this clock. */
		this.ahead = 0;
	}

	/** @returns {number} ms: begins with the device's time, and differs from other readings by what went by at least */
	now() {
		const steady = this.steady();
		const gap = this.wall() - steady;
		if (gap > this.gap) {
			this.lead += gap - this.gap;
			this.gap = gap;
		} else if (gap < this.gap - DRIFT_MS) {
			this.gap = gap;
		}
		return Math.round(steady + this.lead);
	}

	/**
	 * Goes by the server's time of day from now on.
	 * @param {Response} answer that the server has given just now
	 */
	setBy({ headers }) {
		const date = Date.parse(headers.get("Date") ?? "");
		this.ahead = Number.isNaN(date) ? this.ahead : date - this.now();
	}

	/**
	 * @param {number} reading of now()
	 * @returns {number} the time of day then, in ms
	 */
	timeOfDay(reading) {
		return reading + this.ahead;
	}

	/**
	 * @param {number} written the device's own time when something was written down, in ms
	 * @returns {number | null} what now() would have said then; null where the device's time was set back since
	 */
	readingOf(written) {
		const age = this.wall() - written;
		return age < 0 ? null : this.now() - age;
	}
}

export const clock = new Clock(
	() => performance.now(),
	() => Date.now(),
);

/** @returns {number} ms, whose differences are ages */
export function now() {
	return clock.now();
}

/**
 * @param {string} time as the server says it
 * @returns {number} ms until then, by the server's clock once it has told its time
 */
export function msUntil(time) {
	return Date.parse(time) - clock.timeOfDay(clock.now());
}
