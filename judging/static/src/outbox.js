/** The way of marks from this tablet to the ledger: many at once, in order, never lost, never doubled. */

/** @typedef {Readonly<{ uuid: string, device: string, sequence: number, judge: number, sheet: number, aspect: number, value: string, base: number, head?: string, taken_at: string }>} Row a mark that only this tablet holds */
/** @typedef {import("./sheet.js").Cell} Cell */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {Readonly<{ uuid: string, line: number, version: number, head?: string, cell: Cell }>} Receipt the server's word that a mark is safe */
/** @typedef {Readonly<{ code: string, detail: string, yours?: string, theirs?: string | null, by?: Names | null, version?: number, head?: string, lost?: boolean, fields?: Record<string, string[]> }>} Refusal */
/** @typedef {Row & Readonly<{ refusal: Refusal }>} Refused a mark that needs the judge */
/** @typedef {Readonly<{ status: number, body: unknown }>} Answer */
/** @typedef {"received" | "refused" | "signed-out" | "foreign" | "later"} Verdict */
/** @typedef {"empty" | "stuck" | "signed-out" | "foreign" | "later" | "unreachable" | "full"} Ending why a delivery stopped; stuck: all went but what the server stumbles over; foreign: the server takes this page for another site's; full: the disk took nothing more */
/** @typedef {Map<string, number>} Faults how often the server stumbled over each row, by uuid */

/** @typedef {Readonly<{ received: [Row, Receipt][], refused: [Row, Refusal][] }>} Said what the server has said of some rows, in order */

/**
 * @typedef {object} Store
 * @property {(passed: ReadonlySet<string>, most: number) => Promise<Row[]>} next the oldest rows of the judge who is signed in, but for cells that are passed over
 * @property {(said: Said) => Promise<void>} note takes out what is received and puts aside what is refused
 */

/**
 * @typedef {object} Post throws when the server cannot be reached
 * @property {(row: Row) => Promise<Answer>} one
 * @property {(rows: readonly Row[]) => Promise<Answer>} many
 */

const RETRY_LATER = new Set([408, 425, 429]);
const FIRST_PAUSE = 1000;
// With the way there and back, all is sent ten seconds after the server answers again.
const LONGEST_PAUSE = 8000;
// One mark that the server stumbles over keeps no other waiting; where it stumbles over many, it is the server.
const MOST_FAULTS = 3;
const MOST_STUCK = 5;
// A batch begins small and grows with every answer, so that something gets through a bad network too.
const FEWEST = 5;
const GROWTH = 5;
const MOST = 100;
const MOST_CHARACTERS = 60_000;

/**
 * @param {Store} store
 * @param {Post} post
 * @param {Faults} [faults] of the deliveries before
 * @returns {Promise<Ending>} after every row that could go has gone
 */
export async function deliver(store, post, faults = new Map()) {
	/** @type {Round} */
	const round = { store, faults, passed: new Set(), isUnsure: false };
	let [most, growth] = [FEWEST, GROWTH];
	for (let rows = await next(round, most); rows.length; rows = await next(round, most)) {
		const answers = await ask(rows, post);
		if (answers === "declined") {
			[most, growth] = [1, 1];
			continue;
		}
		const ending = typeof answers === "string" ? answers : await take(round, rows, answers);
		if (ending) {
			return ending;
		}
		most = Math.min(most * growth, MOST);
	}
	return ending(round);
}

/** @typedef {{ store: Store, faults: Faults, passed: Set<string>, isUnsure: boolean }} Round *passed*: cells that wait; unsure: for something else than a fault that came again and again */

/** @param {Round} round @returns {Ending} */
function ending({ passed, isUnsure }) {
	if (passed.size === 0) {
		return "empty";
	}
	return isUnsure ? "later" : "stuck";
}

/** @param {Round} round @param {number} most @returns {Promise<Row[]>} no more than go well in one request */
async function next({ store, passed }, most) {
	const rows = await store.next(passed, most);
	let size = 0;
	const fits = (/** @type {Row} */ row) => {
		size += JSON.stringify(row).length;
		return size <= MOST_CHARACTERS;
	};
	return rows.filter((row, at) => fits(row) || at === 0);
}

/**
 * @param {readonly Row[]} rows
 * @param {Post} post
 * @returns {Promise<ReadonlyMap<string, Answer> | Ending | "declined">} what each row is answered, by uuid; declined: they may go one by one
 */
async function ask(rows, post) {
	const [first] = rows;
	const isAlone = first !== undefined && rows.length === 1;
	const answer = await (isAlone ? post.one(first) : post.many(rows)).catch(() => null);
	if (answer === null) {
		return "unreachable";
	}
	if (isAlone) {
		return new Map([[first.uuid, answer]]);
	}
	return turnedAway(answer) ?? answersIn(answer) ?? (isDeclined(answer) ? "declined" : "later");
}

/** @param {Answer} answer to a batch @returns {ReadonlyMap<string, Answer> | null} by uuid; null where it is something else */
function answersIn({ status, body }) {
	const { answers } = /** @type {{ answers?: unknown }} */ (body ?? {});
	if (status !== 200 || !Array.isArray(answers)) {
		return null;
	}
	return new Map(answers.map((one) => [one?.uuid, { status: one?.status, body: one?.body }]));
}

/** @param {Answer} answer to a batch @returns {boolean} whether it says nothing about each mark alone */
function isDeclined(answer) {
	return isRefusal(answer.status, answer.body) || isFault(answer);
}

/**
 * Takes in what the server has said of some rows.
 * @param {Round} round
 * @param {readonly Row[]} rows
 * @param {ReadonlyMap<string, Answer>} answers
 * @returns {Promise<Ending | null>} null when the next rows may go
 */
async function take(round, rows, answers) {
	/** @type {Said} */
	const said = { received: [], refused: [] };
	const endings = rows.map((row) => takeOne(round, said, row, answers.get(row.uuid)));
	if (!(await isNoted(round.store, said))) {
		return "full";
	}
	return endings.find((ending) => ending !== null) ?? tooMany(round);
}

/**
 * @param {Round} round
 * @param {Said} said
 * @param {Row} row
 * @param {Answer | undefined} answer none where it was not taken behind another of its cell
 * @returns {Ending | null} null when others may go on
 */
function takeOne(round, said, row, answer) {
	if (!answer || isFault(answer)) {
		leave(round, row, answer);
		return null;
	}
	const found = verdict(row, answer);
	if (found === "received") {
		said.received.push([row, /** @type {Receipt} */ (answer.body)]);
	} else if (found === "refused") {
		said.refused.push([row, refusal(answer)]);
	} else {
		return found;
	}
	round.faults.delete(row.uuid);
	return null;
}

/**
 * Leaves a row for later; what comes later of the same cell waits too, for the order within a cell stands.
 * @param {Round} round
 * @param {Row} row
 * @param {Answer | undefined} answer
 */
function leave(round, row, answer) {
	const { faults, passed } = round;
	if (answer) {
		faults.set(row.uuid, (faults.get(row.uuid) ?? 0) + 1);
	}
	const isKnown = answer ? stuck(faults).has(row.uuid) : passed.has(cellOf(row));
	round.isUnsure ||= !isKnown;
	passed.add(cellOf(row));
}

/** @param {Round} round @returns {Ending | null} where the server stumbles over many marks, it is the server */
function tooMany({ passed }) {
	return passed.size > MOST_STUCK ? "later" : null;
}

/** @param {Answer} answer @returns {boolean} whether our program has a fault: a proxy's 500 is no word of ours */
function isFault({ status, body }) {
	return status === 500 && /** @type {{ code?: string } | null} */ (body)?.code === "fault";
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
 * @param {Said} said
 * @returns {Promise<boolean>} false when the disk is full: the rows stay, and are asked about again
 */
async function isNoted(store, said) {
	try {
		await store.note(said);
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
	return turnedAway({ status, body }) ?? (isRefusal(status, body) ? "refused" : "later");
}

/** @param {Answer} answer @returns {"signed-out" | "foreign" | null} why our server hears nothing at all from this page: nobody is signed in, or it takes the page for another site's */
function turnedAway({ status, body }) {
	if (status === 401 && isOurs(body)) {
		return "signed-out";
	}
	return status === 403 && isOurs(body) && body.code === "foreign-request" ? "foreign" : null;
}

/**
 * @param {number} status
 * @param {unknown} body
 * @returns {boolean} whether our server refuses the mark
 */
function isRefusal(status, body) {
	if (status < 400 || status >= 500 || RETRY_LATER.has(status)) {
		return false;
	}
	return status === 413 || isOurs(body);
}

/** @param {unknown} body @returns {body is { code: unknown }} whether our server gives a reason: a proxy's or a portal's page says nothing */
export function isOurs(body) {
	return body !== null && typeof body === "object" && "code" in body;
}

/**
 * @param {Row} row
 * @returns {object} what goes over the wire (docs/protocol.md, a mark)
 */
export function letter({ uuid, judge, aspect, value, base, head, device, sequence, taken_at }) {
	const told = { uuid, judge, aspect, value, base, device, sequence, taken_at };
	return head ? { ...told, head } : told;
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
