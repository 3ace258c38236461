/** Names put to sheets, and corrections asked for: both need the server at once. */

import { whyRefused } from "./deeds.js";
import { atVersion } from "./sheet.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/**
 * @param {Contact} contact
 * @param {number} id of the sheet whose odd values are asked for
 * @returns {Promise<boolean>} whether the server said
 */
export async function fetchWarnings(contact, id) {
	const { desk } = contact;
	const answer = await contact.request("GET", `sheets/${id}/warnings`);
	const body = /** @type {{ warnings?: import("./papers.js").Warning[] } | null} */ (answer?.body);
	desk.warnings = new Map(desk.warnings).set(id, body?.warnings ?? null);
	desk.changed();
	return Boolean(body?.warnings);
}

/**
 * Asks again for the warnings that a sheet to be signed lacks, until the server has said.
 * @param {Contact} contact
 */
export async function fetchMissedWarnings(contact) {
	const { screen, sheet, warnings } = contact.desk;
	if (screen === "sign" && sheet && warnings.get(sheet.id) === null) {
		await fetchWarnings(contact, sheet.id);
	}
}

/**
 * Asks for the warnings of what the list beside the mark shows: one sheet, or all of the module.
 * @param {Contact} contact
 */
export async function fetchOdd(contact) {
	const { desk } = contact;
	const { listed } = desk;
	desk.warnings = new Map();
	for (const id of listed) {
		if (!(await fetchWarnings(contact, id))) {
			// Whoever does not answer now is not asked thirty times.
			const none = listed.map((one) => /** @type {const} */ ([one, null]));
			desk.warnings = new Map([...none, ...desk.warnings]);
			break;
		}
	}
	desk.changed();
}

/**
 * Puts a name to what the sheet says: the judge's own, or by PIN another's of the panel.
 * @param {Contact} contact
 * @param {Sheet} sheet
 * @param {{ judge: string, pin: string }} [other]
 */
export async function sign(contact, sheet, other) {
	const { desk } = contact;
	if (desk.isSigning) {
		return;
	}
	desk.isSigning = true;
	desk.signingTrouble = "";
	desk.changed();
	try {
		const device = await desk.storage.device();
		const body = { ...atVersion(sheet), device, ...other };
		const answer = await contact.request("POST", `sheets/${sheet.id}/signature`, { body });
		desk.signingTrouble = answer?.status === 201 ? "" : whyRefused(answer);
	} finally {
		desk.isSigning = false;
		desk.changed();
	}
	contact.listAt = 0;
	await contact.fetchSheet(sheet.id);
	desk.changed();
}

/**
 * Asks the chief judge to approve another value on the open sheet.
 * @param {Contact} contact
 * @param {{ aspect: number, value: string, reason: string }} wanted
 */
export async function ask(contact, wanted) {
	const { desk } = contact;
	const sheet = desk.sheet;
	if (!sheet) {
		return;
	}
	const device = await desk.storage.device();
	const body = { ...wanted, ...atVersion(sheet), device };
	const answer = await contact.request("POST", `sheets/${sheet.id}/corrections`, { body });
	desk.isAsking = answer?.status !== 201;
	desk.askingTrouble = desk.isAsking ? whyRefused(answer) : "";
	await contact.fetchSheet(sheet.id);
	desk.changed();
}
