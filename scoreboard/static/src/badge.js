/** The one word a screen says about itself: live, stopped, signed, official. */

import { html } from "lit";
import { clock, now as present } from "../../../competition/static/src/clock.js";
import { _, language } from "../../../competition/static/src/messages.js";
import { HERE } from "../../../competition/static/src/zone.js";

/** @typedef {import("./ranking.js").State} State */
/**
 * @typedef {{ kind: "live" | "stale" | "frozen" | "signed" | "none", glyph?: string, seal?: string, isHollow?: boolean,
 *   word: string, note: string }} Badge
 *   `seal`: what is cut into the seal; a hollow seal is not final yet
 */

const CLOCK = new Intl.DateTimeFormat(language, {
	hour: "2-digit",
	minute: "2-digit",
	second: "2-digit",
	hourCycle: "h23",
	timeZone: HERE,
});
const MINUTES = new Intl.DateTimeFormat(language, {
	hour: "2-digit",
	minute: "2-digit",
	hourCycle: "h23",
	timeZone: HERE,
});
const DAY = new Intl.DateTimeFormat(language, { month: "short", day: "numeric", timeZone: HERE });

/** A time that is read in both languages. */
const PARTS = new Intl.DateTimeFormat("en", {
	month: "numeric",
	day: "numeric",
	hour: "2-digit",
	minute: "2-digit",
	hourCycle: "h23",
	timeZone: HERE,
});

/**
 * @param {number} since in ms of the clock
 * @param {number} now in ms of the clock
 * @returns {string} the time of day where the competition is, in figures alone: 14:32, or 11-21 14:32 where that is another day
 */
export function stamp(since, now) {
	const [then, today] = [since, now].map((reading) =>
		Object.fromEntries(
			PARTS.formatToParts(clock.timeOfDay(reading)).map(({ type, value }) => [type, value]),
		),
	);
	const isToday = then?.month === today?.month && then?.day === today?.day;
	const day = isToday ? "" : `${then?.month}-${then?.day} `;
	return `${day}${then?.hour}:${then?.minute}`;
}

/**
 * @param {string} at
 * @returns {string} the time of day where the competition is, after its date where that is another one; nothing where
 *   *at* is no time
 */
export function moment(at) {
	const [then, now] = [new Date(at), new Date(clock.timeOfDay(present()))];
	if (Number.isNaN(then.getTime())) {
		return "";
	}
	const time = MINUTES.format(then);
	return DAY.format(then) === DAY.format(now) ? time : `${DAY.format(then)} ${time}`;
}

/**
 * @param {State} state
 * @param {string} at when it froze
 * @returns {string} the state in a word
 */
export function word(state, at) {
	switch (state) {
		case "draft":
			return _("Not open yet");
		case "live":
			return _("Live");
		case "frozen": {
			const time = moment(at);
			return time ? _("Frozen at %(time)s", { time }) : _("Frozen");
		}
		case "suspended":
			return _("Suspended");
		case "signed":
			return _("Signed");
		case "provisional":
			return _("Provisional");
		case "official":
			return _("Official");
	}
}

/**
 * @param {string | null | undefined} since
 * @returns {string} since when marking is suspended, where that is known
 */
function sinceWhen(since) {
	const time = moment(since ?? "");
	return time ? _("Since %(time)s", { time }) : "";
}

/**
 * @param {number} since in ms
 * @returns {Badge} of a board that asks since then and was never answered
 */
export function lost(since) {
	const note = _("Since %(time)s", { time: CLOCK.format(clock.timeOfDay(since)) });
	return { kind: "stale", glyph: "g-stale", word: _("No connection"), note };
}

/**
 * @param {State} state
 * @param {{ heard: number, now: number, isStale: boolean, at: string, since?: string }} times
 * @returns {Badge}
 */
export function badge(state, { heard, now, isStale, at, since }) {
	if (isStale) {
		const stopped = _("Stopped at %(time)s", { time: CLOCK.format(clock.timeOfDay(heard)) });
		// What stood still before goes on standing still.
		const note = state === "live" ? stopped : `${stopped} · ${word(state, "")}`;
		return { kind: "stale", glyph: "g-stale", word: _("No connection"), note };
	}
	const said = word(state, at);
	switch (state) {
		case "draft":
			return { kind: "none", glyph: "g-empty", word: said, note: _("Marking has not begun") };
		case "live": {
			const age = Math.max(1, Math.round((now - heard) / 1000));
			return {
				kind: "live",
				glyph: "g-live",
				word: said,
				note: _("Updated %(age)s s ago", { age }),
			};
		}
		case "frozen": {
			const note = _("Final places at the ceremony");
			return { kind: "frozen", glyph: "g-frozen", word: said, note };
		}
		case "suspended":
			return { kind: "frozen", glyph: "g-frozen", word: said, note: sinceWhen(since) };
		case "signed":
			return { kind: "signed", seal: "签", word: said, note: _("Not published yet") };
		case "provisional": {
			const note = _("Open to appeals");
			return { kind: "signed", seal: "公示", isHollow: true, word: said, note };
		}
		case "official":
			return { kind: "signed", seal: "正式", word: said, note: _("Final result") };
	}
}

/** @param {Badge} badge */
export function sign({ glyph, seal, isHollow }) {
	if (seal === undefined) {
		return html`<i class="g ${glyph}" aria-hidden="true"></i>`;
	}
	const classes = `seal${isHollow ? " hollow" : ""}${seal.length > 1 ? " two" : ""}`;
	return html`<span class=${classes} lang="zh-CN" aria-hidden="true"><b>${seal}</b></span>`;
}

/**
 * @param {State} state
 * @param {readonly { place: number | null }[]} places
 * @returns {string} what a reader must know about these places; nothing where there are none
 */
export function caution(state, places) {
	if (places.length === 0) {
		return "";
	}
	if (places.every(({ place }) => place === null)) {
		return _("The places appear here when marking begins");
	}
	switch (state) {
		case "draft":
			return "";
		case "official":
			return _("Official result");
		case "frozen":
			return _("Places when the board was frozen; what came later is not shown");
		case "provisional":
			return _("Provisional result; the official result counts");
		default:
			return _("Places so far; the official result counts");
	}
}
