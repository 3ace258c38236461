/** The organiser's list of tablets renews itself; without scripts it is renewed by loading the page again. */

const EVERY = 10_000;
const list = /** @type {HTMLElement} */ (document.querySelector("#devices"));
const stopped = /** @type {HTMLElement} */ (document.querySelector(".stopped"));

setInterval(renew, EVERY);
document.addEventListener("visibilitychange", renew);

async function renew() {
	if (document.visibilityState !== "visible" || isInUse()) {
		return;
	}
	const fresh = await fetched();
	if (isInUse()) {
		return;
	}
	stopped.textContent = fresh ? "" : (stopped.dataset.words ?? "");
	list.classList.toggle("old", !fresh);
	if (fresh) {
		list.replaceChildren(...fresh.body.childNodes);
		clearTicket();
	}
}

/** @returns {Promise<Document | null>} the list as it is now; null when the server does not give it */
async function fetched() {
	const answer = await fetch(list.dataset.url ?? "", { cache: "no-store" }).catch(() => null);
	if (!answer?.ok || answer.redirected) {
		return null;
	}
	return new DOMParser().parseFromString(await answer.text(), "text/html");
}

/** A question that somebody is answering stays as it is. */
function isInUse() {
	return list.querySelector("details[open]") !== null || list.contains(focused());
}

function focused() {
	const at = document.activeElement;
	return at?.matches("button, summary, a") ? at : null;
}

/** Takes the code away once a tablet has used it or its time is over. */
function clearTicket() {
	/** @type {HTMLElement | null} */
	const ticket = document.querySelector(".ticket");
	if (ticket && !list.querySelector(`[data-code="${ticket.dataset.code}"]`)) {
		ticket.remove();
	}
}
