/** The way of remarks and photos to the server: after the marks, one at a time, in order, never lost, never doubled. */

import { refusal, verdict } from "./outbox.js";

/** @typedef {import("./outbox.js").Answer} Answer */
/** @typedef {import("./outbox.js").Ending} Ending */
/** @typedef {import("./outbox.js").Refusal} Refusal */
/** @typedef {import("./remark-store.js").Waiting} Waiting */
/** @typedef {import("./sheet.js").Remark} Remark */
/** @typedef {Readonly<{ uuid: string, number: number, remark: Remark }>} Receipt the server's word that a remark is safe */

const SILENT = 3000;
const BYTES_A_MS = 200;
// Browsers tell of every 16 kB that have left: so long these take where 3.3 kB go in a second.
const FIRST_SIGN = 5000;
const MOST_DOUBLED = 4;

/**
 * @typedef {object} Box
 * @property {() => Promise<Waiting | undefined>} next the oldest one of the judge who is signed in
 * @property {() => boolean} isClear whether no mark of theirs waits
 * @property {(row: Waiting, receipt: Receipt) => Promise<void>} settle
 * @property {(row: Waiting, refusal: Refusal) => Promise<void>} refuse
 */

/**
 * @param {Box} box
 * @param {(row: Waiting) => Promise<Answer>} post throws when the server cannot be reached
 * @returns {Promise<Ending | "marks-first">} after every row that could go has gone, or a mark has come in between
 */
export async function deliverRemarks(box, post) {
	for (let row = await box.next(); row; row = await box.next()) {
		const ending = box.isClear() ? await deliverOne(box, row, post) : "marks-first";
		if (ending) {
			return ending;
		}
	}
	return "empty";
}

/**
 * @param {Box} box
 * @param {Waiting} row
 * @param {(row: Waiting) => Promise<Answer>} post
 * @returns {Promise<Ending | "marks-first" | null>} null when the row is settled
 */
async function deliverOne(box, row, post) {
	const answer = await post(row).catch(() => null);
	if (answer === null) {
		return box.isClear() ? "unreachable" : "marks-first";
	}
	const found = verdict(row, answer, isReceipt);
	if (found !== "received" && found !== "refused") {
		return found;
	}
	return (await isNoted(box, row, found, answer)) ? null : "full";
}

/**
 * @param {Box} box
 * @param {Waiting} row
 * @param {"received" | "refused"} found
 * @param {Answer} answer
 * @returns {Promise<boolean>} false when the disk did not take it
 */
async function isNoted(box, row, found, answer) {
	try {
		await (found === "received"
			? box.settle(row, /** @type {Receipt} */ (answer.body))
			: box.refuse(row, refusal(answer)));
		return true;
	} catch (fault) {
		globalThis.reportError?.(fault);
		return false;
	}
}

/**
 * @param {Waiting} row
 * @param {ArrayBuffer | undefined} photo
 * @returns {FormData | object} what goes over the wire (docs/protocol.md, Remarks)
 */
export function remarkLetter(row, photo) {
	const { uuid, judge, device, taken_at, text } = row;
	const about = row.withdraws
		? { withdraws: row.withdraws }
		: { sub: row.sub, ...(row.aspect === null ? {} : { aspect: row.aspect }) };
	const said = { uuid, judge, device, taken_at, text, ...about };
	if (!photo) {
		return said;
	}
	const form = new FormData();
	form.append("remark", JSON.stringify(said));
	form.append("photo", new Blob([photo], { type: "image/jpeg" }), "photo.jpg");
	return form;
}

/**
 * @param {number} bytes of the photo
 * @param {number} givenUp how often it was given up before: whoever was wrong about it waits twice as long
 * @returns {number} milliseconds without a sign of it after which it hangs where others are answered
 */
export function silence(bytes, givenUp) {
	const once = bytes === 0 ? SILENT : Math.max(FIRST_SIGN, SILENT + bytes / BYTES_A_MS);
	return once * 2 ** Math.min(givenUp, MOST_DOUBLED);
}

/** @param {{ uuid: string }} row @param {unknown} body */
function isReceipt(row, body) {
	const given = /** @type {Partial<Receipt> | null} */ (body);
	return given?.uuid === row.uuid && typeof given.number === "number" && Boolean(given.remark);
}
