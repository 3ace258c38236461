/** What a stroke on a keyboard says, whichever input method stands between, and what typed text says. */

/** @typedef {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey"> & Partial<Pick<KeyboardEvent, "code" | "shiftKey">>} Stroke */

/** A key of which nobody knows what it wrote. */
export const UNKNOWN = "\uFFFD";

/** Input methods write these where a keyboard has a point, a comma, a colon or a minus. */
const SIGNS = new Map([
	[",", "."],
	["。", "."],
	["、", "."],
	["−", "-"],
]);
/** What an input method keeps to itself has only its place on the keyboard. */
const PLACES = new Map([
	["Period", "."],
	["Comma", ","],
	["NumpadDecimal", "."],
	["NumpadComma", ","],
	["Minus", "-"],
	["NumpadSubtract", "-"],
	["Space", " "],
	["NumpadEnter", "Enter"],
]);
const SHIFTED = new Map([
	["Semicolon", ":"],
	["Slash", "?"],
]);
const NAMED = /^(Arrow\w+|Enter|Backspace|Tab|Escape|Delete|Home|End|Page\w+|F\d+)$/;
const SILENT = /^(Shift|Control|Alt|Meta|CapsLock|NumLock|Lang|Convert|NonConvert|Kana)/;

/**
 * @param {Stroke} event
 * @returns {string} the plain character, or the name of the key; UNKNOWN where an input method hides it
 */
export function keyOf(event) {
	const { key, code = "", shiftKey = false } = event;
	if (key === "Process" || key === "Unidentified" || key === "Dead") {
		return hidden(code, shiftKey);
	}
	return key.normalize("NFKC");
}

/**
 * @param {Stroke} event
 * @returns {string | null} the key of the pad that it stands for; UNKNOWN for a character that no reading has
 */
export function padKey(event) {
	if (event.ctrlKey || event.metaKey || event.altKey) {
		return null;
	}
	const key = keyOf(event);
	const sign = SIGNS.get(key) ?? key;
	if (/^[0-9.:-]$/.test(sign)) {
		return sign;
	}
	if (key === "Backspace") {
		return "back";
	}
	if (key === " ") {
		return key;
	}
	return key === "" || /^[A-Z][A-Za-z0-9]+$/.test(key) ? null : UNKNOWN;
}

/**
 * @param {string} text what stands so far
 * @param {string} key of the pad, from a keyboard
 * @returns {string} the same; UNKNOWN for a minus inside a number, which turns the sign on the pad only
 */
export function strokeAfter(text, key) {
	return key === "-" && text !== "" ? UNKNOWN : key;
}

/**
 * @param {string} text that somebody typed
 * @returns {string} the same in plain letters, digits and signs, with no space around
 */
export function plain(text) {
	return text.normalize("NFKC").trim();
}

/**
 * @param {string} text
 * @returns {string} the same as a plain decimal, where it is one
 */
export function plainNumber(text) {
	return Array.from(plain(text), (sign) => SIGNS.get(sign) ?? sign).join("");
}

/** @param {string} code @param {boolean} isShifted */
function hidden(code, isShifted) {
	if (SILENT.test(code)) {
		return "";
	}
	if (isShifted) {
		return SHIFTED.get(code) ?? letter(code) ?? UNKNOWN;
	}
	const [, digit] = code.match(/^(?:Digit|Numpad)(\d)$/) ?? [];
	return digit ?? PLACES.get(code) ?? letter(code) ?? (NAMED.test(code) ? code : UNKNOWN);
}

/** @param {string} code @returns {string | undefined} */
function letter(code) {
	return code.match(/^Key([A-Z])$/)?.[1]?.toLowerCase();
}
