/** The outbox on the disk: what goes next, what leaves it as received, what is put aside as refused. */

import { cellOf } from "./outbox.js";
import { withCell } from "./sheet.js";
import { cellOnSheet, keyOf, STRICT } from "./storage.js";

/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refusal} Refusal */
/** @typedef {import("./outbox.js").Receipt} Receipt */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("idb").IDBPDatabase} Disk */
/** @typedef {readonly [Row, Receipt][]} Received */

const PAGE = 250;

/**
 * @param {Disk} disk
 * @param {number} judge
 * @param {ReadonlySet<string>} passed cells that are left for later
 * @param {number} most
 * @returns {Promise<Row[]>} the oldest rows of the judge
 */
export async function oldest(disk, judge, passed, most) {
	const isNext = (/** @type {Row} */ row) => row.judge === judge && !passed.has(cellOf(row));
	/** @type {Row[]} */
	const found = [];
	let [after, isMore] = [0, true];
	while (isMore && found.length < most) {
		/** @type {Row[]} */
		const page = await disk.getAll("outbox", IDBKeyRange.lowerBound(after, true), PAGE);
		found.push(...page.filter(isNext));
		after = page.at(-1)?.sequence ?? after;
		isMore = page.length === PAGE;
	}
	return found.slice(0, most);
}

/**
 * What is received leaves the outbox, also when the disk is too full for the sheets.
 * @param {Disk} disk
 * @param {Received} received
 */
export async function settle(disk, received) {
	try {
		await settleOnSheets(disk, received);
	} catch (fault) {
		reportError(fault);
		const act = disk.transaction("outbox", "readwrite", STRICT);
		const gone = received.map(([{ sequence }]) => act.store.delete(sequence));
		await Promise.all([...gone, act.done]);
	}
}

/** @param {Disk} disk @param {Received} received */
async function settleOnSheets(disk, received) {
	const act = disk.transaction(["outbox", "sheets", "facts"], "readwrite", STRICT);
	const [outbox, sheets] = [act.objectStore("outbox"), act.objectStore("sheets")];
	const keys = await Promise.all(received.map(([{ sequence }]) => outbox.getKey(sequence)));
	// What another page has taken out was remembered there, and what came after it too.
	const fresh = received.filter((_, at) => keys[at] !== undefined);
	for (const [key, some] of bySheet(fresh)) {
		await remember(act.objectStore("facts"), `received-${key}`, some);
		/** @type {import("./storage.js").Kept | undefined} */
		const kept = await sheets.get(key);
		if (kept) {
			await sheets.put({ ...kept, sheet: withReceipts(kept.sheet, some) });
		}
	}
	const gone = fresh.map(([{ sequence }]) => outbox.delete(sequence));
	await Promise.all([...gone, act.done]);
}

/**
 * Of each cell the last one is kept for the judge to decide about, unless a newer one of theirs waits or was received.
 * @param {Disk} disk
 * @param {readonly [Row, Refusal][]} rows
 * @param {readonly Row[]} received with the same answer
 */
export async function putAside(disk, rows, received) {
	const act = disk.transaction(["outbox", "refused"], "readwrite", STRICT);
	const [outbox, refused] = [act.objectStore("outbox"), act.objectStore("refused")];
	/** @type {[Refused[], Row[]]} */
	const [before, waiting] = await Promise.all([refused.getAll(), outbox.getAll()]);
	const here = new Set(waiting.map(({ uuid }) => uuid));
	// What does not wait any more, another page has put aside, and the judge may have decided since.
	const fresh = rows
		.filter(([{ uuid }]) => here.has(uuid))
		.map(([row, refusal]) => ({ ...row, refusal }));
	const last = lastOfCells([...before, ...received, ...waiting]);
	await Promise.all([
		...before.filter(({ uuid }) => !last.has(uuid)).map(({ uuid }) => refused.delete(uuid)),
		...fresh.filter(({ uuid }) => last.has(uuid)).map((row) => refused.put(row)),
		...fresh.map(({ sequence }) => outbox.delete(sequence)),
		act.done,
	]);
}

/** @param {readonly Row[]} rows @returns {ReadonlySet<string>} the uuid of the last mark of each cell */
export function lastOfCells(rows) {
	/** @type {Map<string, Row>} */
	const last = new Map();
	for (const row of rows) {
		const other = last.get(cellOf(row));
		if (!other || other.sequence < row.sequence) {
			last.set(cellOf(row), row);
		}
	}
	return new Set([...last.values()].map(({ uuid }) => uuid));
}

/** @param {Sheet} sheet @param {Received} received of that sheet @returns {Sheet} as the server has it */
export function withReceipts(sheet, received) {
	return received.reduce(
		(all, [row, receipt]) => withCell(all, row.aspect, cellIn(receipt)),
		sheet,
	);
}

/** @param {Receipt} receipt @returns {import("./sheet.js").Cell} with what tells its version from another ledger's, where that is known */
function cellIn({ version, head, cell }) {
	return head && cell.version === version ? { ...cell, head } : cell;
}

/** @param {Received} received @returns {Map<string, Received[number][]>} by the sheet's key, in order */
export function bySheet(received) {
	/** @type {Map<string, Received[number][]>} */
	const found = new Map();
	for (const one of received) {
		const key = keyOf(one[0].judge, one[0].sheet);
		found.set(key, [...(found.get(key) ?? []), one]);
	}
	return found;
}

/**
 * Keeps the last mark of each cell that the server has, to compare when it is started anew.
 * @param {import("idb").IDBPObjectStore<unknown, string[], "facts", "readwrite">} facts
 * @param {string} key
 * @param {Received} received of one sheet
 */
async function remember(facts, key, received) {
	const lines = received.filter(([, { line }]) => typeof line === "number");
	if (lines.length) {
		const fresh = Object.fromEntries(lines.map(([row]) => [cellOnSheet(row), row]));
		await facts.put({ ...(await facts.get(key)), ...fresh }, key);
	}
}
