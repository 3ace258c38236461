/** Follows the public results of a competition, for pages that the server draws: when they are old, and how old. */

import { keptAt } from "./kept.js";
import { isStale } from "./link.js";
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
	const tell = () => {
		if (link !== null && link.heard !== null) {
			const now = Date.now();
			say({ heard: link.heard, now, isStale: isStale(link, now), at: "" });
		}
	};
	const renew = async () => {
		due = undefined;
		const answer = await fetch(location.href, { cache: "no-store" }).catch(() => null);
		if (!answer?.ok || keptAt(answer) !== null) {
			due = setTimeout(renew, AGAIN_MS);
			return;
		}
		draw(new DOMParser().parseFromString(await answer.text(), "text/html"));
	};
	/** @param {Overview} overview */
	const compare = ({ table, trades, epoch, version }) => {
		const shown = JSON.stringify([table, trades.map(({ state, since }) => [state, since])]);
		// What came between the page and the first snapshot is no news to anybody else.
		const isOld = known === null ? `${epoch}-${version}` !== drawn : shown !== known;
		if (isOld && due === undefined) {
			due = setTimeout(renew, Math.random() * SPREAD_MS);
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
	setInterval(tell, 1000);
}
