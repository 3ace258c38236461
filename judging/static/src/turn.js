/** Judges who share a tablet: what of one's marks is still here while another one's page is open. */

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./sheet.js").Names} Names */

/**
 * @param {Pick<Desk, "rows" | "refused" | "judge" | "owners">} desk
 * @param {number} sheet
 * @returns {{ name: Names | string, count: number }[]} other judges whose marks of that sheet the server does not have
 */
export function othersOn({ rows, refused, judge, owners }, sheet) {
	/** @type {Map<number, number>} */
	const counts = new Map();
	for (const row of [...rows, ...refused]) {
		if (row.sheet === sheet && row.judge !== judge?.id) {
			counts.set(row.judge, (counts.get(row.judge) ?? 0) + 1);
		}
	}
	return Array.from(counts, ([id, count]) => ({ name: owners.get(id) ?? String(id), count }));
}
