/** The judge's tablet: one page, its bars, and the screen that is open. */

import { html, LitElement, nothing } from "lit";
import { _, ready } from "../../../competition/static/src/messages.js";
import { attention } from "./attention.js";
import { Awake } from "./awake.js";
import { checkSheet, toCheck } from "./check-sheet.js";
import { confirmSheet } from "./confirm-sheet.js";
import { Contact } from "./contact.js";
import { Desk } from "./desk.js";
import "./door.js";
import { isAnythingTyped } from "./drafts.js";
import { Evidence } from "./evidence.js";
import { Flow } from "./flow.js";
import { habitsOf, shelf } from "./habits.js";
import { paper } from "./habits-sheet.js";
import { heldOf, isAny, onlyHere, stays, waitsForYou } from "./held.js";
import { Keyboard } from "./keyboard.js";
import { Losses } from "./losses.js";
import { markSheet } from "./mark-sheet.js";
import { uuid } from "./outbox.js";
import { placeOfTablet } from "./pair-form.js";
import { Program } from "./program.js";
import { newer, notHere, readiness, tongue } from "./readiness.js";
import { remarksButtons, remarksDialog } from "./remarks.js";
import { scanButton, scanDialog } from "./scan.js";
import { sheetList } from "./sheet-list.js";
import "./sign-in.js";
import { signSheet } from "./sign-sheet.js";
import { fetchOdd, fetchWarnings } from "./signing.js";
import { Stations } from "./stations.js";
import { status } from "./status.js";
import { Storage } from "./storage.js";
import { tableOf } from "./tables.js";
import { Tongues, tongueOf } from "./tongue.js";
import { calls, label, seat, what } from "./top-bar.js";
import { person } from "./words.js";

const HERE = "/judging/";

class Tablet extends LitElement {
	/** @override */
	static properties = {
		desk: { state: true },
		isLeaving: { state: true },
		isSwitching: { state: true },
		isPinPutOff: { state: true },
		isUnfit: { state: true },
	};

	constructor() {
		super();
		/** @type {Desk | null} */
		this.desk = null;
		/** @type {Contact | null} */
		this.contact = null;
		/** @type {Program | null} */
		this.program = null;
		this.isLeaving = false;
		this.isSwitching = false;
		this.isPinPutOff = false;
		/** True on a tablet whose browser lends no storage. */
		this.isUnfit = false;
		this.shown = "";
		/** @type {number | undefined} */
		this.seated = undefined;
		document.documentElement.dataset.hand = habitsOf(undefined, shelf()).hand;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	async connectedCallback() {
		super.connectedCallback();
		await ready;
		const storage = await Storage.open(() => uuid(crypto)).catch(() => null);
		if (!storage) {
			this.isUnfit = true;
			return;
		}
		const desk = new Desk(storage);
		const contact = new Contact(desk);
		desk.addEventListener("change", () => this.requestUpdate());
		addEventListener("hashchange", () => {
			this.isSwitching = false;
			if (!desk.stations?.caught(location.hash)) {
				contact.follow();
			}
		});
		desk.addEventListener("gone", () => {
			desk.sieve.choose(desk.sieve.filter);
			contact.look();
			if (desk.sheet && desk.sieve.filter === "odd") {
				fetchWarnings(contact, desk.sheet.id);
			}
		});
		desk.addEventListener("odd", () => fetchOdd(contact));
		new Keyboard(() => tableOf(contact)).start();
		new Flow(desk);
		new Awake(desk, navigator.wakeLock).start();
		addEventListener("beforeunload", (event) => this.stay(event));
		await this.learnTongues(contact);
		this.desk = desk;
		this.contact = contact;
		this.program = new Program(desk);
		this.program.start();
		desk.losses = new Losses(desk);
		desk.evidence = new Evidence(contact);
		await desk.evidence.start().catch(reportError);
		desk.stations = new Stations(desk);
		desk.stations.caught(location.hash);
		await contact.start();
	}

	/** @param {Contact} contact */
	async learnTongues(contact) {
		const { zh, en } = this.dataset;
		const tongues = new Tongues({ zh, en }, (tongue) =>
			contact.request("GET", `me?lang=${tongue}`),
		);
		this.addEventListener("click", async (event) => {
			const link = /** @type {HTMLElement} */ (event.target).closest('a[href^="?lang="]');
			const wanted = tongueOf(link?.getAttribute("href")?.slice(6) ?? null);
			if (wanted) {
				event.preventDefault();
				await tongues.turn(wanted);
				this.redraw();
			}
		});
		await tongues.start();
	}

	/** Draws everything anew, in the language of now. */
	redraw() {
		this.requestUpdate();
		for (const inner of this.querySelectorAll("*")) {
			if (inner instanceof LitElement) {
				inner.requestUpdate();
			}
		}
	}

	/** @override */
	render() {
		const { desk } = this;
		if (this.isUnfit) {
			return html`<main class="round"><p class="note" role="alert">${_("This browser keeps nothing, so no mark would be safe here. Leave private browsing or take another tablet.")}</p></main>`;
		}
		if (location.pathname !== HERE) {
			return notHere();
		}
		if (!desk || desk.screen === "opening") {
			return html`<main class="round"><p class="note">${_("Opening the desk")}</p></main>`;
		}
		if (desk.paired?.isRevoked || desk.screen === "pair") {
			return this.pairingPlace(desk);
		}
		if (desk.screen === "sign-in" || !desk.judge) {
			return this.door(desk);
		}
		return html`${this.bar(desk)}${status(desk, this.calls(desk))}${this.open(desk)}${this.pinAsked(desk)}${this.leaving(desk)}${this.switching(desk)}${remarksDialog(desk)}${scanDialog(desk)}${paper(desk)}`;
	}

	/** @override */
	updated() {
		const { desk } = this;
		const isDoor = !desk?.judge || desk.paired?.isRevoked || desk.screen === "pair";
		this.dataset.screen = isDoor ? "sign-in" : desk.screen;
		if (!desk?.isPinWanted) {
			this.isPinPutOff = false;
		}
		if (desk?.judge?.id !== this.seated) {
			this.seated = desk?.judge?.id;
			this.isSwitching = false;
		}
		for (const dialog of this.querySelectorAll("dialog:not([open])")) {
			/** @type {HTMLDialogElement} */ (dialog).showModal();
		}
		if (desk) {
			this.suit(desk);
			this.bringIntoView(desk);
		}
	}

	/** @param {Desk} desk whose judge has habits */
	suit({ habits, isResting, judge }) {
		this.dataset.view = habits.view;
		this.dataset.resting = String(isResting);
		if (judge) {
			document.documentElement.dataset.hand = habits.hand;
		}
	}

	/** @param {Desk} desk */
	bringIntoView(desk) {
		const shown = `${desk.sheet?.id}-${desk.aspect}`;
		if (shown === this.shown) {
			return;
		}
		this.shown = shown;
		if (!desk.isPicked) {
			this.querySelector('.scroll [aria-current="true"]')?.scrollIntoView({ block: "nearest" });
		}
		desk.isPicked = false;
		// On the lowest screens the page itself scrolls: to the top of what comes next, or to the pad beside the lines.
		if (desk.habits.view !== "dense") {
			scrollTo(0, 0);
		} else if (document.documentElement.scrollHeight > innerHeight) {
			this.querySelector(".side:has(.pad)")?.scrollIntoView({ block: "nearest" });
		}
		for (const text of this.querySelectorAll(".asp, .asp > .head")) {
			text.scrollTo(0, 0);
		}
	}

	/** @param {Desk} desk */
	door(desk) {
		return html`${status(desk)}<main class="door">
			<h1>${_("Judge's sign-in")}</h1>
			${leftWord(desk)}
			<judge-door .contact=${this.contact} .judges=${desk.judges} .held=${(/** @type {number} */ id) => heldOf(desk, id)}></judge-door>
			<p class="below">${newer(desk, () => this.program?.renew())}${desk.paired ? html`<span>${placeOfTablet(desk.paired)}</span>` : html`<a class="btn quiet" href="#pair">${_("Pair this tablet")}</a>`}${tongue()}</p>
		</main>`;
	}

	/** @param {Desk} desk */
	pairingPlace(desk) {
		const isRevoked = Boolean(desk.paired?.isRevoked);
		const pairing = this.contact?.pairing ?? null;
		const isDone = Boolean(pairing?.isDone);
		return html`${status(desk)}<main class="door">
			<h1>${pairingTitle(isRevoked, isDone)}</h1>
			${isRevoked ? stays(desk) : nothing}
			<tablet-pairing .pairing=${pairing} .isRevoked=${isRevoked} .isDone=${isDone}></tablet-pairing>
			<p class="below">${isRevoked || isDone ? nothing : wayBack(desk)}${tongue()}</p>
		</main>`;
	}

	/** @param {Desk} desk */
	open(desk) {
		switch (desk.screen) {
			case "sheet":
				return markSheet(desk);
			case "sign":
				return signSheet(desk, this.contact);
			case "confirm":
				return this.contact ? confirmSheet(this.contact) : nothing;
			case "check":
				return this.contact ? checkSheet(this.contact) : nothing;
			case "attention":
				return attention(desk);
			default:
				return sheetList(
					desk,
					html`${this.contact ? toCheck(this.contact) : nothing}${readiness(desk)}`,
				);
		}
	}

	/** @param {Desk} desk */
	bar(desk) {
		// On the competitor's page stands nothing of the judge's.
		return html`<header class="top" ?hidden=${desk.screen === "confirm"}>
			${desk.screen === "sheets" ? nothing : html`<a class="btn back" href="#" aria-label=${_("Back to the list of sheets")}><i class="g g-prev"></i><span>${_("Sheets")}</span></a>`}
			${what(desk, this.contact?.checking.sheet ?? null)}
			${scanButton(desk)}${remarksButtons(desk)}
			<button type="button" class="me" aria-haspopup="dialog" @click=${() => {
				this.isSwitching = true;
			}}><b>${person(desk.judge?.name)}</b><span>${seat(desk) || _("Change judge")}</span>${label(desk)}</button>
			${desk.screen === "sheet" || desk.screen === "check" ? nothing : this.settings(desk)}
		</header>`;
	}

	/** @param {Desk} desk */
	calls(desk) {
		const renew = () => this.program?.renew();
		const ask = () => {
			this.isPinPutOff = false;
		};
		return calls(desk, renew, this.isPinPutOff ? ask : null);
	}

	/** @param {Desk} desk */
	settings(desk) {
		return html`<p class="settings">
			${tongue()}
			<button type="button" class="btn habits" aria-haspopup="dialog" @click=${() => desk.show("habits")}>${_("Settings")}</button>
			<button type="button" class="btn" @click=${() => this.leave()}>${_("Sign out")}</button>
		</p>`;
	}

	leave() {
		if (this.desk && isAny(heldOf(this.desk, this.desk.judge?.id))) {
			this.isLeaving = true;
			return;
		}
		this.contact?.signOut();
	}

	/** @param {Desk} desk */
	switching(desk) {
		if (!this.isSwitching) {
			return nothing;
		}
		const end = () => {
			this.isSwitching = false;
		};
		const others = desk.judges.filter(({ id }) => id !== desk.judge?.id);
		return html`<dialog aria-labelledby="switch" @close=${end} @cancel=${end}>
			<h1 id="switch">${_("Who marks now?")}</h1>
			${waitsForYou(heldOf(desk, desk.judge?.id))}
			<judge-door .contact=${this.contact} .judges=${others} .held=${(/** @type {number} */ id) => heldOf(desk, id)}></judge-door>
			<p class="ways"><button type="button" class="btn" @click=${end}>${_("%(name)s goes on", { name: person(desk.judge?.name) })}</button>
				<button type="button" class="btn" @click=${() => {
					end();
					this.leave();
				}}>${_("Sign out")}</button></p>
		</dialog>`;
	}

	/** @param {Desk} desk */
	leaving(desk) {
		if (!this.isLeaving) {
			return nothing;
		}
		const end = () => {
			this.isLeaving = false;
		};
		return html`<dialog aria-labelledby="leave" @close=${end} @cancel=${end}>
			<h1 id="leave">${onlyHere(heldOf(desk, desk.judge?.id))}</h1>
			<p>${_("It waits here until you sign in again on this tablet.")}</p>
			<p class="ways"><button type="button" class="btn main" @click=${end}>${_("Stay")}</button>
				<button type="button" class="btn" @click=${() => {
					end();
					this.contact?.signOut();
				}}>${_("Sign out all the same")}</button></p>
		</dialog>`;
	}

	/** @param {Desk} desk */
	pinAsked(desk) {
		if (!desk.isPinWanted || !desk.judge) {
			return nothing;
		}
		const putOff = () => {
			this.isPinPutOff = true;
		};
		if (this.isPinPutOff) {
			return nothing;
		}
		const title = _("%(name)s, your PIN again", { name: person(desk.judge.name) });
		return html`<dialog aria-labelledby="again" @cancel=${putOff}>
			<h1 id="again">${title}</h1>
			<p>${_("Your time here ran out. Marks wait on this tablet until you have signed in.")}</p>
			<judge-sign-in .contact=${this.contact} .fixed=${desk.judge.code}></judge-sign-in>
			<p class="ways"><button type="button" class="btn" @click=${putOff}>${_("Later, go on marking")}</button>
				<button type="button" class="btn" @click=${() => this.contact?.signOut()}>${_("Another judge")}</button></p>
		</dialog>`;
	}

	/** @param {BeforeUnloadEvent} event */
	stay(event) {
		const { desk } = this;
		if (!desk) {
			return;
		}
		const isTyping = desk.keeping.size || isAnythingTyped(desk) || desk.evidence?.begun.isAnyLoose;
		const waits = desk.rows.length || desk.evidence?.rows.length;
		if (isTyping || (waits && !desk.isProgramKept)) {
			event.preventDefault();
		}
	}
}

/** @param {Desk} desk @returns {unknown} what is true of a judge who left while the server did not answer */
function leftWord({ left }) {
	if (!left) {
		return nothing;
	}
	return html`<p class="note" role="status">${_("You are signed out on this tablet. The server is told as soon as it answers.")} ${left.isKept ? nothing : _("Do not close this page")}</p>`;
}

/** @param {Desk} desk */
function wayBack({ judge }) {
	return html`<a class="btn quiet" href="#">${judge ? _("Back to the list of sheets") : _("Back to the sign-in")}</a>`;
}

/** @param {boolean} isRevoked @param {boolean} isDone */
function pairingTitle(isRevoked, isDone) {
	if (isRevoked) {
		return _("This tablet has been revoked");
	}
	return isDone ? _("This tablet is paired") : _("Pair this tablet");
}

customElements.define("judge-tablet", Tablet);
