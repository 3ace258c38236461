/** A place to draw a name with the finger: strokes as an SVG path, never larger than the server takes. */

import { html, LitElement, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";

const WIDTH = 600;
const HEIGHT = 200;
const NEAR = 4;
const MOST_STROKES = 150;
const LONGEST = 15_000;

class SignaturePad extends LitElement {
	/** @override */
	static properties = { isOff: { attribute: false }, strokes: { state: true } };

	constructor() {
		super();
		this.isOff = false;
		/** @type {readonly (readonly (readonly [number, number])[])[]} */
		this.strokes = [];
		this.isDown = false;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @returns {string} the strokes as an SVG path; taps that draw no line are left out */
	get path() {
		return this.strokes
			.filter((stroke) => stroke.length > 1)
			.map((stroke) => `M${stroke.map(([x, y]) => `${x} ${y}`).join("L")}`)
			.join("");
	}

	/** @override */
	render() {
		const { path } = this;
		return html`<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label=${_("Draw your signature here")}
				@pointerdown=${this.down} @pointermove=${this.move} @pointerup=${this.up} @pointercancel=${this.up}>
				<line x1="24" y1="160" x2="576" y2="160"></line>
				<path d=${path || nothing}></path></svg>
			<p class="ways"><button type="button" class="btn main" ?disabled=${this.isOff || path === ""} @click=${this.send}>${_("Confirm with this signature")}</button>
				<button type="button" class="btn" ?disabled=${this.strokes.length === 0} @click=${this.clear}>${_("Clear")}</button></p>`;
	}

	/** @param {PointerEvent} event */
	down(event) {
		if (this.isOff || this.strokes.length >= MOST_STROKES || this.path.length > LONGEST) {
			return;
		}
		event.preventDefault();
		/** @type {Element} */ (event.currentTarget).setPointerCapture(event.pointerId);
		this.isDown = true;
		this.strokes = [...this.strokes, [at(event)]];
	}

	/** @param {PointerEvent} event */
	move(event) {
		const stroke = this.strokes.at(-1);
		const last = stroke?.at(-1);
		if (!this.isDown || !stroke || !last || this.path.length > LONGEST) {
			return;
		}
		const [x, y] = at(event);
		if (Math.hypot(x - last[0], y - last[1]) >= NEAR) {
			this.strokes = [...this.strokes.slice(0, -1), [...stroke, [x, y]]];
		}
	}

	up() {
		this.isDown = false;
	}

	clear() {
		this.strokes = [];
	}

	send() {
		this.dispatchEvent(new CustomEvent("signed", { detail: this.path }));
	}
}

/** @param {PointerEvent} event @returns {readonly [number, number]} where it is, in the pad's own measure */
function at(event) {
	const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
	const within = (/** @type {number} */ part, /** @type {number} */ size) =>
		Math.max(0, Math.min(size, Math.round(part * size)));
	return [
		within((event.clientX - box.left) / box.width, WIDTH),
		within((event.clientY - box.top) / box.height, HEIGHT),
	];
}

customElements.define("signature-pad", SignaturePad);
