/** The office's page of progress renews itself; without scripts it is renewed by loading it again. */

const EVERY = 10_000;
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
	const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
	if (!answer?.ok || answer.redirected) {
		return null;
	}
	return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** Whoever is on a link by the keyboard stays on it. */
function focused() {
	const at = document.activeElement;
	return at?.matches("a") ? at : null;
}

export {};
