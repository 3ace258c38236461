/** `<score-board trade="17">` for any page: a module at /embed/score-board.js calls begin(). */

import { adopt, loaded, patiently } from "../../../competition/static/src/messages.js";
import { compact } from "./compact.js";
import { sheet } from "./hosted.js";

/**
 * @param {{ server: string, language: string, messages: string, styles: string }} told
 * @param {string} [name] of the element
 */
export async function begin({ server, language, messages, styles }, name = "score-board") {
	adopt(language, {});
	const words = patiently(
		() => loaded(server + messages),
		(catalogue) => adopt(language, catalogue),
	);
	const [dress] = await Promise.all([sheet(server + styles), words]);
	if (!customElements.get(name)) {
		customElements.define(name, compact({ server, styles: dress }));
	}
}
