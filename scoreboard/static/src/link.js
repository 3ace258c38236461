/**
 * What a board does about the news it hears: pure, so that every loss and delay can be tested.
 *
 * `next(link, event)` answers the link one step on and the wishes to be carried out (see socket.js).
 */

import { advanced } from "./ranking.js";

/** @typedef {import("./ranking.js").Ranking} Ranking */
/** @typedef {import("./ranking.js").Delta} Delta */
/** @typedef {{ epoch: string, version: number }} Position */
/** @typedef {Position & { deltas?: readonly Delta[], resync?: boolean }} Answer to a join */
/**
 * @typedef {{ trade: number, ranking: Ranking | null, newest: Position | null, since: number, heard: number | null,
 *   isOpen: boolean, isJoined: boolean, isFetching: boolean, isMissing: boolean, waiting: readonly Delta[],
 *   advance: Advance }} Link
 *   `newest` is the newest position heard of while fetching, `since` when it began to follow, `heard` the time of the
 *   last news, both in ms, `waiting` the deltas that cannot be applied yet; `isFetching`: the snapshot is on its way or
 *   its time is set; `isMissing`: the server knows no such trade; `advance` makes one step of what is followed,
 *   whatever that is.
 */
/** @typedef {(ranking: Ranking, delta: Delta) => Ranking} Advance */
/**
 * @typedef {{ kind: "fetch", after: number, spread: number } | { kind: "rest" }
 *   | { kind: "join", position: Position | null }} Wish
 *   fetch: the snapshot, `after` ms and up to `spread` ms more, in place of a fetch whose time has not come;
 *   rest: no fetch after all
 */
/**
 * @typedef {{ type: "opened" } | { type: "closed" } | { type: "joined", answer: Answer, now: number }
 *   | { type: "delta", delta: Delta, now: number } | { type: "pulse", pulse: Position & { trade: number }, now: number }
 *   | { type: "snapshot", ranking: Ranking | null, now: number } | { type: "failed", isMissing: boolean }
 *   | { type: "tick", now: number }} News
 *   a snapshot of null: what is held is current (304)
 */
/** @typedef {{ link: Link, wishes: Wish[] }} Step */

/** Nothing heard for so long: the board says so. */
export const STALE_MS = 15_000;
/** Without a socket the snapshot is fetched every 5 to 9 s.
 * @type {Wish} */
const POLL = { kind: "fetch", after: 5000, spread: 4000 };
/** All boards of a hall notice a gap at once; they do not fetch at once.
 * @type {Wish} */
const CATCH_UP = { kind: "fetch", after: 0, spread: 500 };
/** A snapshot is cached for a second, so it may be older than the news.
 * @type {Wish} */
const AGAIN = { kind: "fetch", after: 1000, spread: 500 };
/** The server keeps as many deltas; a longer gap is mended by the snapshot. */
const WAITING = 128;

/**
 * @param {number} trade
 * @param {number} since now, in ms
 * @param {Advance} [advance]
 * @returns {Step} a link that knows nothing yet and wishes for the snapshot
 */
export function first(trade, since, advance = advanced) {
	const link = {
		trade,
		since,
		advance,
		ranking: null,
		newest: null,
		heard: null,
		isOpen: false,
		isJoined: false,
		isFetching: true,
		isMissing: false,
		waiting: [],
	};
	return { link, wishes: [{ kind: "fetch", after: 0, spread: 0 }] };
}

/**
 * @param {Link} link
 * @param {News} news
 * @returns {Step}
 */
export function next(link, news) {
	switch (news.type) {
		case "opened":
			return opened(link);
		case "closed":
			return closed(link);
		case "joined":
			return heard(joined({ ...link, isJoined: true }, news.answer), news.now);
		case "delta":
			return news.delta.trade === link.trade ? heard(told(link, news.delta), news.now) : step(link);
		case "pulse":
			return news.pulse.trade === link.trade
				? heard(compared(link, news.pulse), news.now)
				: step(link);
		case "snapshot":
			return fetched(
				{ ...link, heard: news.now, isFetching: false, isMissing: false },
				news.ranking,
			);
		case "failed":
			return step({ ...link, isFetching: true, isMissing: news.isMissing }, POLL);
		case "tick":
			return isStale(link, news.now) ? wanting(link, link.newest) : step(link);
	}
}

/**
 * @param {Link} link
 * @param {number} now
 * @returns {boolean} nothing was heard for too long to call the ranking live; without a ranking other news are none
 */
export function isStale({ ranking, since, heard }, now) {
	return now - ((ranking && heard) ?? since) > STALE_MS;
}

/**
 * @param {Step} step
 * @param {number} now
 * @returns {Step} the same, heard now; of a newer ranking than is held, it is the ranking that must be heard
 */
function heard({ link, wishes }, now) {
	return isBehind(link) ? { link, wishes } : { link: { ...link, heard: now }, wishes };
}

/**
 * @param {Link} link
 * @param {...Wish} wishes
 * @returns {Step}
 */
function step(link, ...wishes) {
	return { link, wishes };
}

/**
 * @param {Link} link
 * @returns {Step}
 */
function opened(link) {
	return step(
		{ ...link, isOpen: true, isFetching: false },
		{ kind: "rest" },
		{ kind: "join", position: held(link) },
	);
}

/**
 * @param {Link} link
 * @returns {Step} polls, unless the next fetch has its time: each refused try would put it off for ever
 */
function closed(link) {
	const shut = { ...link, isOpen: false, isJoined: false, isFetching: true, waiting: [] };
	return link.isFetching ? step(shut) : step(shut, POLL);
}

/**
 * @param {Link} link
 * @param {Answer} answer
 * @returns {Step}
 */
function joined(link, answer) {
	if (answer.resync) {
		return wanting(link, answer);
	}
	return compared(
		withDeltas({ ...link, waiting: [] }, [...(answer.deltas ?? []), ...link.waiting]),
		answer,
	);
}

/**
 * @param {Link} link
 * @param {Delta} delta
 * @returns {Step}
 */
function told(link, delta) {
	const { ranking } = link;
	if (link.isJoined && ranking && delta.version <= ranking.version) {
		return step(link);
	}
	if (link.isJoined && ranking && delta.base === ranking.version) {
		return step({ ...link, ranking: link.advance(ranking, delta) });
	}
	const patient = { ...link, waiting: [...link.waiting, delta].slice(-WAITING) };
	return link.isJoined
		? wanting(patient, ranking && { epoch: ranking.epoch, version: delta.version })
		: step(patient);
}

/**
 * @param {Link} link
 * @param {Position} position
 * @returns {Step} fetches if the server is elsewhere
 */
function compared(link, position) {
	const mine = held(link);
	const isCurrent =
		mine !== null && mine.epoch === position.epoch && mine.version >= position.version;
	return isCurrent ? step(link) : wanting(link, position);
}

/**
 * @param {Link} link
 * @param {Position | null} position
 * @returns {Step} fetches, unless the snapshot is on its way already
 */
function wanting(link, position) {
	const isOld =
		link.newest !== null &&
		link.newest.epoch === position?.epoch &&
		link.newest.version > position.version;
	const wishing = {
		...link,
		newest: isOld ? link.newest : (position ?? link.newest),
		isFetching: true,
	};
	return link.isFetching ? step(wishing) : step(wishing, CATCH_UP);
}

/**
 * @param {Link} link
 * @param {Ranking | null} snapshot
 * @returns {Step}
 */
function fetched(link, snapshot) {
	const ranking = snapshot && !isOlder(snapshot, link.ranking) ? snapshot : link.ranking;
	const current = withDeltas(
		{ ...link, ranking, waiting: link.isJoined ? [] : link.waiting },
		link.isJoined ? link.waiting : [],
	);
	if (!link.isOpen) {
		return step({ ...current, isFetching: true }, POLL);
	}
	return isBehind(current) ? again(current) : step({ ...current, newest: null });
}

/**
 * @param {Link} link
 * @returns {Step} one more fetch; of another epoch it is not known which is newer, so it is asked for only once more
 */
function again(link) {
	const newest = link.newest?.epoch === link.ranking?.epoch ? link.newest : null;
	return step({ ...link, newest, isFetching: true }, AGAIN);
}

/**
 * @param {Link} link
 * @param {readonly Delta[]} deltas
 * @returns {Link} with those deltas that follow on what is held
 */
function withDeltas(link, deltas) {
	let { ranking } = link;
	for (const delta of deltas) {
		if (ranking && delta.base === ranking.version) {
			ranking = link.advance(ranking, delta);
		}
	}
	return { ...link, ranking };
}

/**
 * @param {Link} link
 * @returns {Position | null}
 */
function held({ ranking }) {
	return ranking && { epoch: ranking.epoch, version: ranking.version };
}

/** @param {Link} link */
function isBehind({ newest, ranking }) {
	return newest !== null && (newest.epoch !== ranking?.epoch || newest.version > ranking.version);
}

/**
 * @param {Ranking} ranking
 * @param {Ranking | null} other
 */
function isOlder(ranking, other) {
	return other !== null && ranking.epoch === other.epoch && ranking.version < other.version;
}
