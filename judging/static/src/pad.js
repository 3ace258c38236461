/** The number pad, for readings and PINs. */

import { html } from "lit";
import { _ } from "../../../competition/static/src/messages.js";

const DIGITS = ["7", "8", "9", "4", "5", "6", "1", "2", "3"];

/**
 * @param {(key: string) => void} press hears "0" to "9", ".", ":", "-" and "back"
 * @param {{ hasPoint?: boolean, hasColon?: boolean, hasSign?: boolean, isOff?: boolean }} [more]
 */
export function pad(press, { hasPoint, hasColon, hasSign, isOff = false } = {}) {
	const key = (/** @type {string} */ name) =>
		html`<button type="button" ?disabled=${isOff} @click=${() => press(name)}>${name}</button>`;
	return html`<div class="pad" role="group" aria-label=${_("Number pad")} @mousedown=${keepFocus}>
		${DIGITS.map(key)}
		${hasPoint ? key(".") : html`<span></span>`}
		${key("0")}
		<button type="button" ?disabled=${isOff} aria-label=${_("Delete last digit")} @click=${() => press("back")}>
			<i class="g g-back"></i>
		</button>
		${hasColon ? html`<button type="button" class="more" ?disabled=${isOff} aria-label=${_("Colon after minutes")} @click=${() => press(":")}>:</button>` : ""}
		${hasSign ? html`<button type="button" class="more" ?disabled=${isOff} aria-label=${_("Change sign")} @click=${() => press("-")}>±</button>` : ""}
	</div>`;
}

/**
 * A key that took the focus would be pressed again by Enter.
 * @param {MouseEvent} event
 */
function keepFocus(event) {
	event.preventDefault();
}
