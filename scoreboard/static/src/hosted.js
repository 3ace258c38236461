/** Style sheets written for a page, made to fit a shadow root, where there is no `:root`. */

import { patiently } from "../../../competition/static/src/messages.js";

/**
 * @param {string} css
 * @returns {string} the same, speaking of the host
 */
export function hosted(css) {
	return css
		.replace(/:root((?::not\([^)]*\)|\[[^\]]*\])+)/g, ":host($1)")
		.replaceAll(":root", ":host")
		.replace(/(^|[{},\s])(\[data-theme="?\w+"?\])(?=\s*[,{])/g, "$1:host($2)");
}

/**
 * @param {string} url
 * @returns {Promise<CSSStyleSheet>} empty until it can be read: plain words are better than none
 */
export async function sheet(url) {
	const made = new CSSStyleSheet();
	await patiently(
		() => text(url),
		(css) => made.replaceSync(hosted(css)),
	);
	return made;
}

/**
 * @param {string} url
 * @returns {Promise<string | null>} null where it cannot be read
 */
async function text(url) {
	try {
		const answer = await fetch(url);
		return answer.ok ? await answer.text() : null;
	} catch {
		return null;
	}
}
