/*!
 * uPlot, which is bundled here:
 * The MIT License (MIT)
 *
 * Copyright (c) 2022 Leon Sorokin
 *
 * Permission is hereby granted, free of charge, to any person obtaining a copy
 * of this software and associated documentation files (the "Software"), to deal
 * in the Software without restriction, including without limitation the rights
 * to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
 * copies of the Software, and to permit persons to whom the Software is
 * furnished to do so, subject to the following conditions:
 *
 * The above copyright notice and this permission notice shall be included in
 * all copies or substantial portions of the Software.
 *
 * THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
 * IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
 * FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
 * AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
 * LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
 * OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN
 * THE SOFTWARE.
 */

/** The chart of a course: uPlot draws the lines, names stand at their ends or beneath. Loaded on demand. */

import UPlot from "uplot";
import { language } from "../../../competition/static/src/messages.js";
import { HERE } from "../../../competition/static/src/zone.js";
import { called } from "./called.js";
import { extent } from "./cells.js";
import { spread } from "./course.js";

/** @typedef {{ text: string, lang: string | null, place: number, total: string }} Name */
/** @typedef {import("./course.js").Line & { name: Name | null }} Named those that stand out have a name */
/**
 * @typedef {{ times: readonly number[], lines: readonly Named[], unit?: "person" | "team", isBelow?: boolean }} Drawing
 *   `times` in seconds; `isBelow`: the names stand beneath the chart, and at the ends of the lines their places alone
 */

/** Colours and strokes are two signs; the name at the end is the third. */
const COLOURS = ["--chart-1", "--chart-2", "--chart-3"];
const STROKES = [[], [9, 5], [2.5, 4]];
/** The others are a ground for those; more of them than this would be a hatching. */
const GROUND = { most: 20, few: 0.55, many: 0.3 };
const DAY_S = 86_400;
/** From one moment on the axis to the next: times are told to the minute. */
const STEPS_S = [
	...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * 60),
	...[1, 2, 3, 4, 6, 12].map((hours) => hours * 3600),
	...[1, 2, 3, 7].map((days) => days * DAY_S),
];

const CLOCK = new Intl.DateTimeFormat(language, {
	hour: "2-digit",
	minute: "2-digit",
	hourCycle: "h23",
	timeZone: HERE,
});
const DATE = new Intl.DateTimeFormat(language, {
	month: "short",
	day: "numeric",
	hour: "2-digit",
	minute: "2-digit",
	hourCycle: "h23",
	timeZone: HERE,
});
const FIGURE = new Intl.NumberFormat(language);

/** One chart in its place on the page. */
export class Chart {
	/** @param {HTMLElement} host which nobody else fills */
	constructor(host) {
		this.host = host;
		/** @type {Drawing} */
		this.drawing = { times: [], lines: [] };
		/** @type {UPlot | null} */
		this.plot = null;
		this.names = document.createElement("ol");
		this.names.className = "names";
		this.names.setAttribute("aria-hidden", "true");
		this.ends = document.createElement("ol");
		this.ends.className = "ends num";
		this.ends.setAttribute("aria-hidden", "true");
		this.size = "";
		this.resized = new ResizeObserver(() => this.fit());
		this.resized.observe(host);
		this.dark = matchMedia("(prefers-color-scheme: dark)");
		this.dressed = () => this.draw();
		this.dark.addEventListener("change", this.dressed);
	}

	/** Draws no more. */
	close() {
		this.resized.disconnect();
		this.dark.removeEventListener("change", this.dressed);
		this.plot?.destroy();
	}

	/** @param {Drawing} drawing */
	show(drawing) {
		this.drawing = drawing;
		this.draw();
	}

	/** Draws again where its place has another size: an observer also tells of what was there at first. */
	fit() {
		if (this.size !== `${this.host.clientWidth} × ${this.host.clientHeight}`) {
			this.draw();
		}
	}

	/** Two milliseconds for sixty lines: simpler than to find out what has changed. */
	draw() {
		const { clientWidth: width, clientHeight: height } = this.host;
		if (width === 0 || height === 0) {
			return;
		}
		this.size = `${width} × ${height}`;
		this.plot?.destroy();
		this.fill();
		this.ends.remove();
		this.host.append(this.names, ...(this.drawing.isBelow ? [this.ends] : []));
		for (const name of this.names.querySelectorAll(".n")) {
			shorten(/** @type {HTMLElement} */ (name), this.drawing.unit);
		}
		const beneath = this.drawing.isBelow ? this.names.offsetHeight : 0;
		const beside = this.drawing.isBelow ? this.ends.offsetWidth : this.names.offsetWidth;
		this.plot = new UPlot(this.options(width, height - beneath, beside), this.data(), this.host);
	}

	/** @returns {UPlot.AlignedData} */
	data() {
		const { times, lines } = this.drawing;
		// The present moment has no total of its own: a line goes on as it stood.
		const columns = lines.map(({ values }) =>
			times.map((_time, at) => values[Math.min(at, values.length - 1)] ?? null),
		);
		return [[...times], ...columns];
	}

	/**
	 * @param {number} width
	 * @param {number} height
	 * @param {number} room for the names
	 * @returns {UPlot.Options}
	 */
	options(width, height, room) {
		const style = getComputedStyle(this.host);
		const size = Number.parseFloat(style.fontSize);
		const [ink, line] = [token(style, "--ink-2"), token(style, "--grid")];
		const axis = {
			stroke: ink,
			font: `${size}px ${style.fontFamily}`,
			grid: { stroke: line, width: 1 },
			ticks: { show: false },
		};
		const ground = this.drawing.lines.length > GROUND.most ? GROUND.many : GROUND.few;
		const stepped = UPlot.paths.stepped?.({ align: 1 });
		return {
			width,
			height,
			padding: [size * 0.6, room, 0, 0],
			legend: { show: false },
			cursor: { show: false },
			hooks: { ready: [(plot) => this.place(plot)] },
			tzDate: (seconds) => UPlot.tzDate(new Date(seconds * 1000), HERE),
			scales: { x: { range: (_plot, from, to) => wide(from, to) }, y: { range: high } },
			axes: [
				{
					...axis,
					size: size * 2,
					space: size * 6,
					incrs: STEPS_S,
					values: (_plot, at) => clocks(at),
				},
				{ ...axis, size: size * 3.4, space: size * 2.6, values: (_plot, at) => at.map(figure) },
			],
			series: [{}, ...this.drawing.lines.map((each) => stroke(each, style, size, stepped, ground))],
		};
	}

	fill() {
		const named = this.drawing.lines.filter(({ name }) => name !== null).reverse();
		this.names.replaceChildren(...named.map((each) => label(each)));
		this.ends.replaceChildren(...named.map((each) => end(each)));
	}

	/**
	 * Puts the names, or their places, where their lines end.
	 *
	 * @param {UPlot} plot
	 */
	place(plot) {
		const list = this.drawing.isBelow ? this.ends : this.names;
		const items = /** @type {HTMLElement[]} */ ([...list.children]);
		const named = this.drawing.lines.filter(({ name }) => name !== null).reverse();
		const gap = items[0]?.offsetHeight ?? 0;
		const { top, height } = plot.over.getBoundingClientRect();
		const above = top - this.host.getBoundingClientRect().top;
		const wanted = named.map(({ values }) => plot.valToPos(values.at(-1) ?? 0, "y") - gap / 2);
		for (const [at, y] of spread(wanted, gap, height + gap / 2).entries()) {
			items[at]?.style.setProperty("inset-block-start", `${above + y}px`);
		}
	}
}

/**
 * @param {Named} line
 * @param {CSSStyleDeclaration} style
 * @param {number} size
 * @param {UPlot.Series.PathBuilder | undefined} stepped
 * @param {number} ground how much is seen of a line that does not stand out
 * @returns {UPlot.Series}
 */
function stroke({ rank }, style, size, stepped, ground) {
	const points = { show: false };
	const paths = stepped ? { paths: stepped } : {};
	if (rank === null) {
		return { stroke: token(style, "--line-strong"), width: 1, alpha: ground, points, ...paths };
	}
	const look = manner(rank);
	const scale = size / 13;
	return {
		stroke: token(style, look.colour),
		width: (rank === 0 ? 3.5 : 2.25) * scale,
		dash: look.dash.map((each) => each * scale),
		points,
		...paths,
	};
}

/** @param {number} rank */
function manner(rank) {
	const colour = COLOURS[rank % COLOURS.length] ?? "--ink";
	return { colour, dash: STROKES[Math.floor(rank / COLOURS.length) % STROKES.length] ?? [] };
}

/** @param {Named} line */
function label({ rank, name }) {
	const item = document.createElement("li");
	const look = manner(rank ?? 0);
	item.style.setProperty("--stroke", `var(${look.colour})`);
	item.dataset.stroke = ["solid", "dashed", "dotted"][STROKES.indexOf(look.dash)] ?? "solid";
	const [place, called, total] = [
		part("b", name?.place),
		part("span", name?.text),
		part("i", name?.total),
	];
	called.className = "n";
	called.style.setProperty("--ems", extent(name?.text ?? "").toFixed(2));
	if (name?.lang) {
		called.lang = name.lang;
	}
	total.className = "num";
	item.append(part("s", ""), place, called, total);
	return item;
}

/** @param {Named} line */
function end({ rank, name }) {
	const item = document.createElement("li");
	item.style.setProperty("--stroke", `var(${manner(rank ?? 0).colour})`);
	item.textContent = String(name?.place ?? "");
	return item;
}

/**
 * @param {HTMLElement} name which keeps what tells people apart where it has no room
 * @param {"person" | "team"} [unit]
 */
function shorten(name, unit = "person") {
	const { scrollWidth, clientWidth, textContent: text } = name;
	if (scrollWidth > clientWidth) {
		const width = clientWidth / Number.parseFloat(getComputedStyle(name).fontSize);
		name.textContent = called(text, { unit, width, lines: 1 }, extent);
	}
}

/**
 * @param {string} kind
 * @param {string | number | undefined} text
 */
function part(kind, text) {
	const made = document.createElement(kind);
	made.textContent = String(text ?? "");
	return made;
}

/**
 * @param {CSSStyleDeclaration} style
 * @param {string} name
 */
function token(style, name) {
	return style.getPropertyValue(name).trim();
}

/** @param {readonly number[]} seconds */
function clocks(seconds) {
	const span = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
	return seconds.map((each) => (span < DAY_S ? CLOCK : DATE).format(each * 1000));
}

/** @param {number} points */
function figure(points) {
	return FIGURE.format(points);
}

/**
 * @param {number | null} from null where no moment is known
 * @param {number | null} to
 * @returns {[number, number]} a minute at least: what has just begun is not a line from edge to edge
 */
function wide(from, to) {
	const begun = from ?? Date.now() / 1000 - 60;
	return [begun, Math.max(to ?? 0, begun + 60)];
}

/**
 * @param {UPlot} _plot
 * @param {number} least
 * @param {number} most
 * @returns {[number, number]} from nought, and with air above
 */
function high(_plot, least, most) {
	return [Math.min(0, least ?? 0), Math.max(1, (most ?? 0) * 1.04)];
}
