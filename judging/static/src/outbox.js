/** The way of a mark from this tablet to the ledger: one at a time, in order, never lost, never doubled. */

/** @typedef {Readonly<{ uuid: string, device: string, sequence: number, judge: number, sheet: number, aspect: number, value: string, base: number, taken_at: string }>} Row a mark that only this tablet holds */
/** @typedef {import("./sheet.js").Cell} Cell */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ uuid: string, line: number, version: number, cell: Cell }>} Receipt the server's word that a mark is safe */
/** @typedef {Readonly<{ code: string, detail: string, yours?: string, theirs?: string | null, by?: Names | null, version?: number, fields?: Record<string, string[]> }>} Refusal */
/** @typedef {Row & Readonly<{ refusal: Refusal }>} Refused a mark that needs the judge */
/** @typedef {Readonly<{ status: number, body: unknown }>} Answer */
/** @typedef {"received" | "refused" | "signed-out" | "later"} Verdict */
/** @typedef {"empty" | "stuck" | "signed-out" | "later" | "unreachable" | "full"} Ending why a delivery stopped; stuck: all went but what the server stumbles over; full: the disk took nothing more */
/** @typedef {Map<string, number>} Faults how often the server stumbled over each row, by uuid */

/**
 * @typedef {object} Store
 * @property {(passed: ReadonlySet<string>) => Promise<Row | undefined>} next the oldest row of the judge who is signed in, but for cells that are passed over
 * @property {(row: Row, receipt: Receipt) => Promise<void>} settle
 * @property {(row: Row, refusal: Refusal) => Promise<void>} refuse
 */

const RETRY_LATER = new Set([408, 425, 429]);
const FIRST_PAUSE = 1000;
// With the way there and back, all is sent ten seconds after the server answers again.
const LONGEST_PAUSE = 8000;
// One mark that the server stumbles over keeps no other waiting; where it stumbles over many, it is the server.
const MOST_FAULTS = 3;
const MOST_STUCK = 5;

/**
 * @param {Store} store
 * @param {(row: Row) => Promise<Answer>} post throws when the server cannot be reached
 * @param {Faults} [faults] of the deliveries before
 * @returns {Promise<Ending>} after every row that could go has gone
 */
export async function deliver(store, post, faults = new Map()) {
	/** @type {Set<string>} */
	const passed = new Set();
	for (let row = await store.next(passed); row; row = await store.next(passed)) {
		const ending = await deliverOne(store, row, post, { faults, passed });
		if (ending) {
			return ending;
		}
	}
	return passed.size ? "stuck" : "empty";
}

/**
 * @param {Store} store
 * @param {Row} row
 * @param {(row: Row) => Promise<Answer>} post
 * @param {{ faults: Faults, passed: Set<string> }} trouble
 * @returns {Promise<Ending | null>} null when the next row may go
 */
async function deliverOne(store, row, post, { faults, passed }) {
	const answer = await post(row).catch(() => null);
	if (answer === null) {
		return "unreachable";
	}
	const found = verdict(row, answer);
	if (found === "later" && isStuck(row, answer, faults) && passed.size < MOST_STUCK) {
		// What comes later of the same cell waits too: the order within a cell stands.
		passed.add(cellOf(row));
		return null;
	}
	if (found === "later" || found === "signed-out") {
		return found;
	}
	faults.delete(row.uuid);
	return (await isNoted(store, row, found, answer)) ? null : "full";
}

/** @param {Row} row @param {Answer} answer @param {Faults} faults */
function isStuck({ uuid }, { status, body }, faults) {
	// A proxy's 500 is no word of ours about this mark.
	const isOurs = status === 500 && /** @type {{ code?: string } | null} */ (body)?.code === "fault";
	if (isOurs) {
		faults.set(uuid, (faults.get(uuid) ?? 0) + 1);
	}
	return isOurs && stuck(faults).has(uuid);
}

/** @param {Faults} faults @returns {ReadonlySet<string>} rows over which the server has stumbled again and again */
export function stuck(faults) {
	return new Set([...faults].filter(([, times]) => times >= MOST_FAULTS).map(([uuid]) => uuid));
}

/** @param {Pick<Row, "judge" | "sheet" | "aspect"> & { seat?: number }} row @returns {string} what names its cell */
export function cellOf({ judge, sheet, aspect, seat }) {
	return [judge, sheet, aspect, seat].join("-");
}

/**
 * @param {Store} store
 * @param {Row} row
 * @param {"received" | "refused"} found
 * @param {Answer} answer
 * @returns {Promise<boolean>} false when the disk is full: the row stays, and is asked about again
 */
async function isNoted(store, row, found, answer) {
	try {
		await (found === "received"
			? store.settle(row, /** @type {Receipt} */ (answer.body))
			: store.refuse(row, refusal(answer)));
		return true;
	} catch (fault) {
		globalThis.reportError?.(fault);
		return false;
	}
}

/**
 * @param {{ uuid: string }} row
 * @param {Answer} answer
 * @param {(row: { uuid: string }, body: unknown) => boolean} [isTaken] whether a body is a receipt for the row
 * @returns {Verdict} what the answer means for the row; only a receipt naming its uuid means it is safe
 */
export function verdict(row, { status, body }, isTaken = isReceipt) {
	if (status === 200 || status === 201) {
		return isTaken(row, body) ? "received" : "later";
	}
	if (status === 401) {
		return "signed-out";
	}
	return isRefusal(status, body) ? "refused" : "later";
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {boolean} whether our server refuses the mark; a proxy's or a portal's page says nothing
 */
function isRefusal(status, body) {
	if (status < 400 || status >= 500 || RETRY_LATER.has(status)) {
		return false;
	}
	return status === 413 || (body !== null && typeof body === "object" && "code" in body);
}

/**
 * @param {Row} row
 * @returns {object} what goes over the wire (docs/protocol.md, a mark)
 */
export function letter({ uuid, judge, aspect, value, base, device, sequence, taken_at }) {
	return { uuid, judge, aspect, value, base, device, sequence, taken_at };
}

/**
 * @param {number} failures in a row, from 1
 * @param {() => number} [chance] 0 to 1
 * @returns {number} milliseconds until the next try; tablets that fell out together do not come back together
 */
export function pause(failures, chance = Math.random) {
	const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** Math.min(failures - 1, 10));
	return Math.round(longest * (0.5 + chance() / 2));
}

/**
 * @param {{ getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => unknown, randomUUID?: () => string }} source
 * @returns {string} a new random uuid, version 4
 */
export function uuid(source) {
	// Plain http has no randomUUID, but it has good random bytes.
	return source.randomUUID ? source.randomUUID() : fromBytes(source);
}

/** @param {{ getRandomValues: (bytes: Uint8Array<ArrayBuffer>) => unknown }} source */
function fromBytes(source) {
	const bytes = new Uint8Array(16);
	source.getRandomValues(bytes);
	const digits = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	const variant = "89ab"[Number.parseInt(digits.charAt(16), 16) % 4];
	const parts = [
		digits.slice(0, 8),
		digits.slice(8, 12),
		`4${digits.slice(13, 16)}`,
		`${variant}${digits.slice(17, 20)}`,
		digits.slice(20),
	];
	return parts.join("-");
}

/** @param {{ uuid: string }} row @param {unknown} body */
function isReceipt(row, body) {
	const given = /** @type {Partial<Receipt> | null} */ (body);
	return given?.uuid === row.uuid && typeof given.version === "number" && Boolean(given.cell);
}

/** @param {Answer} answer @returns {Refusal} why the server does not take what was sent */
export function refusal({ status, body }) {
	const given = /** @type {Partial<Refusal> | null} */ (body);
	return { ...given, code: given?.code ?? `http-${status}`, detail: given?.detail ?? "" };
}
