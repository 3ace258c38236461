/** A tablet's disk that lives in a test: stores whose keys are read and written as IndexedDB's are. */

/** @typedef {import("../../judging/static/src/outbox.js").Row} Row */

const KEYS = /** @type {const} */ ({
	outbox: "sequence",
	refused: "uuid",
	sheets: "key",
	facts: null,
});

/** @typedef {keyof typeof KEYS} Name */

/** @param {{ outbox?: Row[] }} [held] what waits there already */
export function disk({ outbox = [] } = {}) {
	/** @type {Record<Name, Map<unknown, any>>} */
	const stores = { outbox: new Map(), refused: new Map(), sheets: new Map(), facts: new Map() };
	for (const row of outbox) {
		stores.outbox.set(row.sequence, row);
	}
	const objectStore = (/** @type {Name} */ name) => ({
		get: async (/** @type {unknown} */ key) => stores[name].get(key),
		getKey: async (/** @type {unknown} */ key) => (stores[name].has(key) ? key : undefined),
		getAll: async () => [...stores[name].values()],
		put: async (/** @type {any} */ value, /** @type {unknown} */ key) =>
			stores[name].set(KEYS[name] ? value[KEYS[name]] : key, value),
		delete: async (/** @type {unknown} */ key) => stores[name].delete(key),
	});
	const lent = { transaction: () => ({ objectStore, done: Promise.resolve() }) };
	return {
		stores,
		lent: /** @type {import("idb").IDBPDatabase} */ (/** @type {unknown} */ (lent)),
	};
}
