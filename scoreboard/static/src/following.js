/** Follows the public results of a competition, for pages that the server draws: when they are old, and how old. */

import { now } from "../../../competition/static/src/clock.js";
import { fetched } from "./fresh.js";
import { STALE_MS } from "./link.js";
import { advanced } from "./overview.js";
import { Connection } from "./socket.js";

/** @typedef {import("./overview.js").Overview} Overview */
/** @typedef {{ heard: number, now: number, isStale: boolean, at: string }} Times */

/** Everybody's page is drawn anew, but not at once. */
const SPREAD_MS = 1500;
const AGAIN_MS = 5000;

/**
 * @param {DOMStringMap} told the competition, its snapshot, and from which version of it the page was drawn
 * @param {{ say: (times: Times) => void, draw: (fresh: Document) => void }} manner
 *   `say` hears the page's age every second, `draw` gets the page as it is now
 */
export function follow({ competition, snapshot, drawn }, { say, draw }) {
	/** @type {import("./link.js").Link | null} */
	let link = null;
	/** @type {string | null} what the page shows depends on */
	let known = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let due;
	/** @type {number | null} since when the page is older than what was heard, in ms */
	let owing = null;
	const opened = now();
	const tell = () => {
		const time = now();
		// Only what is drawn is as old as the badge says, and only a ranking tells whether it is.
		const told = link?.ranking ? link.heard : null;
		const heard = Math.min(told ?? opened, owing ?? time);
		say({ heard, now: time, isStale: time - heard > STALE_MS, at: "" });
	};
	const renew = async () => {
		due = undefined;
		const fresh = await fetched(location.href);
		if (fresh === null) {
			due ??= setTimeout(renew, AGAIN_MS);
			return;
		}
		// What came meanwhile is not on it yet.
		owing = due === undefined ? null : owing;
		draw(fresh);
	};
	/** @param {Overview} overview */
	const compare = ({ table, trades, epoch, version }) => {
		const shown = JSON.stringify([table, trades.map(({ state, since }) => [state, since])]);
		// What came between the page and the first snapshot is no news to anybody else.
		const isOld = known === null ? `${epoch}-${version}` !== drawn : shown !== known;
		if (isOld) {
			owing ??= now();
			due ??= setTimeout(renew, Math.random() * SPREAD_MS);
		}
		known = shown;
	};
	new Connection(
		Number(competition),
		snapshot ?? "",
		(next) => {
			link = next;
			const overview = /** @type {Overview | null} */ (/** @type {unknown} */ (next.ranking));
			if (overview !== null) {
				compare(overview);
			}
			tell();
		},
		{ event: "overview", key: "competition", advance: /** @type {any} */ (advanced) },
	).open();
	tell();
	setInterval(tell, 1000);
}
