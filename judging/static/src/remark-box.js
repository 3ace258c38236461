/** Remarks that wait as their courier sees them, with the desk told of each step. */

import { remember } from "./remark-receipts.js";

/** @typedef {import("./evidence.js").Evidence} Evidence */
/** @typedef {import("./remark-store.js").Waiting} Waiting */
/** @typedef {import("./remark-post.js").Receipt} Receipt */

/** @param {Evidence} evidence @returns {import("./remark-post.js").Box} */
export function boxOf(evidence) {
	const { desk } = evidence;
	return {
		next: async () => {
			const isOff = !desk.judge || desk.isPinWanted || desk.paired?.isRevoked;
			const rows = isOff ? [] : await evidence.read();
			evidence.sender = desk.judge;
			return rows.find((row) => row.judge === desk.judge?.id && row.refusal === null);
		},
		isClear: () => desk.due.length === 0,
		settle: async (row, receipt) => {
			evidence.givenUp = 0;
			await lay(evidence, row, receipt).catch(reportError);
			await remember(evidence, row).catch(reportError);
			await evidence.done(row);
			evidence.contact.tell();
		},
		refuse: async (row, refusal) => {
			evidence.givenUp = 0;
			evidence.resent.delete(row.uuid);
			evidence.said.set(row.uuid, refusal);
			const isKept = evidence.store?.refuse(row, refusal);
			await isKept?.then(() => evidence.said.delete(row.uuid), reportError);
			await evidence.recount();
		},
	};
}

/** Lays what the server has received beside the sheet it is about. @param {Evidence} evidence @param {Waiting} row @param {Receipt} receipt */
async function lay({ desk }, row, { remark }) {
	const shown = row.judge === desk.judge?.id ? desk.kept.get(row.sheet) : undefined;
	const known = shown ?? (await desk.storage.sheet(row.judge, row.sheet))?.sheet;
	if (!known) {
		return;
	}
	const others = (known.remarks ?? []).filter((one) => one.uuid !== remark.uuid);
	const sheet = { ...known, remarks: [...others, remark] };
	const laid = await desk.keepSheet(row.judge, sheet, null);
	if (row.judge === desk.judge?.id) {
		desk.lay(laid);
	}
}
