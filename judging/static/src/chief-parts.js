/** The parts of the chief judge's page that are drawn anew; what somebody is filling in stays. */

/** Keeps for each part what its forms say that they showed, so that no part is another one for that alone. @param {Document} page */
export function lift(page) {
	for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (
		page.querySelectorAll("[data-live] input[name=seen]")
	)) {
		const part = /** @type {HTMLElement} */ (field.closest("[data-live]"));
		part.dataset.seen = field.value;
		field.remove();
	}
}

/** Says again what the part showed that a form is in. @param {FormDataEvent} event */
export function lay({ target, formData }) {
	const part = /** @type {HTMLElement} */ (target).closest("[data-live]");
	if (part instanceof HTMLElement && part.dataset.seen) {
		formData.set("seen", part.dataset.seen);
	}
}

/**
 * Takes over what changed.
 * @param {Document} fresh the page as it is now
 * @returns {number} how many parts stay as they were because somebody is filling them in
 */
export function renew(fresh) {
	const next = /** @type {HTMLElement[]} */ ([...fresh.querySelectorAll("[data-live]")]);
	const known = new Set(next.map(({ id }) => id));
	const gone = [...document.querySelectorAll("[data-live]")].filter(({ id }) => !known.has(id));
	const over = gone.filter((part) => !isBusy(part));
	for (const part of over) {
		part.remove();
	}
	const newest = next.map(takeOver).filter(Boolean);
	// Somebody may have chosen another state while the page was on its way.
	show(document.getElementById("matrix")?.dataset.state ?? "");
	return next.length - newest.length + gone.length - over.length;
}

/** @param {string} state whose entries the matrix shows alone; "" for all */
export function show(state) {
	for (const link of /** @type {NodeListOf<HTMLElement>} */ (
		document.querySelectorAll("#legend a")
	)) {
		link.toggleAttribute("aria-current", false);
		if (state && link.dataset.state === state) {
			link.setAttribute("aria-current", "true");
		}
	}
	const matrix = /** @type {HTMLElement} */ (document.getElementById("matrix"));
	matrix.dataset.state = state;
	let shown = 0;
	for (const row of /** @type {NodeListOf<HTMLElement>} */ (matrix.querySelectorAll("tbody tr"))) {
		row.hidden = state !== "" && !row.querySelector(`td.${state}`);
		shown += row.hidden ? 0 : 1;
	}
	const nothing = /** @type {HTMLElement} */ (matrix.querySelector(".nothing"));
	nothing.hidden = shown > 0;
}

/** @param {HTMLElement} next @returns {boolean} whether the part is the newest now */
function takeOver(next) {
	const part = document.getElementById(next.id);
	if (!part) {
		insert(next);
		return true;
	}
	const { seen = "" } = next.dataset;
	if (part.outerHTML === next.outerHTML || isUnchanged(part, next)) {
		part.dataset.seen = seen;
		return true;
	}
	if (isBusy(part)) {
		return false;
	}
	part.dataset.seen = seen;
	const before = kept(part);
	part.className = next.className;
	part.replaceChildren(...next.childNodes);
	restore(part, before);
	return true;
}

/**
 * Answers whether a part says what it said, however it is unfolded.
 * @param {Element} part @param {Element} next
 */
function isUnchanged(part, next) {
	const plain = /** @type {Element} */ (part.cloneNode(true));
	for (const unfolded of plain.querySelectorAll("details[open]")) {
		unfolded.removeAttribute("open");
	}
	return plain.innerHTML === next.innerHTML && part.className === next.className;
}

/** @param {Element} next a part that was not there before: it goes where it stands on the new page */
function insert(next) {
	const before = next.previousElementSibling?.id;
	const anchor = before ? document.getElementById(before) : null;
	if (anchor) {
		anchor.after(next);
	}
}

/** @param {Element} part @returns {boolean} whether something is filled in there, or being chosen */
function isBusy(part) {
	const fields =
		/** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement>} */ (
			part.querySelectorAll("input:not([type=hidden]), textarea, select")
		);
	return part.querySelector("dialog[open]") !== null || [...fields].some(isFilledIn);
}

/** @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} field */
function isFilledIn(field) {
	if (field instanceof HTMLSelectElement) {
		// A list that is unfolded does not outlive its field.
		const first = [...field.options].find((each) => each.defaultSelected) ?? field.options[0];
		return field === document.activeElement || field.selectedOptions[0] !== first;
	}
	if (field instanceof HTMLInputElement && /^(checkbox|radio)$/.test(field.type)) {
		return field.checked !== field.defaultChecked;
	}
	return field.value !== field.defaultValue;
}

/**
 * @param {Element} part
 * @returns {{ open: string[], focus: string | null, scrolls: Map<string, number> }}
 */
function kept(part) {
	const open = [...part.querySelectorAll("details[open]")].map(name).filter((key) => key !== "");
	const at = document.activeElement;
	const focus = at && at !== part && part.contains(at) ? name(at) : null;
	const scrolls = new Map();
	for (const box of part.querySelectorAll("[data-key]")) {
		scrolls.set(name(box), box.scrollTop);
	}
	return { open, focus, scrolls };
}

/** @param {Element} part @param {ReturnType<typeof kept>} before */
function restore(part, { open, focus, scrolls }) {
	for (const folded of part.querySelectorAll("details")) {
		folded.open ||= open.includes(name(folded));
	}
	for (const box of part.querySelectorAll("[data-key]")) {
		box.scrollTop = scrolls.get(name(box)) ?? 0;
	}
	if (focus) {
		const all = part.querySelectorAll("a, button, summary, input, textarea, [data-key]");
		const again = [...all].find((each) => name(each) === focus);
		/** @type {HTMLElement | undefined} */ (again)?.focus({ preventScroll: true });
	}
}

/**
 * What a thing on the page is, wherever it stands: its key, its address, or the form that it belongs to.
 * @param {Element} thing
 * @returns {string}
 */
function name(thing) {
	const { key } = thing instanceof HTMLElement ? thing.dataset : {};
	const address = thing.getAttribute("href");
	return key ?? (address ? `${thing.className} ${address}` : nameOfUse(thing));
}

/** @param {Element} thing @returns {string} the form that it is in or unfolds, and what it is there */
function nameOfUse(thing) {
	const around = thing instanceof HTMLDetailsElement ? thing : thing.closest("form, details");
	const form = around instanceof HTMLFormElement ? around : around?.querySelector("form");
	const told = [...(form?.querySelectorAll("input[type=hidden]") ?? [])].map(
		(each) => `${each.getAttribute("name")}=${each.getAttribute("value")}`,
	);
	const own = [thing.localName, thing.getAttribute("name"), thing.getAttribute("value")];
	return [form?.getAttribute("action"), ...told, ...own].join(" ");
}
