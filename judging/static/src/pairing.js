/** What this tablet is to the organiser: paired by a code, heard now and then, perhaps revoked. */

import { held } from "./held.js";

/** @typedef {import("./storage.js").Paired} Paired */
/** @typedef {import("./contact.js").WhyNot} WhyNot */
/** @typedef {{ level: number, charging: boolean }} Battery */

const EVERY = 20_000;
const SETTLED = 1500;

export class Pairing {
	/** @param {import("./contact.js").Contact} contact */
	constructor(contact) {
		this.contact = contact;
		this.desk = contact.desk;
		/** What the organiser was last told that only this tablet holds. */
		this.told = "";
		/** True from the pairing until its place is left. */
		this.isDone = false;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.timer = undefined;
	}

	/** Reads what the tablet knows of itself. */
	async read() {
		this.desk.paired = await this.desk.storage.paired();
	}

	/** Begins to say now and then that the tablet is there. */
	start() {
		setInterval(() => this.beat(), EVERY);
		this.desk.addEventListener("change", () => this.counted());
		this.beat();
		this.learn();
	}

	/** Asks for this tablet's name where it was paired before tablets were told theirs. */
	async learn() {
		const { paired } = this.desk;
		if (!paired || paired.isRevoked || paired.tag !== undefined) {
			return;
		}
		const answer = await this.contact.request("GET", "device");
		const { device } = /** @type {{ device?: Paired }} */ (answer?.body ?? {});
		if (answer?.status === 200 && device?.tag !== undefined) {
			await this.rename(device);
			await this.become(device);
		}
	}

	/** Says it soon when this tablet alone holds more, or less; a mark on its way is no news. */
	counted() {
		if (this.isTold || this.timer !== undefined) {
			return;
		}
		this.timer = setTimeout(() => {
			this.timer = undefined;
			if (!this.isTold) {
				this.beat();
			}
		}, SETTLED);
	}

	get isTold() {
		return JSON.stringify(held(this.desk)) === this.told;
	}

	/** Tells the organiser how this tablet is; hears whether it still is one of theirs. */
	async beat() {
		const { desk } = this;
		if (!desk.paired || desk.paired.isRevoked) {
			return;
		}
		const holds = held(desk);
		this.told = JSON.stringify(holds);
		const body = { ...holds, ...(await power()) };
		const answer = await this.contact.request("POST", "device/heartbeat", { body });
		const refusal = /** @type {WhyNot | null} */ (answer?.body);
		if (answer?.status === 403 && refusal?.code === "device-revoked") {
			await this.revoked();
		} else if (answer?.status === 403 && refusal?.code === "not-paired") {
			await this.become(null);
		}
	}

	/** Takes in that the organiser has revoked this tablet; its marks stay where they are. */
	async revoked() {
		const unnamed = { id: 0, label: "", name: "", trade: { code: "", names: {} } };
		await this.become({ ...(this.desk.paired ?? unnamed), isRevoked: true });
	}

	/**
	 * @param {string} code as scanned or typed
	 * @param {string} name of the tablet, if it has one
	 * @returns {Promise<WhyNot | null>} null when the tablet is paired
	 */
	async pair(code, name) {
		const device = await this.desk.storage.device();
		const answer = await this.contact.request("POST", "device", { body: { code, device, name } });
		if (!answer) {
			return { code: "unreachable" };
		}
		const body = /** @type {(WhyNot & { device?: Paired }) | null} */ (answer.body);
		if (answer.status === 201 && body?.device) {
			this.isDone = this.desk.screen === "pair";
			await this.rename(body.device);
			await this.become(body.device);
			this.beat();
			return null;
		}
		return body?.code ? body : { code: "fault" };
	}

	/**
	 * Takes the name by which the server knows this tablet: one made from another's image has the other's.
	 * @param {Paired} paired
	 */
	async rename({ tag }) {
		if (tag !== undefined && tag !== this.desk.device) {
			this.desk.device = tag;
			await this.desk.storage.keepDevice(tag).catch(reportError);
		}
	}

	/** @param {Paired | null} paired */
	async become(paired) {
		this.desk.paired = paired;
		await this.desk.storage.keepPaired(paired).catch(reportError);
		this.desk.changed();
		this.contact.tell();
	}
}

/** @returns {Promise<{ battery?: number, charging?: boolean }>} nothing where the browser does not say */
async function power() {
	const lender = /** @type {{ getBattery?: () => Promise<Battery> }} */ (
		/** @type {unknown} */ (navigator)
	);
	const battery = await lender.getBattery?.().catch(() => undefined);
	return battery ? { battery: Math.round(battery.level * 100), charging: battery.charging } : {};
}
