/** The office's page of progress renews itself; without scripts it is renewed by loading it again. */

import { fetched, replaceParts } from "./fresh.js";

const EVERY = 10_000;
const stopped = /** @type {HTMLElement} */ (document.querySelector(".stopped"));
const list = /** @type {HTMLElement} */ (document.querySelector("#progress"));

setInterval(renew, EVERY);
document.addEventListener("visibilitychange", renew);

async function renew() {
	if (document.visibilityState !== "visible" || list.contains(focused())) {
		return;
	}
	const fresh = await fetched(location.href);
	stopped.textContent = fresh ? "" : (stopped.dataset.words ?? "");
	list.classList.toggle("old", !fresh);
	if (fresh) {
		replaceParts(fresh);
	}
}

/** Whoever is on a link by the keyboard stays on it. */
function focused() {
	const at = document.activeElement;
	return at?.matches("a") ? at : null;
}
