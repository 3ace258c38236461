/** A list that renews itself from the server, but for what somebody is changing in it. */

const EVERY_MS = 5000;
/** Who is silent for so long does not answer. */
const ANSWER_MS = 8000;

/**
 * @param {HTMLElement} list its `data-url` answers a page or a part with the list as it is now
 * @param {HTMLElement | null} stopped says `data-words` while nothing comes
 */
export function renewing(list, stopped) {
	const renew = () => (mayChange(list) ? renewed(list, stopped) : undefined);
	setInterval(renew, EVERY_MS);
	document.addEventListener("visibilitychange", renew);
}

/**
 * @param {HTMLElement} list
 * @param {HTMLElement | null} stopped
 */
async function renewed(list, stopped) {
	const fresh = await fetched(list.dataset.url ?? "");
	list.classList.toggle("old", !fresh);
	if (stopped) {
		stopped.textContent = fresh ? "" : (stopped.dataset.words ?? "");
	}
	if (fresh && mayChange(list)) {
		list.replaceChildren(...(fresh.getElementById(list.id) ?? fresh.body).childNodes);
	}
}

/**
 * @param {HTMLElement} list
 * @returns {boolean} whether somebody looks, and has chosen or typed nothing there
 */
function mayChange(list) {
	return document.visibilityState === "visible" && !isInUse(list);
}

/**
 * @param {string} url
 * @returns {Promise<Document | null>} null when the server does not give it
 */
async function fetched(url) {
	const answer = await fetch(url, {
		cache: "no-store",
		signal: AbortSignal.timeout(ANSWER_MS),
	}).catch(() => null);
	const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => null) : null;
	return text === null ? null : new DOMParser().parseFromString(text, "text/html");
}

/**
 * @param {HTMLElement} list
 * @returns {boolean} whether somebody has chosen or typed something there, or is about to
 */
function isInUse(list) {
	const isTouched = [...list.querySelectorAll("input, select")].some(isChanged);
	const at = document.activeElement;
	return isTouched || (at !== list && list.contains(at));
}

/** @param {Element} field */
function isChanged(field) {
	if (field instanceof HTMLInputElement) {
		return field.checked !== field.defaultChecked || field.value !== field.defaultValue;
	}
	return field instanceof HTMLSelectElement && field.value !== "";
}
