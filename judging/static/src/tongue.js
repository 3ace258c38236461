/** The language of this tablet: changed on the page itself, with or without network. */

import { _, language, loaded, speak } from "../../../competition/static/src/messages.js";
import { shelf } from "./habits.js";

/** @typedef {"zh" | "en"} Tongue */
/** @typedef {Readonly<Record<string, string | readonly string[]>>} Catalogue */

const KEPT = "jiangsai-language";
const TAGS = { zh: "zh-CN", en: "en" };

export class Tongues {
	/**
	 * @param {Readonly<Record<Tongue, string | undefined>>} addresses of the catalogues
	 * @param {(tongue: Tongue) => void} tell lets the server know, whose refusals are sentences too
	 */
	constructor(addresses, tell) {
		this.addresses = addresses;
		this.tell = tell;
		/** @type {Map<Tongue, Catalogue>} */
		this.catalogues = new Map();
	}

	/** Fetches both catalogues while there is network, and speaks what was chosen here last. */
	async start() {
		const fetching = [this.fetch("zh"), this.fetch("en")];
		const address = new URL(location.href);
		const asked = tongueOf(address.searchParams.get("lang"));
		const chosen = asked ?? tongueOf(shelf().getItem(KEPT));
		if (asked) {
			address.searchParams.delete("lang");
			history.replaceState(null, "", address);
		}
		if (chosen) {
			await this.turn(chosen);
		}
		await Promise.all(fetching);
	}

	/** @param {Tongue} tongue @returns {Promise<boolean>} false when its words are not on this tablet */
	async turn(tongue) {
		const words = this.catalogues.get(tongue) ?? (await this.fetch(tongue));
		if (!words) {
			return false;
		}
		shelf().setItem(KEPT, tongue);
		if (TAGS[tongue] !== language) {
			speak(TAGS[tongue], words);
			document.title = `${_("Judge's tablet")} · ${_("Jiangsai")}`;
			this.tell(tongue);
		}
		return true;
	}

	/** @param {Tongue} tongue */
	async fetch(tongue) {
		const found = this.catalogues.get(tongue) ?? (await loaded(this.addresses[tongue]));
		if (found) {
			this.catalogues.set(tongue, found);
		}
		return found;
	}
}

/** @param {string | null} given @returns {Tongue | null} */
export function tongueOf(given) {
	const short = given?.split("-")[0];
	return short === "zh" || short === "en" ? short : null;
}
