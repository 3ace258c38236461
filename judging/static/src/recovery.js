/** After the server was started anew, maybe from a backup: what it received and has lost is sent again. */

const AT_ONCE = 500;

/**
 * Compares this tablet's receipts with the server's ledger, once for each start of the server.
 * @param {Pick<import("./contact.js").Contact, "desk" | "request">} contact
 * @param {number} judge
 * @param {string | undefined} epoch what changes when the server starts anew
 */
export async function recover(contact, judge, epoch) {
	const { desk } = contact;
	if (epoch === undefined || (await desk.storage.epoch(judge)) === epoch) {
		return;
	}
	const uuids = (await desk.storage.received(judge)).map((row) => row.uuid);
	const missing = await lost(contact, uuids);
	if (missing === null) {
		return;
	}
	if (missing.size) {
		await desk.storage.sendAgain(judge, missing);
		await desk.recount();
		desk.dispatchEvent(new Event("kept"));
	}
	await desk.storage.keepEpoch(judge, epoch);
}

/**
 * @param {Pick<import("./contact.js").Contact, "request">} contact
 * @param {readonly string[]} uuids
 * @returns {Promise<Set<string> | null>} those that the server does not have; null when it does not say
 */
async function lost(contact, uuids) {
	/** @type {Set<string>} */
	const found = new Set();
	for (let at = 0; at < uuids.length; at += AT_ONCE) {
		const body = { uuids: uuids.slice(at, at + AT_ONCE) };
		const answer = await contact.request("POST", "received", { body });
		const said = /** @type {{ missing?: string[] } | null} */ (answer?.body);
		if (answer?.status !== 200 || !said?.missing) {
			return null;
		}
		for (const uuid of said.missing) {
			found.add(uuid);
		}
	}
	return found;
}
