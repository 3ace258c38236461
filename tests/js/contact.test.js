/** What the tablet makes of the server's answers, and of answers that come too late. */

import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Contact } from "../../judging/static/src/contact.js";
import { Deeds } from "../../judging/static/src/deeds.js";
import { Desk } from "../../judging/static/src/desk.js";
import { sign } from "../../judging/static/src/signing.js";

const ROW = { uuid: "u-1", judge: 3, sheet: 7, aspect: 1, value: "1", base: 0 };

/** A tablet with one mark that waits, at which judge 3 sits. */
function tablet() {
	const desk = new Desk(/** @type {any} */ ({ device: () => Promise.reject(new Error("disk")) }));
	desk.judge = { id: 3, code: "1701", name: "" };
	desk.rows = [{ ...ROW, device: "d-1", sequence: 1, taken_at: "" }];
	const contact = new Contact(desk);
	contact.pages?.close();
	let hurried = 0;
	contact.courier.hurry = () => {
		hurried += 1;
	};
	contact.courier.go = async () => undefined;
	return { desk, contact, hurried: () => hurried };
}

/** @param {number} status @param {unknown} [body] */
function answering(status, body = {}) {
	globalThis.fetch = /** @type {any} */ (
		async () => new Response(JSON.stringify(body), { status })
	);
}

for (const state of /** @type {const} */ (["unreachable", "fault"])) {
	test(`after ${state} the first answer sends the marks at once, and only the first`, async () => {
		const { desk, contact, hurried } = tablet();
		contact.delivered(state === "fault" ? "later" : "unreachable");
		contact.courier.failures = 9;
		answering(200);
		await contact.request("GET", "sheets");
		await contact.request("GET", "sheets");
		assert.deepEqual([hurried(), desk.link.state], [1, state]);
		contact.delivered("later");
		await contact.request("GET", "sheets");
		assert.equal(hurried(), 2);
	});
}

test("while the server takes the page for another site's, its other answers do not say that all is well", async () => {
	const { desk, contact, hurried } = tablet();
	contact.courier.ending = "foreign";
	contact.courier.failures = 1;
	contact.delivered("foreign");
	answering(200);
	await contact.request("GET", "sheets");
	assert.deepEqual([desk.link.state, hurried()], ["foreign", 0]);
	desk.rows = [];
	desk.evidence = /** @type {any} */ ({ courier: { ending: "foreign" }, heard: () => undefined });
	contact.courier.ending = "empty";
	await contact.request("GET", "sheets");
	assert.equal(desk.link.state, "foreign");
	desk.evidence = null;
	await contact.request("GET", "sheets");
	assert.equal(desk.link.state, "fine");
});

test("a clock that is set back does not keep the tablet from asking", async () => {
	mock.timers.enable({ apis: ["Date"], now: Date.UTC(2026, 10, 30, 12) });
	const { contact } = tablet();
	answering(200);
	await contact.fetchList();
	assert.equal(contact.isListDue, false);
	mock.timers.setTime(Date.UTC(2026, 10, 30, 11));
	assert.equal(contact.isListDue, true);
	mock.timers.reset();
});

test("a full disk is not asked again by every answer", async () => {
	const { contact, hurried } = tablet();
	contact.delivered("full");
	contact.courier.failures = 1;
	answering(200);
	await contact.request("GET", "sheets");
	assert.equal(hurried(), 0);
});

test("a judge who has signed in again is not asked for the PIN by an answer to the session before", async () => {
	const { desk, contact } = tablet();
	answering(401, { code: "signed-out" });
	const late = contact.request("GET", "sheets");
	desk.judge = { id: 3, code: "1701", name: "", session: 8 };
	await late;
	assert.equal(desk.isPinWanted, false);
	await contact.request("GET", "sheets");
	assert.equal(desk.isPinWanted, true);
});

test("a signature or an act that ends in a fault leaves the way free for the next", async () => {
	const { desk, contact } = tablet();
	const sheet = /** @type {any} */ ({ id: 7, version: 1 });
	await assert.rejects(sign(contact, sheet));
	assert.equal(desk.isSigning, false);
	const deeds = new Deeds(contact);
	await assert.rejects(deeds.send("sheets/7/replies", {}));
	assert.equal(deeds.isBusy, false);
});

test("every answer of the server tells the remarks that it is there", async () => {
	const { desk, contact } = tablet();
	let told = 0;
	desk.evidence = /** @type {any} */ ({
		heard: () => {
			told += 1;
		},
	});
	answering(200);
	await contact.request("GET", "sheets");
	assert.equal(told, 1);
	answering(503);
	await contact.request("GET", "sheets");
	assert.equal(told, 1);
});
