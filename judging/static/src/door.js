/** Who sits down: the judges that this tablet remembers as big buttons, then the PIN; or code and PIN. */

import { html, LitElement, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { signs } from "./held.js";
import "./sign-in.js";
import { person } from "./words.js";

/** @typedef {import("./storage.js").Judge} Judge */
/** @typedef {import("./desk.js").Desk} Desk */

export class Door extends LitElement {
	/** @override */
	static properties = {
		contact: { attribute: false },
		judges: { attribute: false },
		held: { attribute: false },
		chosen: { state: true },
	};

	constructor() {
		super();
		/** @type {import("./contact.js").Contact | null} */
		this.contact = null;
		/** @type {readonly Judge[]} who may be chosen by name */
		this.judges = [];
		/** @type {(judge: number) => import("./held.js").Held} what waits on this tablet */
		this.held = () => ({ unsent: 0, refused: 0, remarks: 0 });
		/** @type {Judge | "other" | null} */
		this.chosen = null;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	render() {
		const chosen = this.judges.length ? this.chosen : "other";
		if (chosen === null) {
			return this.names();
		}
		const fixed = chosen === "other" ? null : chosen.code;
		return html`${chosen === "other" ? nothing : html`<p class="chosen">${who(chosen)}</p>`}
			<judge-sign-in .contact=${this.contact} .fixed=${fixed}></judge-sign-in>
			${this.judges.length ? html`<p class="ways"><button type="button" class="btn" @click=${() => this.choose(null)}><i class="g g-prev"></i>${_("Back to the names")}</button></p>` : nothing}`;
	}

	names() {
		return html`<ul class="names" aria-label=${_("Judges of this tablet")}>
			${this.judges.map((judge) => html`<li><button type="button" class="btn" @click=${() => this.choose(judge)}>${who(judge)}${signs(this.held(judge.id))}</button></li>`)}
			<li><button type="button" class="btn quiet" @click=${() => this.choose("other")}>${_("Another judge: code and PIN")}</button></li>
		</ul>`;
	}

	/** @param {Judge | "other" | null} chosen */
	choose(chosen) {
		this.chosen = chosen;
	}

	/** @override @param {Map<string, unknown>} changed */
	updated(changed) {
		if (changed.has("chosen") && this.chosen !== null) {
			// Nothing on the screen opens a keyboard here; a real one can type at once.
			/** @type {HTMLElement | null} */ (
				this.querySelector(this.chosen === "other" ? "[name=code]" : "[name=pin]")
			)?.focus();
		}
	}
}

/** @param {Judge} judge */
function who({ code, name }) {
	return html`<b>${person(name)}</b> <span class="num">${code}</span>`;
}

customElements.define("judge-door", Door);
