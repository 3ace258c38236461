/** The server's answers (docs/protocol.md, Judging), as the tablet asks for them. */

/** @typedef {Readonly<{ status: number, body: unknown, etag: string | null }>} Answer */

const PATIENCE = 15_000;

/**
 * @param {"GET" | "POST" | "DELETE"} method
 * @param {string} path below /judging
 * @param {{ body?: unknown, etag?: string | null, patience?: number, signal?: AbortSignal }} [more] *patience* in milliseconds
 * @returns {Promise<Answer>} throws when the server cannot be reached or says nothing for 15 s
 */
export async function ask(method, path, { body, etag, patience = PATIENCE, signal } = {}) {
	/** @type {Record<string, string>} */
	const headers = { accept: "application/json" };
	if (body !== undefined) {
		headers["content-type"] = "application/json";
	}
	if (etag) {
		headers["if-none-match"] = etag;
	}
	const limit = new AbortController();
	const timer = setTimeout(() => limit.abort(), patience);
	signal?.addEventListener("abort", () => limit.abort());
	try {
		const given = await fetch(`/judging/${path}`, {
			method,
			headers,
			cache: "no-store",
			signal: limit.signal,
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		const read = await parsed(given);
		return { status: given.status, body: read, etag: given.headers.get("etag") };
	} finally {
		clearTimeout(timer);
	}
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

/** @param {Answer | null} answer @returns {boolean} whether nobody is signed in any more: a wrong PIN is something else */
export function isSignedOut(answer) {
	const { code } = /** @type {{ code?: string }} */ (answer?.body ?? {});
	return answer?.status === 401 && code !== "wrong-pin";
}

/** @param {Answer | null} answer @returns {boolean} whether the server will not do it, whoever is signed in */
export function isRefused(answer) {
	return answer !== null && answer.status >= 400 && answer.status < 500 && answer.status !== 401;
}

/** @param {Answer} answer @returns {boolean} whether the server asks to come back in a few seconds */
export function isBusy({ status, body }) {
	return status === 503 && /** @type {{ code?: string } | null} */ (body)?.code === "busy";
}

/**
 * A page that somebody put between us and the server is no answer of ours.
 * @param {Response} given
 * @returns {Promise<unknown>}
 */
async function parsed(given) {
	const text = await given.text();
	try {
		return JSON.parse(text);
	} catch {
		return null;
	}
}
