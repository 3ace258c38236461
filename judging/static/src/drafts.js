/** What was typed and not stored stays with its sheet while another one is open. */

/** @typedef {Pick<import("./papers.js").Papers, "judge" | "drafts" | "typedOn">} Desk */
/** @typedef {{ drafts: Map<number, string>, typedOn: Map<number, import("./sheet.js").Seen> }} Typed */

/** @typedef {() => void} PutBack lays what was taken out there again, unless something newer is typed there */

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

/** @param {Desk} desk @returns {boolean} whether anything is typed and not stored, on this sheet or one that was laid aside */
export function isAnythingTyped(desk) {
	const aside = known.get(desk)?.aside.values() ?? [];
	return desk.drafts.size > 0 || [...aside].some(({ drafts }) => drafts.size > 0);
}

/**
 * Takes out what was typed for an aspect of the open sheet.
 * @param {Desk} desk
 * @param {number} aspect
 * @returns {PutBack}
 */
export function takeOut({ drafts, typedOn }, aspect) {
	const [text, began] = [drafts.get(aspect), typedOn.get(aspect)];
	drafts.delete(aspect);
	typedOn.delete(aspect);
	return () => {
		if (text !== undefined && !drafts.has(aspect)) {
			drafts.set(aspect, text);
			if (began !== undefined) {
				typedOn.set(aspect, began);
			}
		}
	};
}
