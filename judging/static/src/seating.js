/** Who sits at this tablet: asked of the server, remembered on the disk, changed by PIN. */

import { isSignedOut, seatedBy } from "./server.js";

/** @typedef {import("./contact.js").Contact} Contact */
/** @typedef {import("./contact.js").WhyNot} WhyNot */
/** @typedef {import("./desk.js").Judge} Judge */

/**
 * Asks who is signed in; without an answer the judge last seen here goes on.
 * @param {Contact} contact
 * @param {number} patience
 */
export async function greet(contact, patience) {
	const { desk } = contact;
	const left = await desk.storage.leaving();
	if (left !== null && !(await tellLeft(contact, left))) {
		desk.left = { session: left, isKept: true };
		await contact.follow();
		return;
	}
	const answer = await contact.request("GET", "me", { patience });
	const judge = seatedBy(answer);
	const seated = (await desk.storage.judge()) ?? null;
	if (judge) {
		await seat(contact, judge);
	} else if (seated) {
		// The page was loaded again: the judge's PIN is asked for on top of the sheet.
		await seat(contact, seated);
		if (isSignedOut(answer)) {
			await contact.signedOut(desk.judge);
		}
	} else {
		await contact.follow();
	}
	desk.changed();
}

/**
 * Throws where the disk takes no new judge; whom it remembers already goes on.
 * @param {Contact} contact
 * @param {Judge} judge
 */
export async function seat(contact, judge) {
	const { desk } = contact;
	const isSame = judge.id === desk.judge?.id;
	if (desk.judge && !isSame) {
		contact.clear();
	}
	await remember(contact, judge);
	desk.left = null;
	desk.isPinWanted = false;
	if (isSame) {
		desk.judge = judge;
		return;
	}
	await desk.sit(judge);
	const sheets = await desk.storage.sheets(judge.id);
	desk.kept = new Map(sheets.map((sheet) => [sheet.id, sheet]));
	desk.list = (await desk.storage.list(judge.id)) ?? null;
	await contact.follow();
}

/** @param {Contact} contact @param {Judge} judge */
async function remember({ desk }, judge) {
	try {
		await desk.storage.seat(judge);
	} catch (fault) {
		desk.isDiskBroken = true;
		if ((await desk.storage.judge())?.id !== judge.id) {
			throw fault;
		}
		reportError(fault);
	}
}

/**
 * @param {Contact} contact
 * @param {string} code
 * @param {string} pin
 * @returns {Promise<WhyNot | null>} null when the judge is signed in
 */
export async function signIn(contact, code, pin) {
	const answer = await contact.request("POST", "session", { body: { code, pin } });
	if (!answer) {
		return { code: "unreachable" };
	}
	const judge = answer.status === 201 ? seatedBy(answer) : null;
	if (judge) {
		await seat(contact, judge);
		await contact.desk.recount();
		contact.tell();
		contact.wake();
		return null;
	}
	const refusal = /** @type {WhyNot | null} */ (answer.body);
	if (refusal?.code === "device-revoked") {
		await contact.pairing.revoked();
	}
	return refusal?.code && refusal.code !== "fault" ? refusal : { code: "fault" };
}

/**
 * Leaves the desk; what is unsent waits for the same judge.
 * @param {Contact} contact
 */
export async function signOut(contact) {
	const { desk } = contact;
	const left = desk.judge?.session ?? true;
	contact.clear();
	desk.screen = "sign-in";
	desk.left = { session: left, isKept: true };
	await desk.storage.rise(left).catch((fault) => {
		reportError(fault);
		desk.left = { session: left, isKept: false };
	});
	desk.changed();
	// No other page of this tablet goes on for whoever has left, whether the server answers or not.
	contact.tell();
	await tellLeft(contact, left);
}

/** Tells the server once more who has left, where it has not heard it. @param {Contact} contact */
export async function tellAgain(contact) {
	const { left } = contact.desk;
	if (left) {
		await tellLeft(contact, left.session);
	}
}

/**
 * @param {Contact} contact
 * @param {number | true} left the session to end; by its number it cannot be the next judge's
 * @returns {Promise<boolean>} whether the server knows
 */
async function tellLeft(contact, left) {
	const path = left === true ? "session" : `session?session=${left}`;
	const answer = await contact.request("DELETE", path);
	if (!answer || (answer.status >= 400 && answer.status !== 401)) {
		return false;
	}
	if (contact.desk.left?.session === left) {
		contact.desk.left = null;
	}
	await contact.desk.storage.told(left).catch(reportError);
	return true;
}
