/** Marks that were made while marking was suspended: they wait here, and go by themselves once it goes on. */

import { now } from "../../../competition/static/src/clock.js";
import { n_ } from "../../../competition/static/src/messages.js";
import { STRICT } from "./storage.js";

/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./round.js").Summary} Summary */

/** @param {Refused} row @returns {boolean} whether nothing stands in its way but the suspension */
export function isPaused({ refusal }) {
	return refusal.code === "trade-suspended";
}

/** @param {number} count @returns {string} what the judge is told of them */
export function pausedWord(count) {
	return n_(
		"%(num)s mark made while marking is suspended. It is sent by itself when marking goes on.",
		"%(num)s marks made while marking is suspended. They are sent by themselves when marking goes on.",
		count,
	);
}

/** How often what nobody says anything of is tried: a value that is entered again, of another panel's sheet. */
const GUESS_EVERY = 30_000;

/**
 * @param {readonly Refused[]} rows that wait
 * @param {readonly Pick<Summary, "id" | "suspended">[]} list what the server says of the judge's sheets just now
 * @param {boolean} isGuess whether those of sheets that are not listed are tried, when no listed one rests
 * @returns {readonly Refused[]} those that may go
 */
export function free(rows, list, isGuess) {
	const rests = new Map(list.map(({ id, suspended }) => [id, Boolean(suspended)]));
	const isAnyAtRest = [...rests.values()].includes(true);
	return rows.filter(({ sheet }) => !(rests.get(sheet) ?? (isAnyAtRest || !isGuess)));
}

/**
 * Lets marks go on whose trade is not suspended any more, each as it was made.
 * @param {import("./contact.js").Contact} contact that has just heard what the server says of the sheets
 */
export async function goOn(contact) {
	const { desk, courier, pages } = contact;
	const isGuess = now() - contact.guessedAt >= GUESS_EVERY;
	const rows = free(desk.paused, desk.list ?? [], isGuess);
	if (rows.length === 0) {
		return;
	}
	contact.guessedAt = isGuess ? now() : contact.guessedAt;
	await putBack(desk.storage.disk, rows);
	await desk.recount();
	pages?.postMessage("changed");
	courier.go();
}

/**
 * @param {import("idb").IDBPDatabase} disk
 * @param {readonly Refused[]} rows that wait to be sent again from now on, unless the judge has decided otherwise meanwhile
 */
async function putBack(disk, rows) {
	const act = disk.transaction(["outbox", "refused"], "readwrite", STRICT);
	const [outbox, refused] = [act.objectStore("outbox"), act.objectStore("refused")];
	for (const { uuid } of rows) {
		const kept = await refused.get(uuid);
		if (kept) {
			const { refusal: _why, ...row } = kept;
			await Promise.all([outbox.put(row), refused.delete(uuid)]);
		}
	}
	await act.done;
}
