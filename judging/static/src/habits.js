/** How a judge likes to mark: kept on this device, each judge's own. */

/** @typedef {"one" | "dense" | "across"} View one aspect a screen; all aspects on one page; one aspect for one competitor after the other */
/** @typedef {Readonly<{ view: View, hand: "right" | "left", goesOn: boolean, isAwake: boolean, hasKeys: boolean }>} Habits */
/** @typedef {Pick<globalThis.Storage, "getItem" | "setItem">} Shelf */

/** @type {Habits} */
export const USUAL = { view: "one", hand: "right", goesOn: true, isAwake: true, hasKeys: true };

const HAND = "jiangsai-hand";
/** @type {Readonly<Record<string, readonly unknown[]>>} */
const KNOWN = {
	view: ["one", "dense", "across"],
	hand: ["right", "left"],
	goesOn: [true, false],
	isAwake: [true, false],
	hasKeys: [true, false],
};

/**
 * @param {number | undefined} judge nobody, while nobody sits here
 * @param {Shelf} shelf
 * @returns {Habits} those of the judge; for what is not known of them, the usual ones, with the hand last used here
 */
export function habitsOf(judge, shelf) {
	const usual = { ...USUAL, ...sound({ hand: shelf.getItem(HAND) }) };
	return judge === undefined ? usual : { ...usual, ...sound(read(shelf.getItem(nameOf(judge)))) };
}

/** @param {number} judge @param {Habits} habits @param {Shelf} shelf */
export function keepHabits(judge, habits, shelf) {
	shelf.setItem(nameOf(judge), JSON.stringify(habits));
	shelf.setItem(HAND, habits.hand);
}

/** @returns {Shelf} the browser's; where it is blocked or full, habits last as long as the page */
export function shelf() {
	return { getItem: (name) => attempt((local) => local.getItem(name)) ?? null, setItem };
}

/** @param {string} name @param {string} text */
function setItem(name, text) {
	attempt((local) => local.setItem(name, text));
}

/**
 * @template T
 * @param {(local: globalThis.Storage) => T} act
 * @returns {T | undefined} nothing where the browser does not let us
 */
function attempt(act) {
	try {
		return act(localStorage);
	} catch {
		return undefined;
	}
}

/** @param {number} judge */
function nameOf(judge) {
	return `jiangsai-habits-${judge}`;
}

/** @param {string | null} text @returns {Record<string, unknown>} */
function read(text) {
	try {
		return Object(JSON.parse(text ?? "{}"));
	} catch {
		return {};
	}
}

/** @param {Record<string, unknown>} given @returns {Partial<Habits>} what of it is a habit */
function sound(given) {
	const rows = Object.entries(given).filter(([name, value]) => KNOWN[name]?.includes(value));
	return Object.fromEntries(rows);
}
