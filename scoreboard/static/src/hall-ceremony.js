/** `<hall-ceremony number both>`: a ceremony as a hall sees it. */

import { html, LitElement, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { now } from "../../../competition/static/src/clock.js";
import { _, language, names } from "../../../competition/static/src/messages.js";
import { Audience, CALM_MS } from "./audience.js";
import { badge, sign } from "./badge.js";
import { awardName, scene } from "./scene.js";
import { silence } from "./unheard.js";

/** @typedef {import("./scene.js").Act} Act */
/** @typedef {import("./scene.js").Told} Told */

/** @type {Readonly<Record<string, string>>} what is said of the connection */
const LINKS = { live: "Live", stale: "No connection" };

/** A score counts up for so long, and waits until the name has been read. */
const COUNTED_MS = 1400;
const READ_MS = 700;

/** The element. Without shadow root: the page's tokens and styles dress it. */
export class HallCeremony extends LitElement {
	/** @override */
	static properties = { number: { type: Number }, both: { type: Boolean } };

	constructor() {
		super();
		this.number = 0;
		this.both = false;
		/** @type {Act | null} */
		this.act = null;
		/** @type {number} how much of the score is counted, 0 to 1 */
		this.counted = 1;
		this.begun = 0;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	connectedCallback() {
		super.connectedCallback();
		this.audience = new Audience(
			this.number,
			`/live/ceremonies/${this.number}`,
			(/** @type {Act} */ told) => this.hear(told),
			{ takesNews: true, calm: isFramed() ? CALM_MS.wall : CALM_MS.hand },
		);
		this.audience.open();
		this.clock = setInterval(() => this.requestUpdate(), 1000);
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		this.audience?.close();
		clearInterval(this.clock);
	}

	/** @param {Act} act */
	hear(act) {
		const isOnward = this.act !== null && act.step > this.act.step;
		this.act = act;
		this.querySelector(":scope > .first")?.remove();
		// Who comes late or goes back sees the score as it is.
		const counts = isOnward && act.scene.kind === "place" && !isStill();
		this.counted = counts ? 0 : 1;
		this.begun = performance.now() + READ_MS;
		if (counts) {
			requestAnimationFrame(() => this.count());
		}
		this.requestUpdate();
	}

	count() {
		const share = Math.min(1, Math.max(0, (performance.now() - this.begun) / COUNTED_MS));
		// Fast first, slow at the end, as eyes like it.
		this.counted = 1 - (1 - share) ** 3;
		this.requestUpdate();
		if (share < 1) {
			requestAnimationFrame(() => this.count());
		}
	}

	/** @param {Told} row */
	figure(row) {
		const total = row.total ?? "";
		if (this.counted >= 1) {
			return total;
		}
		const digits = total.split(".")[1]?.length ?? 0;
		return (Number(total) * this.counted).toFixed(digits);
	}

	/**
	 * @param {string | undefined} words
	 * @returns {unknown} the same beside the Chinese, where both are shown: a page has one catalogue
	 */
	english(words) {
		return this.both && words && language.startsWith("zh")
			? html` <span class="beside" lang="en">${words}</span>`
			: nothing;
	}

	/** @override */
	render() {
		const { act } = this;
		if (act === null) {
			return unanswered(this.audience);
		}
		const isOpening = act.scene.kind === "title";
		const manner = {
			isBoth: this.both,
			figure: (/** @type {Told} */ row) => this.figure(row),
		};
		document.title = `${names(act.title.names).text} · ${_("Ceremony")}`;
		const link = linked(this.audience);
		return html`<main data-drawn class="show ${act.rehearsal ? "rehearsed" : ""} ${link.kind}">
			${isOpening ? nothing : html`<header><p>${names(act.title.names).text}</p><p>${names(act.title.competition).text}</p></header>`}
			${keyed(`${act.step}-${act.closed}`, scene(act, manner))}
			<p class="link st ${link.kind}">${sign(link)} ${link.word} <small>${link.note}</small>${this.english(LINKS[link.kind])}</p>
			${act.rehearsal ? html`<p class="rehearsal"><b>${_("Rehearsal")}</b> · ${_("invented names")}${this.english("Rehearsal, invented names")}</p>` : nothing}
		</main>
		<p class="sr" role="status">${said(act)}</p>`;
	}
}

/**
 * @param {Audience<any> | undefined} audience
 * @returns {import("./badge.js").Badge} whether what is seen is what the presenter shows
 */
export function linked(audience) {
	const time = now();
	const heard = audience?.heardAt ?? time;
	return badge("live", { heard, now: time, isStale: audience?.isStale(time) ?? false, at: "" });
}

/**
 * @param {Audience<any> | undefined} audience
 * @returns {unknown} that nobody answers, where nobody has answered yet and should have
 */
export function unanswered(audience) {
	return audience?.isStale(now()) ? silence(audience.since) : nothing;
}

/** @param {Act} act */
function said({ scene: now }) {
	switch (now.kind) {
		case "title":
			return names(now.names).text;
		case "award":
			return awardName(now);
		case "place":
			return now.rows.map((row) => `${now.place} ${spoken(row)} ${row.total ?? ""}`).join(", ");
		case "group":
			return `${awardName(now)}: ${now.rows.map(spoken).join(", ")}`;
		case "podium":
			return now.rows.map((row) => `${row.place} ${spoken(row)}`).join(", ");
	}
}

/** @param {Told} row */
function spoken(row) {
	return names(row.name).text || row.code;
}

/** Whether a screen of the hall shows it. */
function isFramed() {
	return new URLSearchParams(location.search).has("frame");
}

/** Whether motion is not wanted. */
function isStill() {
	return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
