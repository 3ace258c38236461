/** `<score-board trade="17">` for any page: a module at /embed/score-board.js calls begin(). */

import { adopt, loaded } from "../../../competition/static/src/messages.js";
import { compact } from "./compact.js";
import { sheet } from "./hosted.js";

/**
 * @param {{ server: string, language: string, messages: string, styles: string }} told
 * @param {string} [name] of the element
 */
export async function begin({ server, language, messages, styles }, name = "score-board") {
	const [words, dress] = await Promise.all([loaded(server + messages), sheet(server + styles)]);
	adopt(language, words ?? {});
	if (!customElements.get(name)) {
		customElements.define(name, compact({ server, styles: dress }));
	}
}
