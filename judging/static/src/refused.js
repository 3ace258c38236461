/** What stands on the sheet where the server did not take a mark. */

import { seen, seenOn } from "./sheet.js";

/** @typedef {import("./sheet.js").Sheet} Sheet */
/** @typedef {import("./outbox.js").Refused} Refused */

const SHUT = new Set(["seat-passed", "sheet-stayed", "not-your-sheet"]);

/**
 * @param {Refused} row
 * @param {Sheet | undefined} sheet as this tablet has it
 * @returns {{ value: string | null, by: Refused["refusal"]["by"], seen: import("./sheet.js").Seen }} the newer of the refusal's word and the sheet's, and on what whoever reads it decides
 */
export function onTheSheet({ aspect: id, base, head, refusal }, sheet) {
	const aspect = sheet?.aspects.find((one) => one.id === id);
	const { theirs, by = null, version = 0 } = refusal;
	if (sheet && aspect && (theirs === undefined || aspect.cell.version > version)) {
		const { value } = aspect.cell;
		const author = typeof aspect.cell.by === "string" ? null : aspect.cell.by;
		return { value, by: author ?? null, seen: seenOn(sheet, aspect) };
	}
	const began = version ? seen(version, refusal.head) : seen(base, head);
	return { value: theirs ?? null, by, seen: began };
}

/**
 * @param {Pick<import("./desk.js").Desk, "kept" | "list">} desk
 * @param {Refused} row
 * @returns {import("./sheet.js").Seen} on what the judge decides who sends it again: of what is not shown they have seen nothing since
 */
export function seenBeside(desk, row) {
	return isSeen(desk, row)
		? onTheSheet(row, desk.kept.get(row.sheet)).seen
		: seen(row.base, row.head);
}

/**
 * @param {Pick<import("./desk.js").Desk, "kept" | "list">} desk
 * @param {Refused} row
 * @returns {boolean} whether this tablet knows what stands there: of a sheet that is not the judge's any more it is told nothing
 */
export function isSeen({ kept, list }, { sheet, aspect, refusal }) {
	if (refusal.theirs !== undefined) {
		return true;
	}
	const isHere = kept.get(sheet)?.aspects.some(({ id }) => id === aspect) ?? false;
	const isShut = SHUT.has(refusal.code) && !list?.some(({ id }) => id === sheet);
	return isHere && !isShut;
}

/**
 * Looks at the sheets anew on which a mark was not taken.
 * @param {import("./contact.js").Contact} contact
 */
export async function fetchRefused(contact) {
	const { attention } = contact.desk;
	for (const id of new Set(attention.map(({ sheet }) => sheet))) {
		await contact.fetchSheet(id);
	}
}
