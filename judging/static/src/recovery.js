/** After the server was started anew, maybe from a backup: what it received and has lost is sent again, and told where it cannot be. */

import { forgetSigned, lostSignature, seenSigned } from "./losses.js";
import { sendRemarksAgain } from "./remark-receipts.js";

/** @typedef {import("./losses.js").Given} Given */
/** @typedef {Pick<import("./contact.js").Contact, "desk" | "request">} Contact */
/** @typedef {Readonly<{ uuids: ReadonlySet<string>, signatures: readonly Given[] }>} Lost */

const AT_ONCE = 500;

/**
 * Compares this tablet's receipts with what the server has, once for each start of the server.
 * @param {Contact} contact
 * @param {number} judge
 * @param {string | undefined} epoch what changes when the server starts anew
 */
export async function recover(contact, judge, epoch) {
	const { desk } = contact;
	if (epoch === undefined || (await desk.storage.epoch(judge)) === epoch) {
		return;
	}
	const marks = (await desk.storage.received(judge)).map(({ uuid }) => uuid);
	const remarks = (await desk.evidence?.receipts?.of(judge).catch(() => [])) ?? [];
	const signed = desk.losses ? await seenSigned(desk.storage.disk, judge) : [];
	const lost = await missing(contact, [...marks, ...remarks.map(({ uuid }) => uuid)], signed);
	if (lost === null) {
		return;
	}
	await sendMarksAgain(contact, judge, new Set(marks.filter((uuid) => lost.uuids.has(uuid))));
	const photos =
		desk.evidence && remarks.some(({ uuid }) => lost.uuids.has(uuid))
			? await sendRemarksAgain(desk.evidence, judge, lost.uuids)
			: [];
	await desk.losses?.add(judge, [...photos, ...lost.signatures.map(lostSignature)]);
	if (lost.signatures.length) {
		await forgetSigned(desk.storage.disk, judge, lost.signatures);
	}
	await desk.storage.keepEpoch(judge, epoch);
}

/** @param {Contact} contact @param {number} judge @param {ReadonlySet<string>} uuids */
async function sendMarksAgain({ desk }, judge, uuids) {
	if (uuids.size) {
		await desk.storage.sendAgain(judge, uuids);
		await desk.recount();
		desk.dispatchEvent(new Event("kept"));
	}
}

/**
 * @param {Contact} contact
 * @param {readonly string[]} uuids
 * @param {readonly Given[]} signed
 * @returns {Promise<Lost | null>} what the server does not have; null when it does not say
 */
async function missing(contact, uuids, signed) {
	const parts = Math.ceil(Math.max(uuids.length, signed.length) / AT_ONCE);
	/** @type {Set<string>} */
	const found = new Set();
	/** @type {Given[]} */
	const unsigned = [];
	for (let part = 0; part < parts; part += 1) {
		const some = signed.slice(part * AT_ONCE, (part + 1) * AT_ONCE);
		const said = await ask(contact, uuids.slice(part * AT_ONCE, (part + 1) * AT_ONCE), some);
		if (said === null) {
			return null;
		}
		for (const uuid of said.missing) {
			found.add(uuid);
		}
		unsigned.push(...some.filter((_, at) => said.unsigned?.includes(at)));
	}
	return { uuids: found, signatures: unsigned };
}

/**
 * @param {Contact} contact
 * @param {readonly string[]} uuids
 * @param {readonly Given[]} signed
 * @returns {Promise<{ missing: string[], unsigned?: number[] } | null>}
 */
async function ask(contact, uuids, signed) {
	const signatures = signed.map(({ sheet, at }) => ({ sheet, at }));
	const body = signatures.length ? { uuids, signatures } : { uuids };
	const answer = await contact.request("POST", "received", { body });
	const said = /** @type {{ missing?: string[], unsigned?: number[] } | null} */ (answer?.body);
	return answer?.status === 200 && said?.missing ? { ...said, missing: said.missing } : null;
}
