/** How a name is written where there is little room: what tells people apart is kept, the middle gives way. */

/** @typedef {{ unit: "person" | "team", width: number, lines: number }} Room `width` in ems */
/** @typedef {(text: string) => number} Measure how many ems wide a text is */

const LATIN = /^[\p{Script=Latin}\p{M}\p{P}\p{N}\s]+$/u;
const CHINESE = /[⺀-鿿豈-﫿]/u;
/** Chinese may be broken anywhere, other words after a blank or a hyphen. */
const PIECES = /[⺀-鿿豈-﫿]·?|·|[^\s⺀-鿿豈-﫿·-]+-?\s*|\s+|-/gu;
/** The point between the parts of a Chinese name, with what stays before it on its line. */
export const POINTED = /([⺀-鿿豈-﫿]·)/u;
/** Particles of a family name are short, and begin small. */
const PARTICLE = /^\p{Ll}/u;
const CAPITALS = /^[\p{Lu}\p{P}]{2,}$/u;

/**
 * @param {string} text
 * @param {Room} room
 * @param {Measure} measure
 * @returns {string} the name, or the longest short form that has room: initials before a family name, else a gap in the middle
 */
export function called(text, { unit, width, lines }, measure) {
	const fits = (/** @type {string} */ form) => wrapped(form, width, measure) <= lines;
	if (fits(text)) {
		return text;
	}
	const isPerson = unit === "person" && LATIN.test(text) && text.includes(" ");
	const forms = isPerson ? initials(text) : [];
	const last = forms.at(-1) ?? text;
	return forms.find(fits) ?? gaps(last).find(fits) ?? last;
}

/**
 * @param {string} text
 * @param {number} width of a line, in ems
 * @param {Measure} measure
 * @returns {number} how many lines the text takes; a word too long for one takes more than any room has
 */
export function wrapped(text, width, measure) {
	let [lines, used] = [1, 0];
	for (const piece of text.match(PIECES) ?? []) {
		const [bare, whole] = [measure(piece.trimEnd()), measure(piece)];
		if (bare > width) {
			return Number.POSITIVE_INFINITY;
		}
		if (used + bare > width) {
			lines += 1;
			used = 0;
		}
		used += whole;
	}
	return lines;
}

/**
 * @param {string} text
 * @returns {string[]} with one given name more as its initial each time; who writes the family name in capitals may write
 *   it first
 */
function initials(text) {
	const words = text.split(" ").filter(Boolean);
	const isLoud =
		words.some((word) => CAPITALS.test(word)) && !words.every((word) => CAPITALS.test(word));
	const family = words.length - 1;
	const forms = [];
	for (const [at, word] of words.entries()) {
		const stays = isLoud ? CAPITALS.test(word) : at === family;
		if (!(stays || PARTICLE.test(word))) {
			words[at] = initial(word);
			forms.push(words.join(" "));
		}
	}
	return forms;
}

/** @param {string} word Anna-Katharina becomes A.-K. */
function initial(word) {
	return word
		.split("-")
		.map((part) => `${[...part][0] ?? ""}.`)
		.join("-");
}

/**
 * @param {string} text
 * @returns {string[]} its beginning and its end, with more and more left out between them
 */
function gaps(text) {
	const names = text.split("·");
	const outer = names.length > 2 ? [`${names[0]}…${names.at(-1)}`] : [];
	const isWords = !CHINESE.test(text) && text.includes(" ");
	const words = isWords ? without(text.split(" "), " ") : [];
	return [...words, ...outer, ...without([...text], "")];
}

/**
 * @param {readonly string[]} parts
 * @param {string} between
 */
function without(parts, between) {
	const forms = [];
	for (let kept = parts.length - 1; kept >= 2; kept -= 1) {
		// Of two teams of one school the end says which is which.
		const head = Math.floor(kept / 2);
		const [from, to] = [parts.slice(0, head), parts.slice(parts.length - (kept - head))];
		forms.push(`${from.join(between)}${between}…${between}${to.join(between)}`);
	}
	return forms;
}
