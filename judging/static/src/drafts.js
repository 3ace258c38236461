/** What was typed and not stored stays with its sheet while another one is open. */

/** @typedef {Pick<import("./papers.js").Papers, "judge" | "drafts" | "typedOn">} Desk */
/** @typedef {{ drafts: Map<number, string>, typedOn: Map<number, number> }} Typed */

/** @type {WeakMap<Desk, { of: string, aside: Map<string, Typed> }>} */
const known = new WeakMap();

/**
 * Lays what was typed aside, and takes up what was typed on *sheet* before.
 * @param {Desk} desk
 * @param {number} sheet that is opened
 */
export function takeUp(desk, sheet) {
	const of = `${desk.judge?.id}-${sheet}`;
	const { of: before = "", aside = new Map() } = known.get(desk) ?? {};
	aside.set(before, { drafts: desk.drafts, typedOn: desk.typedOn });
	const { drafts, typedOn } = aside.get(of) ?? { drafts: new Map(), typedOn: new Map() };
	desk.drafts = drafts;
	desk.typedOn = typedOn;
	known.set(desk, { of, aside });
}
