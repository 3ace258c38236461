/** Fetches every sheet of the judge's list, so that all are on this tablet when the network goes. */

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./round.js").Summary} Summary */

const PAUSE = 250;

export class Stock {
	/**
	 * @param {Desk} desk
	 * @param {(sheet: number) => Promise<void>} fetchSheet keeps what it fetches
	 * @param {() => Promise<void>} [rest] so that tablets that come together do not ask together
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
		await this.fetchSheet(summary.id);
		if (this.isConnected) {
			this.seen.set(summary.id, this.said(summary));
			await this.rest();
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

/** @returns {Promise<void>} */
function breath() {
	return new Promise((resolve) => setTimeout(resolve, PAUSE * (1 + Math.random())));
}
