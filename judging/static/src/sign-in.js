/** A judge sits down: code and PIN, on the pad or the keyboard. */

import { html, LitElement, nothing } from "lit";
import { msUntil } from "../../../competition/static/src/clock.js";
import { _, n_ } from "../../../competition/static/src/messages.js";
import { pad } from "./pad.js";
import { plain } from "./strokes.js";
import { clock } from "./words.js";

/** @typedef {import("./contact.js").WhyNot} WhyNot */

const PIN_LENGTH = 6;
const DAY_MS = 86_400_000;

export class SignIn extends LitElement {
	/** @override */
	static properties = {
		contact: { attribute: false },
		fixed: { attribute: false },
		code: { state: true },
		pin: { state: true },
		active: { state: true },
		whyNot: { state: true },
		isBusy: { state: true },
	};

	constructor() {
		super();
		/** @type {import("./contact.js").Contact | null} */
		this.contact = null;
		/** @type {string | null} the code of the judge whose PIN is asked for again */
		this.fixed = null;
		this.code = "";
		this.pin = "";
		/** @type {"code" | "pin"} where the pad writes */
		this.active = "code";
		/** @type {WhyNot | null} */
		this.whyNot = null;
		this.isBusy = false;
		/** @type {ReturnType<typeof setInterval> | undefined} */
		this.clock = undefined;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		clearInterval(this.clock);
	}

	/** @override */
	firstUpdated() {
		if (this.fixed !== null) {
			// No keyboard opens on the screen for a PIN; one that lies on the table can type at once.
			/** @type {HTMLElement | null} */ (this.querySelector("[name=pin]"))?.focus();
		}
	}

	/** @override @param {Map<string, unknown>} changed */
	updated(changed) {
		if (changed.has("whyNot")) {
			clearInterval(this.clock);
			this.clock = this.whyNot?.until ? setInterval(() => this.requestUpdate(), 1000) : undefined;
		}
	}

	/** @override */
	render() {
		const isReady = this.who !== "" && this.pin.length === PIN_LENGTH && !this.isBusy;
		return html`<form class="signin" @submit=${this.submit} novalidate>
			<div class="fields">
				${this.fixed === null ? this.codeField() : nothing}
				${this.pinField()}
				<div class="wrong"><p role="alert">${this.whyNot ? reason(this.whyNot) : nothing}</p>
					${this.whyNot?.until ? html`<p role="timer" class="num">${remaining(this.whyNot.until)}</p>` : nothing}
					${isPairingWanted(this.whyNot) ? html`<p><a href="#pair">${_("Pair this tablet")}</a></p>` : nothing}</div>
				<button class="btn main" ?disabled=${!isReady}>${this.label}</button>
			</div>
			${pad((key) => this.press(key), { isOff: this.isBusy })}
		</form>`;
	}

	/** @returns {string} */
	get who() {
		return plain(this.fixed ?? this.code);
	}

	get label() {
		if (this.isBusy) {
			return _("Signing in");
		}
		const missing = PIN_LENGTH - this.pin.length;
		if (this.who === "") {
			return _("Sign in: code missing");
		}
		return missing > 0
			? n_("Sign in: %(num)s digit missing", "Sign in: %(num)s digits missing", missing)
			: _("Sign in");
	}

	codeField() {
		return html`<label class=${this.active === "code" ? "here" : ""}>
			<span>${_("Judge's code")}</span>
			<input name="code" autocomplete="username" autocapitalize="characters" spellcheck="false" maxlength="20"
				.value=${this.code} @focus=${() => this.at("code")}
				@input=${(/** @type {InputEvent} */ event) => this.typed("code", event)}>
		</label>`;
	}

	pinField() {
		const isHere = this.active === "pin" || this.fixed !== null;
		return html`<label class=${isHere ? "here" : ""}>
			<span>${_("PIN, 6 digits")}</span>
			<input name="pin" type="password" inputmode="none" autocomplete="current-password" maxlength=${PIN_LENGTH}
				.value=${this.pin} @focus=${() => this.at("pin")}
				@input=${(/** @type {InputEvent} */ event) => this.typed("pin", event)}>
		</label>`;
	}

	/** @param {"code" | "pin"} field */
	at(field) {
		this.active = field;
	}

	/** @param {"code" | "pin"} field @param {InputEvent} event */
	typed(field, event) {
		const input = /** @type {HTMLInputElement} */ (event.target);
		if (field === "pin") {
			this.pin = plain(input.value).replace(/\D/g, "");
			input.value = this.pin;
		} else {
			this.code = input.value;
		}
	}

	/** @param {string} key */
	press(key) {
		const field = this.fixed === null ? this.active : "pin";
		const longest = field === "pin" ? PIN_LENGTH : 20;
		const before = this[field];
		this[field] = key === "back" ? before.slice(0, -1) : (before + key).slice(0, longest);
		if (this.fixed !== null && key !== "back" && this.pin.length === PIN_LENGTH) {
			// Nothing is left to choose: the last digit is the way in.
			this.send();
		}
	}

	/** @param {SubmitEvent} event */
	submit(event) {
		event.preventDefault();
		this.send();
	}

	async send() {
		if (this.isBusy || !this.contact || this.who === "" || this.pin.length !== PIN_LENGTH) {
			return;
		}
		this.isBusy = true;
		this.whyNot = null;
		this.whyNot = await this.contact.signIn(this.who, this.pin).catch(diskFull);
		this.isBusy = false;
		this.pin = "";
		if (this.whyNot) {
			this.active = "pin";
		}
	}
}

/** @param {unknown} fault @returns {WhyNot} who cannot be remembered here cannot mark here */
function diskFull(fault) {
	reportError(fault);
	return { code: "disk-full" };
}

/** @param {WhyNot} whyNot */
function reason(whyNot) {
	switch (whyNot.code) {
		case "disk-full":
			return _("This tablet cannot store marks. Write them on paper and tell the organiser.");
		case "unreachable":
			return _("No network: the server does not answer. Check the Wi-Fi and sign in again.");
		case "fault":
			return _("The server has a fault. Tell the organiser, and try again.");
		case "wrong-pin":
			return wrongPin(whyNot);
		case "locked-out":
			return whyNot.until
				? _("Too many wrong tries. Locked until %(time)s.", { time: clock(whyNot.until) })
				: (whyNot.detail ?? "");
		default:
			return whyNot.detail ?? whyNot.code;
	}
}

/** @param {string} until @returns {string} how long a lock still lasts; empty where nobody knows */
function remaining(until) {
	const left = msUntil(until);
	// While no server has told its time, the tablet's may be any.
	if (left > DAY_MS) {
		return "";
	}
	const seconds = Math.max(0, Math.ceil(left / 1000));
	return _("%(minutes)s min %(seconds)s s left", {
		minutes: Math.floor(seconds / 60),
		seconds: String(seconds % 60).padStart(2, "0"),
	});
}

/** @param {WhyNot | null} whyNot */
function isPairingWanted(whyNot) {
	return whyNot?.code === "not-paired" || whyNot?.code === "device-revoked";
}

/** @param {WhyNot} whyNot */
function wrongPin({ tries_left: left }) {
	const wrong = _("Code or PIN is wrong.");
	return left === undefined
		? wrong
		: `${wrong} ${n_("%(num)s try left.", "%(num)s tries left.", left)}`;
}

customElements.define("judge-sign-in", SignIn);
