// @ts-check
/** The form of rules with a script: rows can be added and moved, and a preview says when it is old. */

const REFERRING = ["name", "id", "for", "aria-describedby", "aria-labelledby", "data-rows"];
const form = document.querySelector("form[data-rules]");
if (form instanceof HTMLFormElement) {
	for (const list of form.querySelectorAll("[data-rows]:not([data-fixed])")) {
		if (list instanceof HTMLElement) {
			open(list, form.dataset);
		}
	}
	form.addEventListener("input", () => outdate(form.dataset.stale ?? ""));
}

/**
 * Let rows of one list be added and moved.
 * @param {HTMLElement} list @param {DOMStringMap} words
 */
function open(list, words) {
	if (list.classList.contains("blocks")) {
		return;
	}
	const blank = lines(list).at(-1)?.cloneNode(true);
	if (list.classList.contains("ordered")) {
		for (const line of lines(list)) {
			addMoves(list, line, words);
		}
	}
	if (!(blank instanceof HTMLElement) || list.dataset.rows === undefined) {
		return;
	}
	const add = button(words.add ?? "", "btn small add");
	add.addEventListener("click", () => {
		const fresh = blank.cloneNode(true);
		if (fresh instanceof HTMLElement) {
			put(list, fresh, words);
		}
	});
	list.append(add);
}

/** @param {HTMLElement} list @param {HTMLElement} fresh @param {DOMStringMap} words */
function put(list, fresh, words) {
	// Before it stands in the form: its radio buttons would take the choice of the row it is like.
	number(list, fresh, lines(list).length);
	lines(list).at(-1)?.after(fresh);
	if (list.classList.contains("ordered")) {
		addMoves(list, fresh, words);
	}
	for (const inner of fresh.querySelectorAll("[data-rows]")) {
		if (inner instanceof HTMLElement) {
			open(inner, words);
		}
	}
	focusFirst(fresh);
}

/** @param {HTMLElement} line */
function focusFirst(line) {
	const first = line.querySelector("select, input:not([type=hidden])");
	if (first instanceof HTMLElement) {
		first.focus();
	}
}

/** @param {HTMLElement} list @param {HTMLElement} line @param {DOMStringMap} words */
function addMoves(list, line, words) {
	const up = button("↑", "btn small move", words.up);
	const down = button("↓", "btn small move", words.down);
	up.addEventListener("click", () => {
		lines(list)[lines(list).indexOf(line) - 1]?.before(line);
		moved(list, up);
	});
	down.addEventListener("click", () => {
		lines(list)[lines(list).indexOf(line) + 1]?.after(line);
		moved(list, down);
	});
	line.querySelector(".ends")?.prepend(up, down);
}

/** @param {HTMLElement} list @param {HTMLButtonElement} pressed */
function moved(list, pressed) {
	for (const [index, line] of lines(list).entries()) {
		number(list, line, index);
	}
	pressed.focus();
	pressed.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * Give a row the number of its place: in names, ids and what refers to them.
 * @param {HTMLElement} list @param {HTMLElement} line @param {number} index
 */
function number(list, line, index) {
	const name = (list.dataset.rows ?? "").replaceAll(".", "\\.");
	const at = new RegExp(`(^|[\\s-])(${name})\\.\\d+(?=\\.)`, "g");
	for (const element of [line, ...line.querySelectorAll("*")]) {
		for (const key of REFERRING) {
			const text = element.getAttribute(key);
			if (text !== null) {
				element.setAttribute(key, text.replace(at, `$1$2.${index}`));
			}
		}
	}
	const head = line.querySelector(":scope > th.num");
	if (head !== null) {
		head.textContent = String(index + 1);
	}
}

/** @param {HTMLElement} list @returns {HTMLElement[]} */
function lines(list) {
	/** @type {NodeListOf<HTMLElement>} */
	const all = list.querySelectorAll("[data-line]");
	return [...all].filter((line) => line.closest("[data-rows]") === list);
}

/** @param {string} text @param {string} classes @param {string} [label] @returns {HTMLButtonElement} */
function button(text, classes, label) {
	const made = document.createElement("button");
	made.type = "button";
	made.className = classes;
	made.textContent = text;
	if (label !== undefined) {
		made.setAttribute("aria-label", label);
	}
	return made;
}

/** The preview shows rules that are not those in the form any more. @param {string} why */
function outdate(why) {
	const save = document.querySelector("[data-save]");
	const place = document.querySelector("[data-why]");
	if (save instanceof HTMLButtonElement && place !== null) {
		save.disabled = true;
		place.textContent = why;
	}
}
