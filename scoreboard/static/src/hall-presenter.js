/** `<hall-presenter number back view>`: what is seen, what comes next, and the way there. */

import { html, LitElement, nothing } from "lit";
import { _, names } from "../../../competition/static/src/messages.js";
import { Audience, CALM_MS } from "./audience.js";
import { sign } from "./badge.js";
import { named } from "./cells.js";
import { linked, unanswered } from "./hall-ceremony.js";
import { awardName } from "./scene.js";

/** @typedef {import("./scene.js").Scene} Scene */
/** @typedef {import("./scene.js").Told} Told */
/**
 * @typedef {{ ceremony: number, epoch: string, version: number, rehearsal: boolean, closed: boolean, current: boolean,
 *   tells: "names" | "codes", step: number, scenes: readonly Scene[] }} Script every scene: for presenters only
 */

/** A second press so soon is the same press: a double click, a key that jumps. */
const SAME_MS = 500;
/** So many people are written large, and named in the list of scenes. */
const FEW = 2;

/** The element. Without shadow root: the page's tokens and styles dress it. */
export class HallPresenter extends LitElement {
	/** @override */
	static properties = { number: { type: Number }, back: {}, view: {} };

	constructor() {
		super();
		this.number = 0;
		this.back = "";
		this.view = "";
		/** @type {Script | null} */
		this.script = null;
		this.isMoving = false;
		this.movedAt = 0;
		this.problem = "";
		/** Whether somebody is called otherwise than when this page was opened. */
		this.isRenamed = false;
		/** The step to which the list of scenes was rolled. */
		this.lookedAt = -1;
		this.keys = (/** @type {KeyboardEvent} */ event) => this.press(event);
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	connectedCallback() {
		super.connectedCallback();
		addEventListener("keydown", this.keys);
		this.audience = new Audience(
			this.number,
			`/organise/ceremonies/${this.number}/scenes`,
			(/** @type {Script} */ script) => this.hear(script),
			{ takesNews: false, calm: CALM_MS.wall },
		);
		this.audience.open();
		this.clock = setInterval(() => this.requestUpdate(), 1000);
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		removeEventListener("keydown", this.keys);
		this.audience?.close();
		clearInterval(this.clock);
	}

	/** @param {Script} script */
	hear(script) {
		this.isRenamed ||= this.script !== null && isRenamed(this.script, script);
		this.script = script;
		this.querySelector("noscript")?.remove();
		this.requestUpdate();
	}

	/** @override */
	updated() {
		const { script } = this;
		if (script !== null && script.step !== this.lookedAt) {
			this.lookedAt = script.step;
			this.querySelector(".way [aria-current]")?.scrollIntoView({ block: "center" });
		}
	}

	/** @param {KeyboardEvent} event */
	press(event) {
		// A key that is held down would tell everything at once.
		if (event.repeat || event.altKey || event.ctrlKey || event.metaKey) {
			return;
		}
		const way = KEYS[event.key];
		if (way !== undefined && this.script) {
			event.preventDefault();
			this.move(way === 0 ? 0 : this.script.step + way);
		}
	}

	/** @param {number} step */
	async move(step) {
		const { script } = this;
		const isSame = this.isMoving || performance.now() - this.movedAt < SAME_MS;
		if (script === null || isSame || step < 0 || step >= script.scenes.length) {
			return;
		}
		this.isMoving = true;
		this.movedAt = performance.now();
		this.problem = "";
		this.requestUpdate();
		const answer = await fetch(`/organise/ceremonies/${this.number}/step`, {
			method: "POST",
			headers: { "Content-Type": "application/json" },
			body: JSON.stringify({ step, version: script.version }),
			signal: AbortSignal.timeout(8000),
		}).catch(() => null);
		const told = await answer?.json().catch(() => null);
		// Pressed twice, or by two: the other press counts, and what is shown is fetched.
		if (answer === null || !(answer.ok || told?.code === "stale-step")) {
			this.problem = told?.detail ?? _("The server does not answer. Nothing was moved.");
		}
		await this.audience?.ask();
		this.isMoving = false;
		this.requestUpdate();
	}

	/** @override */
	render() {
		const { script } = this;
		if (script === null) {
			return unanswered(this.audience);
		}
		const { scenes, step } = script;
		const [now, next] = [scenes[step], scenes[step + 1]];
		const link = linked(this.audience);
		return html`<header>
				<a class="btn" href=${this.back}>${_("Ceremonies")}</a>
				<p class="count"><b class="num">${step + 1}/${scenes.length}</b> <span class="link st ${link.kind}">${sign(link)}${link.word} <small>${link.note}</small></span></p>
				<a class="btn" href=${this.view} target="_blank" rel="noopener">${_("What the hall sees")}</a>
				${script.rehearsal ? html`<p class="rehearsal"><b>${_("Rehearsal")}</b> · ${_("invented names")}</p>` : nothing}
			</header>
			<main>
				${way(scenes, step)}
				${warning(script, this.problem)}
				${coded(script)}${renamed(this.isRenamed)}
				<section class="now"><h2>${_("Seen now")}</h2>${now ? brief(now) : nothing}</section>
				<section class="next"><h2>${_("Comes next")}</h2>${next ? brief(next) : html`<p class="end">${_("Nothing: this is the last scene")}</p>`}</section>
			</main>
			<nav aria-label=${_("Scenes")}>
				<button class="btn" @click=${() => this.move(0)} ?disabled=${step === 0 || script.closed}>${_("To the start")}<kbd>Home</kbd></button>
				<button class="btn" @click=${() => this.move(step - 1)} ?disabled=${step === 0 || script.closed}><i class="g g-prev" aria-hidden="true"></i>${_("Previous")}<kbd>←</kbd></button>
				<button class="btn ink on" @click=${() => this.move(step + 1)} ?disabled=${!next || script.closed} aria-busy=${this.isMoving}>${_("Next")}<i class="g g-next" aria-hidden="true"></i><kbd>→</kbd></button>
			</nav>`;
	}
}

/** @type {Readonly<Record<string, number>>} steps onward; 0 is the way to the start */
const KEYS = {
	" ": 1,
	ArrowRight: 1,
	PageDown: 1,
	ArrowLeft: -1,
	PageUp: -1,
	Home: 0,
};

/**
 * @param {Script} script
 * @param {string} problem
 */
function warning({ closed, current }, problem) {
	const outdated = current
		? ""
		: _("The result has changed since this ceremony was made. Close it and make a new one.");
	const words = problem || (closed ? _("This ceremony is closed.") : outdated);
	return words ? html`<p class="notice error" role="alert">${words}</p>` : nothing;
}

/**
 * @param {Script} before
 * @param {Script} after scenes are fixed but for the names in them
 */
function isRenamed(before, after) {
	const isNamed = before.tells === "names" && after.tells === "names";
	return isNamed && JSON.stringify(before.scenes) !== JSON.stringify(after.scenes);
}

/** @param {Script} script */
function coded({ tells }) {
	const words = _("Codes are told, no names: the public sees this trade by code only.");
	return tells === "codes" ? html`<p class="notice warning" role="status">${words}</p>` : nothing;
}

/** @param {boolean} isSo */
function renamed(isSo) {
	const words = _(
		"A name or a delegation was corrected since you opened this page. It is told as it stands here now.",
	);
	return isSo ? html`<p class="notice warning" role="status">${words}</p>` : nothing;
}

/** @param {Scene} scene */
function brief(scene) {
	switch (scene.kind) {
		case "title":
			return html`<h1>${named(scene.names)}</h1><p>${named(scene.competition)}</p>`;
		case "award":
			return html`<h1>${awardName(scene)}</h1><p>${_("The award, without names")}</p>`;
		case "podium":
			return html`<h1>${_("Podium")}</h1>${list(scene.rows)}`;
		case "place":
			return html`<p class="rank"><b class="num">${scene.place}</b> ${awardName(scene)}</p>${list(scene.rows)}`;
		case "group":
			return html`<p class="rank">${awardName(scene)}</p>${list(scene.rows)}`;
	}
}

/**
 * @param {readonly Scene[]} scenes
 * @param {number} step
 * @returns {unknown} the way through the ceremony: names only of those that have been seen
 */
function way(scenes, step) {
	const items = scenes.map((scene, at) => {
		const current = at === step ? "step" : nothing;
		const who =
			at <= step && "rows" in scene && scene.kind !== "podium" ? told(scene.rows) : nothing;
		return html`<li class=${at < step ? "seen" : ""} aria-current=${current}><span class="num">${at + 1}</span><b>${heading(scene)}</b>${who}</li>`;
	});
	return html`<section class="way" tabindex="0" aria-label=${_("Scenes")}><h2>${_("Scenes")}</h2><ol>${items}</ol></section>`;
}

/** @param {Scene} scene */
function heading(scene) {
	switch (scene.kind) {
		case "title":
			return named(scene.names);
		case "podium":
			return _("Podium");
		case "place":
			return html`<span class="num">${scene.place}</span> · ${awardName(scene)}`;
		default:
			return awardName(scene);
	}
}

/** @param {readonly Told[]} rows */
function told(rows) {
	const others = rows.length - FEW;
	const names = rows.slice(0, FEW).map((row) => html`<i>${nameOf(row)}</i> `);
	return html`<small>${names}${others > 0 ? `+${others}` : nothing}</small>`;
}

/** @param {Told} row */
function nameOf(row) {
	return names(row.name).text ? named(row.name) : row.code;
}

/** @param {readonly Told[]} rows */
function list(rows) {
	return html`<ul class=${rows.length <= FEW ? "few" : ""}>${rows.map(
		(row) => html`<li>
			<span class="num">${row.place}</span>
			<b>${nameOf(row)}</b>
			<span>${row.delegation ? named(row.delegation.names) : nothing}</span>
			<span class="num">${row.total}</span>
		</li>`,
	)}</ul>`;
}
