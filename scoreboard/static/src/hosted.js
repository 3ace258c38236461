/** Style sheets written for a page, made to fit a shadow root, where there is no `:root`. */

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
 * @returns {Promise<CSSStyleSheet>} empty where it cannot be read: plain words are better than none
 */
export async function sheet(url) {
	const made = new CSSStyleSheet();
	try {
		const answer = await fetch(url);
		made.replaceSync(answer.ok ? hosted(await answer.text()) : "");
	} catch {
		// As it is: empty.
	}
	return made;
}
