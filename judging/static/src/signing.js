/** Names put to sheets, and corrections asked for: both need the server at once. */

import { whyRefused } from "./deeds.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./sheet.js").Sheet} Sheet */

/** @param {Contact} contact @param {number} id of the sheet that is about to be signed */
export async function fetchWarnings(contact, id) {
	const answer = await contact.request("GET", `sheets/${id}/warnings`);
	const body = /** @type {{ warnings?: { aspect: number, kind: string }[] } | null} */ (
		answer?.body
	);
	contact.desk.warnings = body?.warnings ? { sheet: id, list: body.warnings } : null;
	contact.desk.changed();
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
		const body = { version: sheet.version, device, ...other };
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
	const body = { ...wanted, device };
	const answer = await contact.request("POST", `sheets/${sheet.id}/corrections`, { body });
	desk.isAsking = answer?.status !== 201;
	desk.askingTrouble = desk.isAsking ? whyRefused(answer) : "";
	await contact.fetchSheet(sheet.id);
	desk.changed();
}
