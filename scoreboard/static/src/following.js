/** Follows the public results of a competition, for pages that the server draws: when they are old, and how old. */

import { now } from "../../../competition/static/src/clock.js";
import { _ } from "../../../competition/static/src/messages.js";
import { renewed } from "./fresh.js";
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
 * @param {{ say: (times: Times) => void, draw: (fresh: Document) => void, end: (words: string) => void }} manner
 *   `say` hears the page's age every second, `draw` gets the page as it is now, `end` what stands in its place where it
 *   is not shown any more
 */
export function follow({ competition, snapshot, drawn }, { say, draw, end }) {
	/** @type {import("./link.js").Link | null} */
	let link = null;
	/** @type {string | null} what the page shows depends on */
	let known = null;
	/** @type {Map<number, string>} how those of each trade are called, as far as that is known */
	const called = new Map();
	let isGone = false;
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
	/** @param {Document | "gone"} fresh */
	const take = (fresh) => {
		if (fresh === "gone") {
			isGone = true;
			document.title = _("This is not shown any more");
			end(document.title);
		} else if (isGone) {
			location.reload();
		} else {
			document.title = fresh.title;
			draw(fresh);
		}
	};
	const renew = async () => {
		due = undefined;
		const fresh = await renewed(location.href);
		if (fresh === null) {
			due ??= setTimeout(renew, AGAIN_MS);
			return;
		}
		// What came meanwhile is not on it yet.
		owing = due === undefined ? null : owing;
		take(fresh);
	};
	/** @param {Overview} overview */
	const compare = ({ table, trades, epoch, version }) => {
		for (const glance of trades) {
			called.set(glance.trade, glance.called ?? called.get(glance.trade) ?? "");
		}
		const states = trades.map(({ trade, state, since }) => [state, since, called.get(trade)]);
		const shown = JSON.stringify([table, states]);
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
