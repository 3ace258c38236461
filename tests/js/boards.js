/** Rankings for tests. */

/** @typedef {import("../../scoreboard/static/src/ranking.js").Ranking} Ranking */

/**
 * @param {Partial<Ranking>} [given]
 * @returns {Ranking} of three rows with two criteria
 */
export function ranking(given) {
	return {
		epoch: "m1",
		trade: 1,
		version: 1,
		at: "2026-11-21T06:32:07Z",
		state: "live",
		competition: { en: "Skills" },
		code: "17",
		names: { en: "Web" },
		group: null,
		unit: "person",
		scale: { centre: "700", k: "30", c: "1.4826", median: null, mad: null },
		criteria: [
			{ code: "A", names: { en: "A" }, max: "10.00", aspects: 8, done: 0 },
			{ code: "B", names: { en: "B" }, max: "10.00", aspects: 6, done: 0 },
		],
		rows: ["7.00", "5.00", "3.00"].map((total, i) => ({
			code: `0${i}`,
			station: null,
			name: null,
			delegation: null,
			status: "ranked",
			total,
			marks: [total, null],
		})),
		order: [0, 1, 2],
		...given,
	};
}
