/** A list that renews itself from the server, but for what somebody is changing in it. */

import { fetched } from "./fresh.js";

const EVERY_MS = 5000;

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
