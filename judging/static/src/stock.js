/** Fetches every sheet of the judge's list, so that all are on this tablet when the network goes. */

import { now } from "../../../competition/static/src/clock.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./round.js").Summary} Summary */

/** A tablet rests once to twice as long as it waited for an answer: a server that has much to do is asked less. At most this is taken for the wait, in milliseconds. */
const LONGEST_WAIT = 2000;

export class Stock {
	/**
	 * @param {Desk} desk
	 * @param {(sheet: number) => Promise<void>} fetchSheet keeps what it fetches
	 * @param {(took: number) => Promise<void>} [rest] so that tablets that come together do not ask together
	 */
	constructor(desk, fetchSheet, rest = breath) {
		this.desk = desk;
		this.fetchSheet = fetchSheet;
		this.rest = rest;
		/** @type {Map<number, string>} what the list said of each sheet when it was fetched */
		this.seen = new Map();
		this.isFilling = false;
	}

	/** Fetches what is not here, and what changed since, one after the other while the network lasts. */
	async fill() {
		if (this.isFilling) {
			return;
		}
		this.isFilling = true;
		try {
			for (let next = this.next(); next && this.isConnected; next = this.next()) {
				await this.fetch(next);
			}
		} finally {
			this.isFilling = false;
		}
	}

	/** @param {Summary} summary */
	async fetch(summary) {
		const began = now();
		await this.fetchSheet(summary.id);
		if (this.isConnected) {
			this.seen.set(summary.id, this.said(summary));
			await this.rest(now() - began);
		}
	}

	/** @returns {Summary | undefined} missing ones first; the open one is fetched all the time anyway */
	next() {
		const { desk } = this;
		const due = (desk.list ?? []).filter((one) => this.seen.get(one.id) !== this.said(one));
		return (
			due.find((one) => !desk.kept.has(one.id)) ?? due.find((one) => one.id !== desk.sheet?.id)
		);
	}

	/** @param {Summary} summary */
	said(summary) {
		return JSON.stringify([this.desk.judge?.id, summary]);
	}

	get isConnected() {
		const { desk } = this;
		return desk.judge !== null && !desk.isPinWanted && desk.link.state === "fine";
	}
}

/** @param {Desk} desk @returns {{ all: number, here: number }} how many sheets the judge has, and how many of them lie on this tablet */
export function stocked(desk) {
	const list = desk.list ?? [];
	const here = list.filter(({ id }) => desk.kept.has(id) && !desk.loose.has(id));
	return { all: list.length, here: here.length };
}

/** @param {number} took milliseconds @returns {Promise<void>} */
function breath(took) {
	return new Promise((resolve) => setTimeout(resolve, pauseAfter(took, Math.random())));
}

/**
 * @param {number} took milliseconds that an answer was waited for
 * @param {number} chance from 0 to 1
 * @returns {number} milliseconds until the next question
 */
export function pauseAfter(took, chance) {
	return Math.min(LONGEST_WAIT, took) * (1 + chance);
}
