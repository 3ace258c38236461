/** The outbox as the courier sees it, with the desk told of each step. */

import { isSecond } from "./checking.js";
import { bySheet, oldest, putAside, settle, withReceipts } from "./waiting.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./outbox.js").Said} Said */

/** @param {Contact} contact @returns {import("./outbox.js").Store} */
export function storeOf(contact) {
	const { desk } = contact;
	return {
		next: async (passed, most) => {
			const seated = desk.judge && !desk.isPinWanted ? await desk.storage.judge() : undefined;
			const rows = seated ? await oldest(desk.storage.disk, seated.id, passed, most) : [];
			contact.sender = desk.judge;
			return rows;
		},
		note: async (said) => {
			try {
				await takeOut(contact, said.received);
				if (said.refused.length) {
					const received = said.received.map(([row]) => row);
					await putAside(desk.storage.disk, said.refused, received);
				}
			} finally {
				await contact.counted();
			}
			// Marks that still wait do not wait for that.
			lookAgain(contact, said.refused).catch(reportError);
		},
	};
}

/** @param {Contact} contact that hears the server @returns {import("./desk.js").Link} as it was until the marks that failed have gone */
export function linkHeard({ courier, desk, isStuck }) {
	if ([courier, desk.evidence?.courier].some((one) => one?.ending === "foreign")) {
		return "foreign";
	}
	const isWell = courier.failures === 0 || desk.unsent.length === 0 || isStuck;
	return isWell ? "fine" : desk.link.state;
}

/** @param {Contact} contact @param {Said["received"]} received */
async function takeOut({ desk, checking }, received) {
	const seconds = received.map(([row]) => row).filter(isSecond);
	if (seconds.length) {
		await checking.settled(seconds).catch(reportError);
	}
	if (received.length) {
		await settle(desk.storage.disk, received);
	}
	const marks = received.filter(([row]) => row.judge === desk.judge?.id && !isSecond(row));
	for (const some of bySheet(marks).values()) {
		const held = desk.kept.get(some[0]?.[0].sheet ?? 0);
		if (held) {
			desk.lay(withReceipts(held, some));
		}
	}
}

/** Fetches the sheets on which something was refused. @param {Contact} contact @param {Said["refused"]} refused */
async function lookAgain(contact, refused) {
	const rows = refused.map(([row]) => row);
	const [seconds, marks] = [rows.filter(isSecond), rows.filter((row) => !isSecond(row))];
	const ids = (/** @type {typeof rows} */ some) => [...new Set(some.map(({ sheet }) => sheet))];
	await Promise.all([
		...ids(marks).map((id) => contact.fetchSheet(id)),
		...ids(seconds).map((id) => contact.checking.fetchSheet(id)),
	]);
}
