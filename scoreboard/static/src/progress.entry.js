/** The office's page of progress renews itself; without scripts it is renewed by loading it again. */

const EVERY = 10_000;
/** Who is silent for so long does not answer. */
const ANSWER_MS = 8000;
const stopped = /** @type {HTMLElement} */ (document.querySelector(".stopped"));
const list = /** @type {HTMLElement} */ (document.querySelector("#progress"));

setInterval(renew, EVERY);
document.addEventListener("visibilitychange", renew);

async function renew() {
	if (document.visibilityState !== "visible" || list.contains(focused())) {
		return;
	}
	const fresh = await fetched();
	stopped.textContent = fresh ? "" : (stopped.dataset.words ?? "");
	list.classList.toggle("old", !fresh);
	for (const part of fresh ? document.querySelectorAll("[data-live]") : []) {
		part.replaceChildren(...(fresh?.getElementById(part.id)?.childNodes ?? []));
	}
}

/** @returns {Promise<Document | null>} the page as it is now; null when the server does not give it */
async function fetched() {
	const answer = await fetch(location.href, {
		cache: "no-store",
		signal: AbortSignal.timeout(ANSWER_MS),
	}).catch(() => null);
	const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
	return text === null ? null : new DOMParser().parseFromString(text, "text/html");
}

/** Whoever is on a link by the keyboard stays on it. */
function focused() {
	const at = document.activeElement;
	return at?.matches("a") ? at : null;
}

export {};
