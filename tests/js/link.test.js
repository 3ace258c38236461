import assert from "node:assert/strict";
import { test } from "node:test";

import { first, isStale, next, STALE_MS } from "../../scoreboard/static/src/link.js";
import { ranking } from "./boards.js";

/** @typedef {import("../../scoreboard/static/src/link.js").Link} Link */
/** @typedef {import("../../scoreboard/static/src/link.js").News} News */

/**
 * @param {Link} link
 * @param {...News} news
 */
function after(link, ...news) {
	let step = {
		link,
		wishes: /** @type {import("../../scoreboard/static/src/link.js").Wish[]} */ ([]),
	};
	for (const each of news) {
		step = next(step.link, each);
	}
	return step;
}

/**
 * @param {Partial<import("../../scoreboard/static/src/ranking.js").Ranking>} [given]
 * @returns {News}
 */
const snapshot = (given) => ({ type: "snapshot", ranking: ranking(given), now: 0 });
/** @type {News} */
const opened = { type: "opened" };
/** @type {News} */
const closed = { type: "closed" };
/** @type {News} */
const unchanged = { type: "snapshot", ranking: null, now: 0 };

/**
 * @param {number} version
 * @param {{ base?: number, total?: string, trade?: number }} [given]
 * @returns {News}
 */
function delta(version, { base = version - 1, total = "9.00", trade = 1 } = {}) {
	return {
		type: "delta",
		delta: { trade, base, version, rows: [[0, total, { 0: total }]] },
		now: 0,
	};
}

/**
 * @param {number} version
 * @param {string} [epoch]
 * @returns {News}
 */
const pulse = (version, epoch = "m1") => ({
	type: "pulse",
	pulse: { trade: 1, epoch, version },
	now: 0,
});

/**
 * @param {number} version
 * @param {{ epoch?: string, resync?: boolean }} [more]
 * @returns {News}
 */
const joined = (version, { epoch = "m1", ...more } = {}) => ({
	type: "joined",
	answer: { epoch, version, ...more },
	now: 0,
});

/** A board that has the snapshot of version 5 and is joined. */
const current = () => after(first(1, 0).link, snapshot({ version: 5 }), opened, joined(5)).link;
/** @param {Link} link */
const version = (link) => link.ranking?.version;
/** @param {{ wishes: { kind: string }[] }} step */
const kinds = (step) => step.wishes.map(({ kind }) => kind);

test("a board first fetches the snapshot", () => {
	assert.deepEqual(first(1, 0).wishes, [{ kind: "fetch", after: 0, spread: 0 }]);
});

test("a board joins from where it stands, and needs no poll any more", () => {
	const step = after(first(1, 0).link, snapshot({ version: 5 }), opened);
	assert.deepEqual(step.wishes, [
		{ kind: "rest" },
		{ kind: "join", position: { epoch: "m1", version: 5 } },
	]);
	assert.deepEqual(after(step.link, joined(5)).wishes, []);
});

test("a delta on the version held is applied", () => {
	const step = after(current(), delta(6));
	assert.equal(version(step.link), 6);
	assert.equal(step.link.ranking?.rows[0]?.total, "9.00");
	assert.deepEqual(step.wishes, []);
});

test("a repeated delta changes nothing", () => {
	const link = after(current(), delta(6)).link;
	const step = after(link, delta(6, { total: "1.00" }));
	assert.equal(step.link.ranking, link.ranking);
	assert.deepEqual(step.wishes, []);
});

test("a gap fetches the snapshot once, and loses no delta that came meanwhile", () => {
	const gap = after(current(), delta(8));
	assert.deepEqual(kinds(gap), ["fetch"]);
	assert.equal(version(gap.link), 5);
	const more = after(gap.link, delta(9, { total: "9.50" }));
	assert.deepEqual(more.wishes, []);
	const healed = after(more.link, snapshot({ version: 7 }));
	assert.equal(version(healed.link), 9);
	assert.equal(healed.link.ranking?.rows[0]?.total, "9.50");
	assert.deepEqual(healed.wishes, []);
});

test("a snapshot older than the news is fetched again, a little later", () => {
	const gap = after(current(), delta(8)).link;
	const step = after(gap, snapshot({ version: 6 }));
	assert.equal(version(step.link), 6);
	assert.deepEqual(step.wishes, [{ kind: "fetch", after: 1000, spread: 500 }]);
});

test("an older snapshot never replaces a newer ranking", () => {
	assert.equal(version(after(current(), snapshot({ version: 3 })).link), 5);
});

test("a pulse with a newer version fetches, one with the same does not", () => {
	assert.deepEqual(after(current(), pulse(5)).wishes, []);
	assert.deepEqual(kinds(after(current(), pulse(6))), ["fetch"]);
});

test("another epoch fetches, and its ranking counts even with a lower version", () => {
	const step = after(current(), pulse(2, "m2"));
	assert.deepEqual(kinds(step), ["fetch"]);
	const renewed = after(step.link, snapshot({ epoch: "m2", version: 2 }));
	assert.equal(renewed.link.ranking?.epoch, "m2");
	assert.deepEqual(renewed.wishes, []);
});

test("a snapshot of a passed epoch is asked for only once more", () => {
	const gone = after(current(), pulse(2, "m2"), snapshot({ version: 5 }));
	assert.deepEqual(kinds(gone), ["fetch"]);
	assert.deepEqual(after(gone.link, snapshot({ version: 5 })).wishes, []);
});

test("joining brings the missed deltas", () => {
	const link = after(first(1, 0).link, snapshot({ version: 5 }), opened).link;
	const missed = [6, 7].map((number) => ({ trade: 1, base: number - 1, version: number }));
	const step = next(link, {
		type: "joined",
		answer: { epoch: "m1", version: 7, deltas: missed },
		now: 0,
	});
	assert.equal(version(step.link), 7);
	assert.deepEqual(step.wishes, []);
});

test("a server that cannot bring them asks for the snapshot", () => {
	const link = after(first(1, 0).link, snapshot({ version: 5 }), opened).link;
	assert.deepEqual(kinds(after(link, joined(400, { resync: true }))), ["fetch"]);
});

test("a delta that overtakes the answer to the join waits for it", () => {
	const link = after(first(1, 0).link, snapshot({ version: 5 }), opened, delta(6)).link;
	assert.equal(version(link), 5);
	assert.equal(version(after(link, joined(5)).link), 6);
});

test("a delta waits until its epoch is known", () => {
	const link = after(first(1, 0).link, snapshot({ version: 5 }), opened, delta(6)).link;
	const step = after(link, joined(5, { epoch: "m2", resync: true }));
	assert.equal(version(step.link), 5);
	const renewed = after(step.link, snapshot({ epoch: "m2", version: 5 }));
	assert.equal(version(renewed.link), 6);
});

test("news of another trade is not ours", () => {
	const link = current();
	assert.equal(after(link, delta(6, { trade: 2 })).link, link);
});

test("without a socket the board polls every 5 to 10 s", () => {
	const lost = after(current(), closed);
	assert.deepEqual(kinds(lost), ["fetch"]);
	const wish = lost.wishes[0];
	assert.ok(wish?.kind === "fetch" && wish.after >= 5000 && wish.after + wish.spread <= 10_000);
	assert.deepEqual(after(lost.link, unchanged).wishes, lost.wishes);
});

test("refused tries to connect do not put the poll off", () => {
	assert.deepEqual(after(current(), closed, closed).wishes, []);
});

test("a failed fetch is tried again, and a missing trade is known", () => {
	const failed = next(first(1, 0).link, { type: "failed", isMissing: true });
	assert.deepEqual(kinds(failed), ["fetch"]);
	assert.equal(failed.link.isMissing, true);
	assert.equal(after(failed.link, snapshot()).link.isMissing, false);
});

test("nothing heard for 15 s is stale, and even no news is news", () => {
	const link = current();
	assert.equal(isStale(link, STALE_MS), false);
	assert.equal(isStale(link, STALE_MS + 1), true);
	const told = next(link, {
		type: "pulse",
		pulse: { trade: 1, epoch: "m1", version: 5 },
		now: 9000,
	}).link;
	assert.equal(isStale(told, STALE_MS + 1), false);
	const polled = next(link, { type: "snapshot", ranking: null, now: 9000 }).link;
	assert.equal(isStale(polled, STALE_MS + 1), false);
});

test("a board that was never told a ranking is stale all the same, whatever else it hears", () => {
	const { link } = first(1, 1000);
	assert.equal(isStale(link, 1000 + STALE_MS), false);
	assert.equal(isStale(link, 1001 + STALE_MS), true);
	const heard = {
		...after(link, opened, joined(5, { resync: true })).link,
		heard: 1000 + STALE_MS,
	};
	assert.equal(isStale(heard, 1001 + STALE_MS), true);
	assert.equal(isStale(after(heard, snapshot({ version: 5 })).link, STALE_MS), false);
});

test("what is behind is as old as it was: a pulse of a newer ranking is not that ranking", () => {
	const behind = next(current(), {
		type: "pulse",
		pulse: { trade: 1, epoch: "m1", version: 6 },
		now: 9000,
	}).link;
	assert.equal(isStale(behind, STALE_MS + 1), true);
	const gap = after(current(), delta(9)).link;
	assert.equal(isStale({ ...gap, heard: 0 }, STALE_MS + 1), true);
	const caught = next(behind, { type: "snapshot", ranking: ranking({ version: 6 }), now: 9000 });
	assert.equal(isStale(caught.link, STALE_MS + 1), false);
});

test("a silent open socket is helped by a fetch", () => {
	assert.deepEqual(next(current(), { type: "tick", now: 10_000 }).wishes, []);
	assert.deepEqual(kinds(next(current(), { type: "tick", now: 20_000 })), ["fetch"]);
});
