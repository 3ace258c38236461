/** Acts on sheets that need the server at once: replies, rounds, what competitors say. */

import { _ } from "../../../competition/static/src/messages.js";
import { atVersion } from "./sheet.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Sheet} Sheet */

export class Deeds {
	/** @param {Contact} contact */
	constructor(contact) {
		this.contact = contact;
		this.isBusy = false;
		/** @type {string} why the last act was not taken */
		this.trouble = "";
		/** @type {string} what the form that is open is about; empty when none is */
		this.asking = "";
		/** @type {number | null} the sheet whose competitor has just spoken */
		this.spoken = null;
	}

	/** @param {string} what the form to open is about; empty to close it */
	ask(what) {
		this.asking = what;
		this.trouble = "";
		this.contact.desk.changed();
	}

	/** Puts away what belonged to the page shown before. */
	turnedOver() {
		this.asking = "";
		this.trouble = "";
		this.spoken = null;
	}

	/**
	 * @param {string} path below /judging
	 * @param {object} given without the device
	 * @returns {Promise<import("./server.js").Answer | null>} the answer when it was taken
	 */
	async send(path, given) {
		const { contact } = this;
		const { desk } = contact;
		if (this.isBusy) {
			return null;
		}
		this.trouble = "";
		const answer = await this.busily(async () => {
			const device = await desk.storage.device();
			return contact.request("POST", path, { body: { ...given, device } });
		});
		const isTaken = answer?.status === 201;
		this.trouble = isTaken ? "" : whyRefused(answer);
		this.asking = isTaken ? "" : this.asking;
		contact.listAt = 0;
		desk.changed();
		return isTaken ? answer : null;
	}

	/**
	 * @template T
	 * @param {() => Promise<T>} act
	 * @returns {Promise<T>} what it gives; however it ends, the next act may begin then
	 */
	async busily(act) {
		this.isBusy = true;
		this.contact.desk.changed();
		try {
			return await act();
		} finally {
			this.isBusy = false;
			this.contact.desk.changed();
		}
	}

	/** @param {Sheet} sheet @param {{ objection?: number, entry?: string, reason: string }} given why the value is kept */
	async reply(sheet, given) {
		await this.send(`sheets/${sheet.id}/replies`, { ...atVersion(sheet), ...given });
		await this.contact.fetchSheet(sheet.id);
	}

	/** @param {Sheet} sheet @param {number} aspect @param {number} number of the new round */
	async again(sheet, aspect, number) {
		const { contact } = this;
		if (this.isBusy) {
			return;
		}
		contact.desk.roundTrouble = { aspect, number, words: "" };
		const body = { ...atVersion(sheet), aspect, number };
		const answer = await this.busily(() =>
			contact.request("POST", `sheets/${sheet.id}/rounds`, { body }),
		);
		const isTaken = answer?.status === 201;
		contact.desk.roundTrouble = isTaken ? null : { aspect, number, words: whyRefused(answer) };
		await contact.fetchSheet(sheet.id);
		contact.desk.changed();
	}

	/** @param {number} sheet @param {"confirmation" | "protests"} where @param {object} given */
	async say(sheet, where, given) {
		const answer = await this.send(`sheets/${sheet}/${where}`, given);
		this.spoken = answer ? sheet : this.spoken;
		await this.contact.fetchSheet(sheet);
		this.contact.desk.changed();
	}
}

/** @returns {string} what is known of an act whose answer did not come */
export function unanswered() {
	return _("The server did not answer. As soon as it does, this page shows whether it was taken.");
}

/** @param {import("./contact.js").Contact} contact @param {string} trouble @returns {string} it, but for what a later answer has settled */
export function standingTrouble({ desk }, trouble) {
	return trouble === unanswered() && desk.link.state === "fine" ? "" : trouble;
}

/** @param {import("./server.js").Answer | null} answer @returns {string} why it was refused, in the judge's language */
export function whyRefused(answer) {
	const { detail, fields } = /** @type {{ detail?: string, fields?: Record<string, string[]> }} */ (
		answer?.body ?? {}
	);
	const more = Object.values(fields ?? {}).flat();
	return detail === undefined ? unanswered() : [detail, ...more].join(" ");
}
