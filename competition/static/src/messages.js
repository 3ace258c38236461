/** Words of the page's language, from a catalogue the page names in `<html data-messages>`. */

/** @typedef {Readonly<Record<string, string | number>>} Values what fills `%(name)s` */
/** @typedef {Readonly<{ zh?: string, en?: string }>} Names one name by language */

/** @type {Readonly<Record<string, string | readonly string[]>>} one text, or its forms for one thing and for more */
let catalogue = {};

/** The page's language: `zh-CN` or `en`. */
export let language =
	typeof document === "undefined" ? "en" : document.documentElement.lang || "en";

/** A catalogue that does not come is not waited for any longer. */
const PATIENCE_MS = 5000;
const AGAIN_MS = 5000;

/** Loads the catalogue; until it comes, however late, English stands. */
export const ready = load();

/**
 * Changes the page's language; what is drawn from now on is in it.
 * @param {string} tag
 * @param {typeof catalogue} words
 */
export function speak(tag, words) {
	adopt(tag, words);
	document.documentElement.lang = tag;
}

/**
 * Speaks another language than the page, which is somebody else's.
 * @param {string} tag
 * @param {typeof catalogue} words
 */
export function adopt(tag, words) {
	catalogue = words;
	language = tag;
}

/**
 * @param {string | undefined} url
 * @returns {Promise<typeof catalogue | null>} null when it cannot be read
 */
export async function loaded(url) {
	if (!url) {
		return null;
	}
	try {
		const answer = await fetch(url);
		return answer.ok ? await answer.json() : null;
	} catch {
		return null;
	}
}

/**
 * Asks until it is answered, and hands over what came; who calls waits for the first answer only, and not for long.
 * @template T
 * @param {() => Promise<T | null>} ask
 * @param {(got: T) => void} take
 * @returns {Promise<void>}
 */
export function patiently(ask, take) {
	return new Promise((resolve) => {
		const once = async () => {
			const got = await ask();
			if (got === null) {
				setTimeout(once, AGAIN_MS);
			} else {
				take(got);
			}
			resolve();
		};
		setTimeout(resolve, PATIENCE_MS);
		once();
	});
}

/**
 * @param {string} msgid
 * @param {Values} [values]
 * @returns {string} the sentence in the page's language
 */
export function _(msgid, values) {
	return filled(form(catalogue[msgid], 1) || msgid, values);
}

/**
 * @param {string} one
 * @param {string} many
 * @param {number} n also stands in the sentence as `%(num)s`
 * @param {Values} [values]
 * @returns {string} the sentence for *n* things in the page's language
 */
export function n_(one, many, n, values) {
	return filled(form(catalogue[one], n) || (n === 1 ? one : many), { num: n, ...values });
}

/**
 * @param {Names | null | undefined} given
 * @param {string} [wanted]
 * @returns {{ text: string, lang: string }} the name in the page's language, else in the other, with the language it is in
 */
export function names(given, wanted = language) {
	const chinese = { text: given?.zh || "", lang: "zh-CN" };
	const english = { text: given?.en || "", lang: "en" };
	const order = wanted.startsWith("zh") ? [chinese, english] : [english, chinese];
	return order.find((name) => name.text !== "") ?? { text: "", lang: wanted };
}

/**
 * @param {string | readonly string[] | undefined} translation
 * @param {number} n
 */
function form(translation, n) {
	return typeof translation === "object" ? translation.at(n === 1 ? 0 : -1) : translation;
}

/**
 * @param {string} sentence
 * @param {Values} [values]
 */
function filled(sentence, values = {}) {
	return sentence.replace(/%\((\w+)\)s/g, (whole, name) => String(values[name] ?? whole));
}

async function load() {
	const page = typeof document === "undefined" ? null : document.documentElement;
	const url = page?.dataset.messages;
	if (url) {
		// No network: English words are better than none.
		await patiently(
			() => loaded(url),
			(words) => {
				catalogue = words;
			},
		);
	}
}
