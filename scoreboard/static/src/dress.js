/** A hall is dark unless somebody chose; a hand follows its own setting. */

const hand = matchMedia("(max-width: 899px)");
const root = document.documentElement;

/** Dresses the page for its screen, now and whenever that changes. */
export function dress() {
	change();
	hand.addEventListener("change", change);
}

function change() {
	if (root.dataset.hall !== undefined) {
		root.toggleAttribute("data-theme", !hand.matches);
		if (!hand.matches) {
			root.dataset.theme = "dark";
		}
	}
}
