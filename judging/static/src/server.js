/** The server's answers (docs/protocol.md, Judging), as the tablet asks for them. */

import { clock } from "../../../competition/static/src/clock.js";
import { isOurs } from "./outbox.js";

/** @typedef {Readonly<{ status: number, body: unknown, etag: string | null }>} Answer */

const PATIENCE = 15_000;
// What is asked for the tablet itself, or for whoever comes.
const OF_NO_JUDGE = /^(session|me|device)\b/;

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path below /judging
 * @param {{ body?: unknown, etag?: string | null, judge?: number | undefined, patience?: number, signal?: AbortSignal }} [more] *judge*: for whom the page asks; *patience* in milliseconds
 * @returns {Promise<Answer>} throws when the server cannot be reached or says nothing for that long
 */
export async function ask(method, path, { body, etag, judge, patience = PATIENCE, signal } = {}) {
	const isForm = body instanceof FormData;
	const headers = headersOf(path, { hasJson: body !== undefined && !isForm, etag, judge });
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), patience);
	const giveUp = () => limit.abort();
	signal?.addEventListener("abort", giveUp);
	if (signal?.aborted) {
		giveUp();
	}
	try {
		const given = await fetch(`/judging/${path}`, {
			method,
			headers,
			cache: "no-store",
			signal: limit.signal,
			...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
		});
		clock.setBy(given);
		const read = parsed(await given.text());
		return { status: given.status, body: read, etag: given.headers.get("etag") };
	} finally {
		clearTimeout(timer);
	}
}

/**
 * Says something that leaves even where the page does not stay to hear the answer.
 * @param {"DELETE"} method
 * @param {string} path below /judging
 * @param {number} judge for whom the page says it
 */
export function tell(method, path, judge) {
	const headers = headersOf(path, { hasJson: false, etag: null, judge });
	fetch(`/judging/${path}`, { method, headers, keepalive: true }).catch(() => undefined);
}

/**
 * @param {string} path
 * @param {{ hasJson: boolean, etag: string | null | undefined, judge: number | undefined }} told
 */
function headersOf(path, { hasJson, etag, judge }) {
	/** @type {Record<string, string>} */
	const headers = { accept: "application/json" };
	if (hasJson) {
		headers["content-type"] = "application/json";
	}
	if (etag) {
		headers["if-none-match"] = etag;
	}
	if (judge !== undefined && !OF_NO_JUDGE.test(path)) {
		// Another tab of this browser may have signed somebody else in: theirs is another sheet.
		headers["jiangsai-judge"] = String(judge);
	}
	return headers;
}

/**
 * @param {Answer | null} answer
 * @returns {import("./storage.js").Judge | null} who is signed in, as the server says
 */
export function seatedBy(answer) {
	const body = /** @type {{ judge?: import("./storage.js").Judge, session?: number } | null} */ (
		answer?.body
	);
	if (typeof body?.judge?.id !== "number") {
		return null;
	}
	const { id, code, name } = body.judge;
	return { id, code, name, ...(body.session === undefined ? {} : { session: body.session }) };
}

/** @param {Answer | null} answer @returns {boolean} whether nobody is signed in any more: a wrong PIN, or another one's page, is something else */
export function isSignedOut(answer) {
	const { status, body } = answer ?? {};
	return status === 401 && isOurs(body) && body.code !== "wrong-pin";
}

/** @param {Answer | null} answer @returns {boolean} whether the server will not do it, whoever is signed in: another one's page says nothing */
export function isRefused(answer) {
	const { status = 0, body } = answer ?? {};
	return status >= 400 && status < 500 && status !== 401 && isOurs(body);
}

/** @param {Answer} answer @returns {boolean} whether the server asks to come back in a few seconds */
export function isBusy({ status, body }) {
	return status === 503 && /** @type {{ code?: string } | null} */ (body)?.code === "busy";
}

/**
 * Sends what takes its time, and tells of every part that has left.
 * @param {string} path below /judging
 * @param {FormData} body
 * @param {{ patience: number, signal: AbortSignal, moved: () => void }} how
 * @returns {Promise<Answer>} throws when the server cannot be reached or says nothing for that long
 */
export function upload(path, body, { patience, signal, moved }) {
	return new Promise((resolve, refuse) => {
		const request = new XMLHttpRequest();
		const fail = () => refuse(new Error("no answer"));
		request.open("POST", `/judging/${path}`);
		request.setRequestHeader("accept", "application/json");
		request.timeout = patience;
		request.upload.onprogress = moved;
		request.onload = () =>
			resolve({ status: request.status, body: parsed(request.responseText), etag: null });
		request.onerror = fail;
		request.ontimeout = fail;
		request.onabort = fail;
		signal.addEventListener("abort", () => request.abort());
		if (signal.aborted) {
			fail();
			return;
		}
		request.send(body);
	});
}

/** @param {string} text @returns {unknown} null where it is none of ours: a page that somebody put between us and the server */
function parsed(text) {
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
