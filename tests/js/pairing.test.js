/** What the organiser hears of a tablet, and what the tablet hears back. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { Pairing } from "../../judging/static/src/pairing.js";

/** @typedef {import("../../judging/static/src/storage.js").Paired} Paired */

// Browsers have one; nothing is reported here.
globalThis.reportError ??= () => {};

const PAIRED = { id: 3, label: "A-3", name: "", trade: { code: "17", names: {} } };
const SENT = { status: 204, body: null, etag: null };

/** @param {{ paired?: Paired | null, answer?: { status: number, body: unknown, etag: null }, rows?: number }} given */
function tablet({ paired = PAIRED, answer = SENT, rows = 0 }) {
	/** @type {string[]} */
	const names = [];
	/** @type {[string, string, unknown][]} */
	const asked = [];
	/** @type {(Paired | null)[]} */
	const kept = [];
	const desk = {
		paired,
		device: "d-7",
		rows: Array(rows).fill({}),
		refused: [{ refusal: { code: "stale-mark" } }],
		evidence: { rows: [{}, {}] },
		screen: "pair",
		changed: () => {},
		storage: {
			device: async () => "d-7",
			keepPaired: async (/** @type {Paired | null} */ one) => kept.push(one),
			keepDevice: async (/** @type {string} */ name) => names.push(name),
		},
	};
	const contact = {
		desk,
		tell: () => {},
		request: async (
			/** @type {string} */ method,
			/** @type {string} */ path,
			/** @type {{ body?: unknown }} */ { body } = {},
		) => {
			asked.push([method, path, body]);
			return answer;
		},
	};
	const pairing = new Pairing(
		/** @type {import("../../judging/static/src/contact.js").Contact} */ (
			/** @type {unknown} */ (contact)
		),
	);
	return { pairing, desk, asked, kept, names };
}

/** @param {string} code */
function refused(code) {
	return { status: 403, body: { code }, etag: null };
}

test("a tablet that is not paired says nothing", async () => {
	const { pairing, asked } = tablet({ paired: null });
	await pairing.beat();
	assert.deepEqual(asked, []);
});

test("a heartbeat tells of everything that only this tablet holds", async () => {
	const { pairing, asked } = tablet({ rows: 2 });
	await pairing.beat();
	assert.deepEqual(asked, [["POST", "device/heartbeat", { unsent: 2, refused: 1, remarks: 2 }]]);
});

test("a heartbeat tells of the battery where the browser does", async () => {
	const getBattery = async () => ({ level: 0.174, charging: false });
	Object.defineProperty(navigator, "getBattery", { value: getBattery, configurable: true });
	const { pairing, asked } = tablet({});
	await pairing.beat();
	Reflect.deleteProperty(navigator, "getBattery");
	const told = { unsent: 0, refused: 1, remarks: 2, battery: 17, charging: false };
	assert.deepEqual(asked, [["POST", "device/heartbeat", told]]);
});

test("a browser that refuses to tell of the battery tells of all else", async () => {
	const getBattery = () => Promise.reject(new Error("not allowed"));
	Object.defineProperty(navigator, "getBattery", { value: getBattery, configurable: true });
	const { pairing, asked } = tablet({});
	await pairing.beat();
	Reflect.deleteProperty(navigator, "getBattery");
	assert.deepEqual(asked, [["POST", "device/heartbeat", { unsent: 0, refused: 1, remarks: 2 }]]);
});

test("a revoked tablet knows it and falls silent", async () => {
	const { pairing, desk, asked, kept } = tablet({ answer: refused("device-revoked") });
	await pairing.beat();
	await pairing.beat();
	assert.equal(desk.paired?.isRevoked, true);
	assert.deepEqual(kept, [{ ...PAIRED, isRevoked: true }]);
	assert.equal(asked.length, 1);
});

test("a tablet that the server does not know is not paired any more", async () => {
	const { pairing, desk } = tablet({ answer: refused("not-paired") });
	await pairing.beat();
	assert.equal(desk.paired, null);
});

test("a refusal that is not ours changes nothing", async () => {
	const { pairing, desk } = tablet({ answer: { status: 403, body: null, etag: null } });
	await pairing.beat();
	assert.deepEqual(desk.paired, PAIRED);
});

test("a pairing gives the tablet its own name to the server and its place to the tablet", async () => {
	const answer = { status: 201, body: { device: PAIRED }, etag: null };
	const { pairing, desk, asked } = tablet({ paired: null, answer });
	assert.equal(await pairing.pair("7KQM 2XNP", "No. 12"), null);
	const body = { code: "7KQM 2XNP", device: "d-7", name: "No. 12" };
	assert.deepEqual(asked[0], ["POST", "device", body]);
	assert.deepEqual(desk.paired, PAIRED);
});

test("a tablet whose name another one has takes the one it is given", async () => {
	const answer = { status: 201, body: { device: { ...PAIRED, tag: "d-7~5b1c" } }, etag: null };
	const { pairing, desk, names } = tablet({ paired: null, answer });
	await pairing.pair("7KQM2XNP", "");
	assert.deepEqual([names, desk.device], [["d-7~5b1c"], "d-7~5b1c"]);
	await pairing.pair("7KQM2XNP", "");
	assert.deepEqual(names, ["d-7~5b1c"]);
});

test("a tablet that was paired before it was told its name asks for it once", async () => {
	const answer = { status: 200, body: { device: { ...PAIRED, tag: "d-7~5b1c" } }, etag: null };
	const { pairing, desk, names, asked } = tablet({ answer });
	await pairing.learn();
	await pairing.learn();
	assert.deepEqual([names, desk.device, asked.length], [["d-7~5b1c"], "d-7~5b1c", 1]);
});

test("a code that cannot be used says why", async () => {
	const answer = { status: 409, body: { code: "code-used", detail: "…" }, etag: null };
	const { pairing, desk } = tablet({ paired: null, answer });
	assert.equal((await pairing.pair("7KQM2XNP", ""))?.code, "code-used");
	assert.equal(desk.paired, null);
});
