/** One sheet as a judge sees it: what the server said, and on top what this tablet holds. */

/** @typedef {Readonly<{ zh?: string, en?: string }>} Names */
/** @typedef {Names | string} Wording a text of the scheme, by language or plain */
/** @typedef {Readonly<{ judges: readonly Names[], reason: string, at: string }>} Before whose marks whoever has the seat since signs too, and why it passed */
/** @typedef {Readonly<{ seat: number, judge: Readonly<{ id: number, code: string, name: Names }> | null, at: string | null, absent: boolean, before?: Before | null }>} Signature */
/** @typedef {Readonly<{ number: number, aspect: number, value: string, reason: string, by: Names, at: string }>} Correction one that waits for the chief judge */
/** @typedef {Readonly<{ base: number, head?: string }>} Seen the version on which a judge decides, with what tells it from the same version of a ledger that was lost */
/** @typedef {Readonly<{ value: string | null, version: number, head?: string, points: string | null, absent?: boolean, by?: Names | string | null, earlier?: Names, votes_in?: number, votes_of?: number, votes?: readonly (string | null)[] | null, conflict?: boolean }>} Cell */
/** @typedef {Readonly<{ id: number, code: string, sub?: Readonly<{ code: string, name: Wording, day?: number | null }> | null, kind: string, text: Wording, extra?: Wording, requirement?: Wording, max: string, parameters?: Readonly<Record<string, unknown>>, levels?: readonly Readonly<{ score: number, text: Wording }>[], rounds?: readonly (readonly (string | null)[])[], cell: Cell }>} Aspect */
/** @typedef {Readonly<{ id: number, version: number, head?: string, trade: Readonly<{ id: number, code: string, names: Names }>, entry: Readonly<{ code: string, station: string | null }>, criterion: Readonly<{ code: string, names: Names }>, panel: Readonly<{ name: string, seat: number, seats: number }>, locked: boolean, suspended?: import("./halt.js").Suspended | null, epoch?: string, state?: "open" | "signed" | "locked", signing?: "chief" | "panel", signatures?: readonly Signature[], corrections?: readonly Correction[], scan?: boolean, check?: Readonly<{ own?: boolean }> | null, remarks?: readonly Remark[], company?: readonly Companion[], away?: readonly import("./margin.js").Absence[], aspects: readonly Aspect[] }>} Sheet */
/** @typedef {Readonly<{ uuid: string, sub: string, aspect: number | null, text: string, photo: boolean, by: Names, mine: boolean, taken_at: string, withdrawn: string | null }>} Remark what a judge of the panel wrote or photographed; *withdrawn* says why it was taken back */
/** @typedef {Readonly<{ by: Names, same_judge: boolean, device: string, since: string }>} Companion who has the sheet open on another tablet */
/** @typedef {import("./outbox.js").Row} Row */
/** @typedef {import("./outbox.js").Refused} Refused */
/** @typedef {"none" | "keeping" | "unsent" | "attention" | "conflict" | "received" | "signed"} State */
/** @typedef {Readonly<{ value: string | null, state: State, refused: Refused | null }>} Standing what stands for one aspect on this tablet */
/** @typedef {Readonly<{ rows: readonly Row[], refused: readonly Refused[], keeping?: ReadonlyMap<number, string> }>} Held what this tablet holds of one judge and one sheet */

/** @type {ReadonlySet<State>} */
const LOUD = new Set(["attention", "conflict"]);
/** @type {ReadonlySet<State>} */
const NEEDS_THE_JUDGE = new Set(["none", "attention", "conflict"]);

/**
 * @param {Sheet} sheet
 * @param {Aspect} aspect
 * @param {Held} held
 * @returns {Standing}
 */
export function standing(sheet, aspect, held) {
	const refused = held.refused.findLast((row) => row.aspect === aspect.id) ?? null;
	const inHand = held.keeping?.get(aspect.id);
	if (inHand !== undefined) {
		return { value: inHand || null, state: "keeping", refused };
	}
	const row = held.rows.findLast((one) => one.aspect === aspect.id);
	if (row) {
		return { value: row.value || null, state: "unsent", refused };
	}
	return { value: aspect.cell.value, state: settled(sheet, aspect, refused), refused };
}

/**
 * @param {Sheet} sheet
 * @param {Held} held
 * @returns {Map<number, Standing>} by aspect, in the order of the sheet
 */
export function standings(sheet, held) {
	return new Map(sheet.aspects.map((aspect) => [aspect.id, standing(sheet, aspect, held)]));
}

/**
 * @param {ReadonlyMap<number, Standing>} all
 * @returns {{ of: number, marked: number, conflicts: number, unsent: number, open: number }} how many aspects there are, and of them: marked, in conflict, on this tablet only, still to do
 */
export function progress(all) {
	const states = Array.from(all.values(), (one) => one.state);
	const count = (/** @type {State[]} */ ...wanted) =>
		states.filter((state) => wanted.includes(state)).length;
	return {
		of: all.size,
		marked: Array.from(all.values()).filter(({ value }) => value !== null).length,
		conflicts: count("conflict"),
		unsent: count("keeping", "unsent"),
		open: Array.from(all.values()).filter(isOpenStanding).length,
	};
}

/** @param {Standing} one @returns {boolean} whether nothing is marked there, and nothing else is the matter */
export function isUnmarked({ value, state }) {
	return value === null && !LOUD.has(state);
}

/** @param {Standing} one @returns {boolean} whether it needs the judge */
export function isOpenStanding(one) {
	return isUnmarked(one) || NEEDS_THE_JUDGE.has(one.state);
}

/**
 * @param {ReadonlyMap<number, Standing>} all
 * @param {number | null} from the aspect on the screen
 * @returns {number | null} the next aspect that needs the judge: first the unmarked ones after *from* and round again, then the others
 */
export function nextOpen(all, from) {
	const ids = [...all.keys()];
	const at = from === null ? -1 : ids.indexOf(from);
	const round = [...ids.slice(at + 1), ...ids.slice(0, Math.max(at, 0))];
	const find = (/** @type {(one: Standing) => boolean} */ is) =>
		round.find((id) => {
			const one = all.get(id);
			return one !== undefined && is(one);
		});
	return find(isUnmarked) ?? find(isOpenStanding) ?? null;
}

/** @param {Sheet} sheet @param {Aspect} aspect @returns {boolean} whether nothing is marked there: the sheet rests or is closed, nobody waits for this judge, or the vote is of who had the seat before */
export function isClosed(sheet, { cell }) {
	const { locked, check } = sheet;
	return locked || Boolean(check?.own) || isAway(sheet) || cell.earlier !== undefined;
}

/** @param {Pick<Sheet, "away" | "panel">} sheet @returns {boolean} whether the chief judge has recorded that nobody waits for its judge here: then they do nothing with it */
export function isAway({ away, panel }) {
	return away?.some(({ seat }) => seat === panel.seat) ?? false;
}

/**
 * @param {Sheet} sheet
 * @param {Aspect} aspect
 * @returns {Seen} on what a judge decides who sees this cell now
 */
export function seenOn(sheet, { cell }) {
	// A later version whose line nobody named could be another ledger's one day.
	const { version, head } = cell.head && cell.version > sheet.version ? cell : sheet;
	return seen(version, head);
}

/** @param {number} base @param {string | null | undefined} head empty where nothing is marked yet @returns {Seen} */
export function seen(base, head) {
	return head ? { base, head } : { base };
}

/** @param {Readonly<{ version: number, head?: string }>} sheet @returns {{ version: number, head?: string }} what an act says it was decided on that needs the server at once */
export function atVersion({ version, head }) {
	return head ? { version, head } : { version };
}

/**
 * @param {Sheet | null | undefined} held
 * @param {Sheet} fresh
 * @returns {Sheet} the newer of both, cell by cell: an answer that was long under way undoes nothing
 */
export function refreshed(held, fresh) {
	// A server that was started anew may have an older database: its word is all there is.
	if (!held || held.id !== fresh.id || held.epoch !== fresh.epoch) {
		return fresh;
	}
	if (fresh.version < held.version) {
		return held;
	}
	const cells = new Map(held.aspects.map((aspect) => [aspect.id, aspect.cell]));
	const aspects = fresh.aspects.map((aspect) => {
		const cell = cells.get(aspect.id);
		return cell && cell.version > fresh.version ? { ...aspect, cell } : aspect;
	});
	return { ...fresh, aspects };
}

/**
 * @param {Sheet} sheet
 * @param {number} id the aspect's
 * @param {Cell} cell
 * @returns {Sheet} with that cell, unless it holds a newer one
 */
export function withCell(sheet, id, cell) {
	const aspects = sheet.aspects.map((aspect) =>
		aspect.id === id && aspect.cell.version <= cell.version ? { ...aspect, cell } : aspect,
	);
	return { ...sheet, aspects };
}

/**
 * @param {readonly Aspect[]} aspects
 * @returns {{ code: string, name: Wording, aspects: Aspect[] }[]} by sub-criterion, in order
 */
export function sections(aspects) {
	/** @type {{ code: string, name: Wording, aspects: Aspect[] }[]} */
	const found = [];
	for (const aspect of aspects) {
		const { code = "", name = "" } = aspect.sub ?? {};
		const last = found.at(-1);
		if (last && last.code === code) {
			last.aspects.push(aspect);
		} else {
			found.push({ code, name, aspects: [aspect] });
		}
	}
	return found;
}

/**
 * @param {readonly (string | null)[]} points exact decimals; null: not known from this sheet alone
 * @returns {string} their exact sum, or a dash
 */
export function subtotal(points) {
	const known = points.filter((one) => one !== null);
	if (known.length < points.length) {
		return "–";
	}
	const digits = Math.max(2, ...known.map((one) => one.split(".")[1]?.length ?? 0));
	const sum = known.reduce((all, one) => {
		const [whole = "0", part = ""] = one.split(".");
		return all + BigInt(whole + part.padEnd(digits, "0"));
	}, 0n);
	const text = sum.toString().padStart(digits + 1, "0");
	return `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * @param {Sheet} sheet
 * @param {Aspect} aspect
 * @param {Refused | null} refused
 * @returns {State}
 */
function settled(sheet, aspect, refused) {
	if (refused) {
		return "attention";
	}
	if (aspect.cell.conflict) {
		return "conflict";
	}
	if (aspect.cell.value === null) {
		return "none";
	}
	const isPaused = Boolean(sheet.suspended) && (sheet.state ?? "open") === "open";
	return sheet.locked && !isPaused ? "signed" : "received";
}
