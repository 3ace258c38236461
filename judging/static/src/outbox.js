/** The way of a mark from this tablet to the ledger: one at a time, in order, never lost, never doubled. */

/** @typedef {Readonly<{ uuid: string, device: string, sequence: number, judge: number, sheet: number, aspect: number, value: string, base: number, taken_at: string }>} Row a mark that only this tablet holds */
/** @typedef {import("./sheet.js").Cell} Cell */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ uuid: string, line: number, version: number, cell: Cell }>} Receipt the server's word that a mark is safe */
/** @typedef {Readonly<{ code: string, detail: string, yours?: string, theirs?: string | null, by?: Names | null, version?: number, fields?: Record<string, string[]> }>} Refusal */
/** @typedef {Row & Readonly<{ refusal: Refusal }>} Refused a mark that needs the judge */
/** @typedef {Readonly<{ status: number, body: unknown }>} Answer */
/** @typedef {"received" | "refused" | "signed-out" | "later"} Verdict */
/** @typedef {"empty" | "signed-out" | "later" | "unreachable" | "full"} Ending why a delivery stopped; full: the disk took nothing more */

/**
 * @typedef {object} Store
 * @property {() => Promise<Row | undefined>} next the oldest row of the judge who is signed in
 * @property {(row: Row, receipt: Receipt) => Promise<void>} settle
 * @property {(row: Row, refusal: Refusal) => Promise<void>} refuse
 */

const RETRY_LATER = new Set([408, 425, 429]);
const FIRST_PAUSE = 1000;
// With the way there and back, all is sent ten seconds after the server answers again.
const LONGEST_PAUSE = 8000;

/**
 * @param {Store} store
 * @param {(row: Row) => Promise<Answer>} post throws when the server cannot be reached
 * @returns {Promise<Ending>} after every row that could go has gone
 */
export async function deliver(store, post) {
	for (let row = await store.next(); row; row = await store.next()) {
		const answer = await post(row).catch(() => null);
		if (answer === null) {
			return "unreachable";
		}
		const found = verdict(row, answer);
		if (found === "signed-out" || found === "later") {
			return found;
		}
		if (!(await isNoted(store, row, found, answer))) {
			return "full";
		}
	}
	return "empty";
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
