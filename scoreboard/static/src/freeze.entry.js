/** The page of freezes: one tick chooses all trades, and says how many are chosen. */

import { n_, ready } from "../../../competition/static/src/messages.js";

/** @type {HTMLInputElement[]} */
const boxes = [...document.querySelectorAll("input[name=trade]")].filter(
	(box) => box instanceof HTMLInputElement,
);
const all = document.querySelector("#all");
const count = document.querySelector("#count");

await ready;
all?.addEventListener("change", () => {
	for (const box of boxes) {
		box.checked = all instanceof HTMLInputElement && all.checked;
	}
	say();
});
for (const box of boxes) {
	box.addEventListener("change", say);
}
say();

function say() {
	const chosen = boxes.filter((box) => box.checked).length;
	if (all instanceof HTMLInputElement) {
		all.checked = chosen === boxes.length;
		all.indeterminate = chosen > 0 && chosen < boxes.length;
	}
	if (count instanceof HTMLElement) {
		count.textContent =
			chosen === 0 ? (count.dataset.none ?? "") : n_("%(num)s trade", "%(num)s trades", chosen);
	}
}
