/** The outbox as the courier sees it, with the desk told of each step. */

import { isSecond } from "./checking.js";
import { withCell } from "./sheet.js";

/** @param {import("./contact.js").Contact} contact @returns {import("./outbox.js").Store} */
export function storeOf(contact) {
	const { desk } = contact;
	return {
		next: async (passed) => {
			const row = desk.judge && !desk.isPinWanted ? await desk.storage.next(passed) : undefined;
			contact.sender = desk.judge;
			return row;
		},
		settle: async (row, receipt) => {
			if (isSecond(row)) {
				await contact.checking.settled(row).catch(reportError);
			}
			await desk.storage.settle(row, receipt);
			const held = row.judge === desk.judge?.id ? desk.kept.get(row.sheet) : undefined;
			if (held && !isSecond(row)) {
				desk.lay(withCell(held, row.aspect, receipt.cell));
			}
			await contact.counted();
		},
		refuse: async (row, refusal) => {
			await desk.storage.refuse(row, refusal);
			await contact.counted();
			await (isSecond(row)
				? contact.checking.fetchSheet(row.sheet)
				: contact.fetchSheet(row.sheet));
		},
	};
}
