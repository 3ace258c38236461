/** `<score-course trade snapshot course>`: how the totals of one trade grew, live, for a hall or a hand. */

import { html, LitElement, nothing } from "lit";
import { clock, now } from "../../../competition/static/src/clock.js";
import { _, language, names } from "../../../competition/static/src/messages.js";
import { caution, moment, sign } from "./badge.js";
import { event, named, secondary, title } from "./cells.js";
import { NARROW, WIDE } from "./columns.js";
import { grown, isOther, lines, some, times } from "./course.js";
import { empty, heading } from "./hall.js";
import { hearTime, isNews, keptAt } from "./kept.js";
import { Paper } from "./paper.js";
import { waits } from "./places.js";
import { progress } from "./ranking.js";
import { Connection } from "./socket.js";
import { Tableau } from "./tableau.js";
import { unheard } from "./unheard.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./course.js").Course} Course */

const PHONE = "(max-width: 899px)";
const WIDE_HALL = "(min-width: 1600px)";
/** How many stand out, on a wall and in a hand. */
const WALL = 8;
const HAND = 5;
/** A hand on its side is so high at most: names stand beside the lines there. */
const LOW = 480;
/** Columns of the table. */
const COLUMNS = 6;
/** The course is asked for again at most as often; not by everybody at once. */
const AGAIN_MS = 5000;
const SPREAD_MS = 1500;
const MINUTE_MS = 60_000;
/** What stands beside the trade's name, in units. */
const BESIDE = 850;

/** The element. Without shadow root: the page's tokens and styles dress it. */
export class ScoreCourse extends LitElement {
	/** @override */
	static properties = { trade: { type: Number }, snapshot: {}, course: {}, board: {}, home: {} };

	constructor() {
		super();
		this.trade = 0;
		this.snapshot = "";
		this.course = "";
		this.board = "";
		this.home = "";
		this.tableau = new Tableau(this, {
			follow: (hear) => new Connection(this.trade, this.snapshot, hear),
			shown: (before) => this.grow(before),
			ticked: () => this.look(),
		});
		this.paper = new Paper(this);
		/** @type {Course | null} */
		this.told = null;
		/** @type {import("./chart.js").Chart | null} */
		this.chart = null;
		/** @type {typeof import("./chart.js") | null} the script that draws, once it has come */
		this.drawn = null;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.due = undefined;
		this.askedAt = 0;
		this.wasStale = false;
		/** Whether the script that draws did not come. */
		this.isLame = false;
		this.hand = matchMedia(PHONE);
		this.wall = matchMedia(WIDE_HALL);
		this.resized = () => this.requestUpdate();
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	connectedCallback() {
		super.connectedCallback();
		this.hand.addEventListener("change", this.resized);
		this.ask();
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		this.chart?.close();
		clearTimeout(this.due);
		this.hand.removeEventListener("change", this.resized);
	}

	/** @param {Ranking | null} before what was shown */
	grow(before) {
		const { ranking } = this.tableau;
		if (!ranking || !this.told) {
			return;
		}
		const hasTurned = before !== null && before.state !== ranking.state;
		if (hasTurned || isOther(this.told, ranking)) {
			this.askSoon();
		} else {
			this.told = grown(this.told, ranking, new Date(clock.timeOfDay(now())).toISOString());
		}
	}

	/** What was missed while nothing came is asked for. */
	look() {
		const { isStale } = this.tableau;
		if (this.wasStale && !isStale) {
			this.askSoon();
		}
		this.wasStale = isStale;
		if (this.isLame && !isStale) {
			beginAnew();
		}
	}

	get isHand() {
		return this.paper.isOn || this.hand.matches;
	}

	askSoon() {
		const wait = Math.max(0, this.askedAt + AGAIN_MS - now());
		this.due ??= setTimeout(() => this.ask(), wait + Math.random() * SPREAD_MS);
	}

	async ask() {
		this.due = undefined;
		this.askedAt = now();
		const answer = await fetch(this.course, {
			cache: "no-store",
			signal: AbortSignal.timeout(10_000),
		}).catch(() => null);
		if (answer && isNews(answer, this.told)) {
			hearTime(answer);
			this.told = await answer.json();
			this.grow(null);
			this.requestUpdate();
		}
		if (mustAskAgain(answer)) {
			this.askSoon();
		}
	}

	/** @override */
	updated() {
		const host = this.querySelector(":scope .plot");
		const { told } = this;
		const { ranking } = this.tableau;
		if (!(host instanceof HTMLElement) || told === null || !ranking) {
			this.chart?.close();
			this.chart = null;
		} else if (this.drawn === null) {
			this.fetchDrawn();
		} else {
			// At once: paper does not wait.
			this.draw(this.drawn, host, this.drawing(told, ranking));
		}
	}

	async fetchDrawn() {
		this.drawn = await charts();
		this.isLame = this.drawn === null;
		if (!this.isLame) {
			this.requestUpdate();
		}
	}

	/**
	 * @param {typeof import("./chart.js")} drawn
	 * @param {HTMLElement} host
	 * @param {import("./chart.js").Drawing} drawing
	 */
	draw({ Chart }, host, drawing) {
		if (this.chart?.host !== host) {
			this.chart?.close();
			this.chart = new Chart(host);
		}
		this.chart.show(drawing);
	}

	/**
	 * @param {Course} told
	 * @param {Ranking} ranking
	 * @returns {import("./chart.js").Drawing}
	 */
	drawing(told, ranking) {
		const { aspects, done } = progress(ranking);
		const goesOn = ranking.state === "live" && done < aspects && !this.tableau.isStale;
		const drawn = lines(told, this.tableau.places, this.isHand ? HAND : WALL);
		return {
			times: times(told, goesOn ? clock.timeOfDay(now()) : null),
			unit: ranking.unit,
			isBelow: this.paper.isOn || (this.isHand && innerHeight > LOW),
			lines: drawn.map((line) => ({ ...line, name: called(ranking, line) })),
		};
	}

	/** @override */
	render() {
		const { tableau } = this;
		const told = tableau.told(now());
		if (told === null) {
			const words = _("There is no such trade");
			return tableau.link?.isMissing
				? html`<p class="notice error" role="alert">${words}</p>`
				: unheard(tableau.link, now());
		}
		this.querySelector(":scope > .first")?.remove();
		const { ranking } = told;
		const state = this.paper.dated(told.badge);
		document.title = `${_("Course of the scores")} · ${names(ranking.names).text}`;
		const { isHand } = this;
		const kind = isHand ? "hand" : "hall";
		const shape = `course ${kind} ${this.paper.isOn ? "paper" : ""} ${state.kind === "stale" ? "stale" : ""}`;
		const body = isHand ? this.inHand(ranking, state) : this.onWall(ranking, state);
		return html`<div data-drawn class=${shape}>${body}</div><p class="sr" role="status">${tableau.herald.words}</p>`;
	}

	/**
	 * @param {Ranking} ranking
	 * @param {import("./badge.js").Badge} state
	 */
	onWall(ranking, state) {
		const { picture } = this.wall.matches ? WIDE : NARROW;
		return html`<header>
				<div>${heading(ranking, picture - BESIDE)}<p class="sub">${event(ranking)}</p></div>
				<p class="what">${_("Course of the scores")}</p>
				<p class="badge ${state.kind}"><b>${sign(state)}${state.word}</b><span>${state.note}</span></p>
			</header>
			<main>${this.main(ranking)}<div class="sr">${this.table(ranking)}</div></main>
			<footer>
				<p>${this.legend(ranking)}</p>
				<div class="pages"><a href=${this.board}>${_("Ranking")}</a></div>
			</footer>`;
	}

	/**
	 * @param {Ranking} ranking
	 * @param {import("./badge.js").Badge} state
	 */
	inHand(ranking, state) {
		const words = { main: _("Main"), ranking: _("Ranking"), chart: _("Chart") };
		const rows = this.table(ranking);
		return html`<header><p class="ev">${event(ranking)}</p><h1>${named(ranking.names)} ${secondary(ranking.names)}</h1></header>
			<div class="bar-row"><span class="st ${state.kind}">${sign(state)} ${state.word} <small>${state.note}</small></span><span class="what">${_("Course of the scores")}</span></div>
			<main>${this.main(ranking)}
				${rows === nothing ? nothing : html`<details ?open=${this.paper.isOn}><summary>${_("As a table")}</summary><div class="wide" role="region" aria-label=${_("As a table")} tabindex="0">${rows}</div></details>`}
			</main>
			<p class="legend">${this.legend(ranking)}</p>
			<nav aria-label=${words.main}><a href=${this.board}>${words.ranking}</a><a href="" aria-current="page">${words.chart}</a><a href=${this.home}>${_("All trades")}</a></nav>`;
	}

	/** @param {Ranking} ranking */
	legend({ state }) {
		const { places } = this.tableau;
		const words = html`<b>${_("Totals so far; the first places stand out")}</b><br>`;
		return html`${places.some(({ place }) => place !== null) ? words : nothing}${caution(state, places)}`;
	}

	/** @param {Ranking} ranking */
	main(ranking) {
		const { places } = this.tableau;
		// Nobody is placed yet: there is no line to draw.
		if (places.every(({ row, place }) => !ranking.rows[row] || waits(ranking.rows[row], place))) {
			return empty(/** @type {any} */ ({ ranking }));
		}
		return html`<div class="plot" aria-hidden="true"></div>`;
	}

	/** @param {Ranking} ranking */
	table(ranking) {
		const { places } = this.tableau;
		const { moments = [] } = this.told ?? {};
		if (places.length === 0 || moments.length === 0) {
			return nothing;
		}
		const shown = some(moments, COLUMNS).map((at) => moments[at]);
		const heads = shown.map(
			(each) => html`<th scope="col" class="n">${moment(each?.[0] ?? "")}</th>`,
		);
		const body = places.map(({ row, place }) => {
			const { text, lang } = title(/** @type {any} */ (ranking.rows[row]));
			const cells = shown.map((each) => html`<td class="n">${each?.[1][row] ?? "–"}</td>`);
			return html`<tr><td class="n">${place ?? "–"}</td><th scope="row" lang=${lang ?? nothing}>${text}</th>${cells}</tr>`;
		});
		const words = { place: _("Place"), who: ranking.unit === "team" ? _("Team") : _("Competitor") };
		return html`<table class="num"><caption class="sr">${_("Course of the scores")}</caption>
			<thead><tr><th scope="col" class="n">${words.place}</th><th scope="col">${words.who}</th>${heads}</tr></thead>
			<tbody>${body}</tbody></table>`;
	}
}

/** @param {Response | null} answer */
function mustAskAgain(answer) {
	return answer === null || keptAt(answer) !== null || !(answer.ok || answer.status === 404);
}

/** A page never asks again for a script that did not come; it begins anew, once a minute at most. */
function beginAnew() {
	if (Math.abs(Date.now() - Number(history.state?.begun ?? 0)) > MINUTE_MS) {
		history.replaceState({ begun: Date.now() }, "");
		location.reload();
	}
}

/** @returns {Promise<typeof import("./chart.js") | null>} null where the network does not give it */
async function charts() {
	try {
		Intl.getCanonicalLocales(navigator.language);
	} catch {
		// uPlot asks for the browser's language as it loads; "en-US@posix" of a bare screen is none.
		Object.defineProperty(navigator, "language", { value: language, configurable: true });
	}
	return import("./chart.js").catch((reason) => {
		if (reason instanceof TypeError) {
			return null;
		}
		throw reason;
	});
}

/**
 * @param {Ranking} ranking
 * @param {import("./course.js").Line} line
 * @returns {import("./chart.js").Name | null}
 */
function called({ rows }, { row, rank, place }) {
	const entry = rows[row];
	if (rank === null || place === null || entry === undefined) {
		return null;
	}
	return { ...title(entry), place, total: entry.total ?? "–" };
}
