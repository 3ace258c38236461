/** A tablet is paired: the organiser's code, scanned or typed, and what came of it. */

import { html, LitElement, nothing } from "lit";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { plain } from "./strokes.js";

/** @typedef {import("./contact.js").WhyNot} WhyNot */
/** @typedef {import("./storage.js").Paired} Paired */

const LENGTH = 8;

export class PairForm extends LitElement {
	/** @override */
	static properties = {
		pairing: { attribute: false },
		code: { state: true },
		name: { state: true },
		whyNot: { state: true },
		isBusy: { state: true },
		isRevoked: { attribute: false },
		isDone: { attribute: false },
	};

	constructor() {
		super();
		/** @type {import("./pairing.js").Pairing | null} */
		this.pairing = null;
		this.code = "";
		this.name = "";
		/** @type {WhyNot | null} */
		this.whyNot = null;
		this.isBusy = false;
		this.isRevoked = false;
		this.isDone = false;
		this.follow = () => this.scanned();
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	connectedCallback() {
		super.connectedCallback();
		addEventListener("hashchange", this.follow);
		this.scanned();
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		removeEventListener("hashchange", this.follow);
	}

	/** Takes the code out of the address, where nobody shall find it again, and uses it. */
	scanned() {
		const [, code] = location.hash.match(/^#pair=(.+)$/) ?? [];
		if (code !== undefined) {
			history.replaceState(null, "", "#pair");
			this.code = code;
			this.send();
		}
	}

	/** @override */
	render() {
		const paired = this.pairing?.desk.paired;
		return this.isDone && paired ? done(paired) : this.form();
	}

	form() {
		const missing = LENGTH - plain(this.code).replace(/[^a-z0-9]/gi, "").length;
		const lead = this.isRevoked
			? _("Ask the organiser for a new pairing code: scan it or type it here. Then sign in again.")
			: _("Scan the organiser's pairing code with the camera, or type it here.");
		return html`<p>${lead}</p><form class="pairing" @submit=${this.submit} novalidate>
			<label><span>${_("Pairing code, 8 letters and digits")}</span>
				<input name="pairing-code" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="12"
					.value=${this.code} @input=${(/** @type {InputEvent} */ event) => {
						this.code = typed(event);
					}}></label>
			<label><span>${_("Name written on this tablet, if any")}</span>
				<input name="tablet-name" autocomplete="off" spellcheck="false" maxlength="60"
					.value=${this.name} @input=${(/** @type {InputEvent} */ event) => {
						this.name = typed(event);
					}}></label>
			<p class="wrong" role="alert">${this.whyNot ? reason(this.whyNot) : nothing}</p>
			<button class="btn main" ?disabled=${missing > 0 || this.isBusy}>${label(missing, this.isBusy)}</button>
		</form>`;
	}

	/** @param {SubmitEvent} event */
	submit(event) {
		event.preventDefault();
		this.send();
	}

	async send() {
		if (this.isBusy || !this.code) {
			return;
		}
		this.isBusy = true;
		this.whyNot = null;
		// The properties come with the first drawing.
		await this.updateComplete;
		this.whyNot = (await this.pairing?.pair(plain(this.code), this.name)) ?? null;
		this.isBusy = false;
		if (!isWorthAnotherTry(this.whyNot)) {
			this.code = "";
		}
	}
}

/** @param {Paired} paired */
export function placeOfTablet({ label, name, trade }) {
	return [label || name, names(trade.names).text].filter(Boolean).join(" · ");
}

/** @param {Paired} paired */
function done(paired) {
	return html`<div class="paired">
		<p class="place" role="status"><b>${paired.label || paired.name || _("Tablet %(number)s", { number: paired.id })}</b>${names(paired.trade.names).text}</p>
		<p class="ways"><a class="btn main" href="#">${_("Go on")}</a></p>
	</div>`;
}

/** @param {number} missing @param {boolean} isBusy */
function label(missing, isBusy) {
	if (isBusy) {
		return _("Pairing");
	}
	return missing > 0
		? n_("Pair: %(num)s character missing", "Pair: %(num)s characters missing", missing)
		: _("Pair this tablet");
}

/** @param {WhyNot | null} whyNot */
function isWorthAnotherTry(whyNot) {
	return ["unreachable", "fault", "busy"].includes(whyNot?.code ?? "");
}

/** @param {WhyNot} whyNot */
function reason(whyNot) {
	switch (whyNot.code) {
		case "unreachable":
			return _(
				"No network: the server does not answer. Check the Wi-Fi, then pair again with the same code.",
			);
		case "fault":
			return _("The server has a fault. Tell the organiser, and try again.");
		default:
			return whyNot.detail ?? whyNot.code;
	}
}

/** @param {InputEvent} event */
function typed(event) {
	return /** @type {HTMLInputElement} */ (event.target).value;
}

customElements.define("tablet-pairing", PairForm);
