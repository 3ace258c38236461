/** The scenes of a ceremony, drawn for a wall: one at a time, in one language or in both. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { _, language, names } from "../../../competition/static/src/messages.js";
import { medalName, prizeName } from "./awards.js";
import { extent, named } from "./cells.js";
import { fitting } from "./columns.js";
import { flag } from "./flag.js";
import { packed } from "./packing.js";

/** @typedef {import("../../../competition/static/src/messages.js").Names} Names */
/** @typedef {import("./ranking.js").Medal} Medal */
/**
 * @typedef {{ place: number, code: string, name: Names | null, total: string | null, scale: string | null,
 *   delegation: import("./ranking.js").Delegation | null, medal: Medal | null, prize: string | null,
 *   members?: readonly Names[] }} Told
 */
/**
 * @typedef {{ kind: "title", competition: Names, code: string, names: Names, group: Names | null, unit: string }
 *   | { kind: "award", medal: Medal | null, prize: string | null }
 *   | { kind: "place", place: number, medal: Medal | null, prize: string | null, rows: readonly Told[] }
 *   | { kind: "group", medal: Medal | null, prize: string | null, rows: readonly Told[] }
 *   | { kind: "podium", rows: readonly Told[] }} Scene
 */
/**
 * @typedef {{ ceremony: number, epoch: string, version: number, rehearsal: boolean, closed: boolean, step: number,
 *   title: Extract<Scene, { kind: "title" }>, scene: Scene, told: readonly Told[] }} Act what the public is told
 */
/** @typedef {{ isBoth: boolean, figure: (row: Told) => string }} Manner `figure`: the score as it is shown now */

const METALS = ["gold", "silver", "bronze"];
// Chinese may be broken anywhere.
const BETWEEN_WORDS = /[\s\u3400-\u9fff]+/;
/** Widths in units of 1/1920 of the picture, and sizes of a name. */
const ALONE = { width: 1180, sizes: [200, 170, 140, 116, 96, 80] };
const SHARED = { width: 1180, sizes: [104, 90, 76, 64, 54] };
/** More than so many who share a place stand in two columns. */
const ROWS = 3;
const HALF = { ...SHARED, width: 600 };
const STAND = { width: 500, sizes: [96, 86, 76, 70, 64, 58, 52, 46, 40] };
/** Two on one step are not so large. */
const BESIDE = { ...STAND, sizes: STAND.sizes.slice(2) };
/** Of those who were told before: what a name and its delegation have. */
const STRIP = { width: 325, sizes: [30, 27, 24, 22] };
/** Of a delegation beside the name in a group: its part of the line, and its size against the name's. */
const HOME = { share: 0.42, gap: 20, part: 0.55, most: 44 };
/** More than so many who share a place are packed. */
const CROWD = 6;
/** On a step of the podium. */
const CREW = 2;
/** Rooms of crowds; the steps of a podium leave more or less above them. */
const EQUALS = { width: 1248, height: 880, gap: 48, lines: 2.2, share: 1, most: 76, columns: 4 };
const GROUP = {
	width: 1792,
	height: 715,
	gap: 72,
	lines: 1.75,
	share: 0.54,
	most: 104,
	columns: 4,
};
const STEP = { width: 540, gap: 20, lines: 2.3, share: 1, most: 56, columns: 3 };
const ABOVE = [410, 520, 600];
/** A picture that is higher than a wide one has so much more room, in units; on a podium names have a part of it. */
const spare = () => Math.max(0, (1920 * innerHeight) / innerWidth - 1080);
const PART = 0.6;
/** With the name in the other language beneath. */
const BOTH = 0.55;

/**
 * @param {Act} act
 * @param {Manner} manner
 */
export function scene(act, manner) {
	const { scene: now } = act;
	switch (now.kind) {
		case "title":
			return title(now, manner);
		case "award":
			return award(now, manner);
		case "place":
			return place(act, now, manner);
		case "group":
			return group(now, manner);
		case "podium":
			return podium(now, manner);
	}
}

/**
 * @param {Names | null | undefined} given
 * @param {boolean} isBoth
 * @returns {unknown} the name, and beneath it the name in the other language
 */
function both(given, isBoth) {
	const other = isBoth ? names(given, language.startsWith("zh") ? "en" : "zh-CN") : null;
	const main = names(given);
	const second =
		other && other.text !== main.text
			? html`<span class="second" lang=${other.lang}>${other.text}</span>`
			: nothing;
	return html`${named(given)}${second}`;
}

/**
 * @param {Extract<Scene, { kind: "title" }>} told
 * @param {Manner} manner
 */
function title({ competition, names: given, group: of, code }, { isBoth }) {
	return html`<section class="scene title">
		<p class="of">${named(competition)}</p>
		<h1 style=${sized([given], { width: 1700, sizes: [220, 190, 160, 130, 104, 84] })}>${both(given, isBoth)}</h1>
		<p class="of"><span class="num">${code}</span>${names(of).text ? html` · ${named(of)}` : nothing}</p>
	</section>`;
}

/**
 * @param {{ medal: Medal | null, prize: string | null }} won
 * @returns {string} the award in the page's language
 */
export function awardName({ medal, prize }) {
	const [one, other] = [medal ? medalName(medal) : "", prize ? prizeName(prize) : ""];
	return one && other ? `${other} · ${one}` : other || one;
}

/**
 * @param {Extract<Scene, { kind: "award" }>} given
 * @param {Manner} manner
 */
function award(given, { isBoth }) {
	return html`<section class="scene award">
		${coin(given.medal)}
		<h1>${awardName(given)}${isBoth ? otherAward(given) : nothing}</h1>
	</section>`;
}

/**
 * @param {{ medal: Medal | null, prize: string | null }} won
 * @returns {unknown} the award in English beside the Chinese one: a page has one catalogue
 */
function otherAward({ medal, prize }) {
	const words = [prize ? ENGLISH[prize] : "", medal ? ENGLISH[medal] : ""].filter(Boolean);
	return language.startsWith("zh") && words.length > 0
		? html`<span class="second" lang="en">${words.join(" · ")}</span>`
		: nothing;
}

/** @type {Readonly<Record<string, string>>} */
const ENGLISH = {
	first: "First prize",
	second: "Second prize",
	third: "Third prize",
	fourth: "Fourth prize",
	fifth: "Fifth prize",
	sixth: "Sixth prize",
	seventh: "Seventh prize",
	eighth: "Eighth prize",
	ninth: "Ninth prize",
	merit: "Merit prize",
	gold: "Gold",
	silver: "Silver",
	bronze: "Bronze",
	medallion: "Medallion",
};

/**
 * @param {Act} act
 * @param {Extract<Scene, { kind: "place" }>} now
 * @param {Manner} manner
 */
function place({ told }, now, manner) {
	const isShared = now.rows.length > 1;
	const room = now.rows.length > ROWS ? HALF : SHARED;
	const style = sized(now.rows.map(called), isShared ? room : ALONE);
	const people = now.rows.map((row) => person(row, style, manner));
	return html`<section class="scene place ${isShared ? "shared" : "alone"}">
		<div class="rank ${metal(now)}">
			<p class="ordinal"><b class="num">${now.place}</b></p>
			${won(now, manner)}${isShared ? html`<p class="equal">${_("Shared place")}</p>` : nothing}
		</div>
		<div class="who n${Math.min(people.length, 7)}" style=${people.length > CROWD ? crowd(now.rows, EQUALS, manner) : nothing}>${people}</div>
		${told.length > 0 && !isShared ? before(told) : nothing}
	</section>`;
}

/**
 * @param {{ medal: Medal | null, prize: string | null }} given
 * @param {Manner} manner
 */
function won(given, { isBoth }) {
	const heading = awardName(given);
	return heading
		? html`<p class="won">${heading}${isBoth ? otherAward(given) : nothing}</p>`
		: nothing;
}

/**
 * @param {{ place: number, medal: Medal | null, prize: string | null }} now
 * @returns {string} the medal's metal; without medals, that of the first three places, as on boards
 */
function metal({ place: at, medal, prize }) {
	return medal ?? (prize ? (METALS[at - 1] ?? "") : "");
}

/** @param {Medal | null} medal */
function coin(medal) {
	return medal ? html`<i class="disc ${medal}" aria-hidden="true"></i>` : nothing;
}

/**
 * @param {Told} row
 * @param {ReturnType<typeof sized>} style of the name
 * @param {Manner} manner
 */
function person(row, style, { isBoth, figure }) {
	return html`<article>
		<h1 class="name" style=${style}>${row.name ? both(row.name, isBoth) : html`<span class="num">${row.code}</span>`}</h1>
		${row.delegation ? html`<p class="home">${flag(row.delegation)}${both(row.delegation.names, isBoth)}</p>` : nothing}
		${row.members?.length ? html`<p class="members">${row.members.map((each) => html`<span>${named(each)}</span>`)}</p>` : nothing}
		${row.total === null ? nothing : html`<p class="score num"><b>${figure(row)}</b>${row.scale === null ? nothing : html`<span>${_("Scaled score")} ${row.scale}</span>`}</p>`}
	</article>`;
}

/** @param {Told} row */
function called(row) {
	return row.name ?? { en: row.code };
}

/**
 * @param {readonly Names[]} given who share a place: none is written larger than another
 * @param {{ width: number, sizes: readonly number[] }} room of each
 */
function sized(given, { width, sizes }) {
	const texts = given.map((each) => names(each).text);
	const words = texts.flatMap((text) => text.split(BETWEEN_WORDS).map((word) => extent(word)));
	const size = fitting(Math.max(...texts.map((text) => extent(text))), width, sizes);
	// A name may take several lines, a word of it one.
	return styleMap({ "--size": String(size), "--word": String(Math.max(1, ...words)) });
}

/**
 * @param {readonly Told[]} rows
 * @param {import("./packing.js").Room} room
 * @param {Manner} manner
 */
function crowd(rows, room, { isBoth }) {
	const longest = Math.max(...rows.map((row) => extent(names(called(row)).text)));
	const lines = room.lines + (isBoth ? BOTH : 0);
	const height = room.height + spare();
	const { columns, size } = packed(rows.length, longest, { ...room, height, lines });
	return styleMap({ "--columns": String(columns), "--fit": String(size) });
}

/** @param {readonly Told[]} told */
function before(told) {
	const style = styleMap({ "--size": String(Math.min(...told.map(strip))) });
	return html`<ol class="told" aria-label=${_("Told before")}>${repeat(
		told,
		({ code }) => code,
		(row) => html`<li>
			<b class="num">${row.place}</b>
			<span class="n" style=${style}>${row.name ? named(row.name) : row.code}</span>
			<span class="d">${flag(row.delegation)}${row.delegation ? named(row.delegation.short) : nothing}</span>
		</li>`,
	)}</ol>`;
}

/**
 * @param {Told} row
 * @returns {number} the size at which the name has room beside the delegation
 */
function strip(row) {
	const home = extent(names(row.delegation?.short).text) * (STRIP.sizes[0] ?? 0);
	return fitting(extent(names(called(row)).text), STRIP.width - home, STRIP.sizes);
}

/**
 * @param {Extract<Scene, { kind: "group" }>} now
 * @returns {(row: Told) => Names | undefined} how delegations are called: in Chinese by their short names where the others
 *   would break
 */
function homes({ rows }) {
	const longest = Math.max(...rows.map((row) => extent(names(called(row)).text)));
	const { columns, size } = packed(rows.length, longest, GROUP);
	const room = ((GROUP.width - GROUP.gap * (columns - 1)) / columns - HOME.gap) * HOME.share;
	const type = Math.min(HOME.most, HOME.part * size);
	const breaks = rows.some(({ delegation }) => extent(names(delegation?.names).text) * type > room);
	const isBrief = breaks && language.startsWith("zh");
	return ({ delegation }) =>
		isBrief && delegation?.short.zh ? delegation.short : delegation?.names;
}

/**
 * @param {Extract<Scene, { kind: "group" }>} now
 * @param {Manner} manner
 */
function group(now, manner) {
	const { isBoth } = manner;
	const home = homes(now);
	return html`<section class="scene group">
		<h1>${coin(now.medal)}${awardName(now)}${isBoth ? otherAward(now) : nothing}</h1>
		<ul style=${crowd(now.rows, GROUP, manner)}>${now.rows.map(
			(row) => html`<li>
				<span class="n">${row.name ? both(row.name, isBoth) : row.code}</span>
				<span class="d">${flag(row.delegation)}${named(home(row))}</span>
			</li>`,
		)}</ul>
	</section>`;
}

/**
 * @param {Extract<Scene, { kind: "podium" }>} now
 * @param {Manner} manner
 */
function podium({ rows }, manner) {
	// Second on the left, first in the middle, third on the right, as on any podium.
	const steps = [2, 1, 3].map((at) => ({ at, rows: rows.filter(({ place: on }) => on === at) }));
	return html`<section class="scene podium">${steps
		.filter((step) => step.rows.length > 0)
		.map((step) => podiumStep(step, manner))}</section>`;
}

/**
 * @param {{ at: number, rows: readonly Told[] }} step
 * @param {Manner} manner
 */
function podiumStep({ at, rows }, manner) {
	const isCrew = rows.length > CREW;
	const room = { ...STEP, height: (ABOVE[at - 1] ?? 0) - (1 - PART) * spare() };
	const heading = awardName(rows[0] ?? { medal: null, prize: null });
	const style = isCrew
		? crowd(rows, room, manner)
		: sized(rows.map(called), rows.length > 1 ? BESIDE : STAND);
	return html`<div class="step p${at}">
		<div class="stand ${isCrew ? "crew" : ""}" style=${style}>${rows.map(
			(row) => html`<article>
				<h1 class="name">${row.name ? both(row.name, manner.isBoth) : row.code}</h1>
				${row.delegation ? html`<p class="home">${flag(row.delegation)}${named(row.delegation.names)}</p>` : nothing}
			</article>`,
		)}</div>
		<div class="block"><b class="num">${at}</b>${heading ? html`<span>${heading}</span>` : nothing}</div>
	</div>`;
}
