/** The console of the screens; without scripts its list is renewed by loading the page again. */

import { renewing } from "./renewal.js";

const list = document.querySelector("#screens");
if (list instanceof HTMLElement) {
	renewing(list, document.querySelector(".stopped"));
}
