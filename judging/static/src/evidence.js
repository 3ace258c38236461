/** Remarks and photos on this tablet: what is being written, what waits, and their way to the server. */

import { Courier } from "./courier.js";
import { uuid } from "./outbox.js";
import { redrawn } from "./photo.js";
import { boxOf } from "./remark-box.js";
import { isWritten, RemarkDrafts } from "./remark-drafts.js";
import { deliverRemarks, remarkLetter, silence } from "./remark-post.js";
import { RemarkReceipts } from "./remark-receipts.js";
import { RemarkStore } from "./remark-store.js";
import { ask, upload } from "./server.js";

/** @typedef {import("./remark-store.js").Waiting} Waiting */
/** @typedef {import("./sheet.js").Names} Names */
/** @typedef {import("./remark-drafts.js").Draft} Draft */
/** @typedef {"" | "photo" | "disk" | "empty"} Trouble why the last remark was not kept */
/** @typedef {import("./outbox.js").Refusal} Refusal */

// A photo on bad Wi-Fi takes its time, 500 kB at 1 kB/s; marks do not wait for it.
const PATIENCE = 600_000;
const GIVES_WAY_AFTER = 1500;
// Another page of this tablet whose photo does not move for so long holds up no remark of this one.
const TURN = 10_000;
const SIGNS = "jiangsai-remarks-move";

export class Evidence {
	/** @param {import("./contact.js").Contact} contact */
	constructor(contact) {
		this.contact = contact;
		this.desk = contact.desk;
		/** @type {RemarkStore | null} null where this tablet keeps none */
		this.store = null;
		/** @type {RemarkReceipts | null} */
		this.receipts = null;
		/** @type {readonly Waiting[]} of every judge of this tablet */
		this.rows = [];
		/** @type {ReadonlyMap<number, Names | string>} */
		this.owners = new Map();
		this.begun = new RemarkDrafts();
		/** @type {Draft | null} the one about the sheet that was opened last */
		this.draft = null;
		this.isOpen = false;
		this.isKeeping = false;
		/** @type {Set<string>} refused remarks that the judge sends once more though the disk did not take that */
		this.resent = new Set();
		/** @type {Map<string, Refusal | null>} what the server said of remarks where the disk did not take it; null: received */
		this.said = new Map();
		/** @type {import("./desk.js").Judge | null} for whom the last remark was sent */
		this.sender = null;
		/** @type {Trouble} */
		this.trouble = "";
		/** @type {string | null} the remark that is being withdrawn */
		this.leaving = null;
		/** @type {string | null} the refused remark that is about to be deleted, or "draft" */
		this.giving = null;
		/** @type {string | null} the photo that is shown large */
		this.large = null;
		/** @type {Map<string, string>} addresses of photos that only this tablet holds */
		this.pictures = new Map();
		/** True from when the network went until remarks were tried after its return. */
		this.wasAway = false;
		/** How often the remark on its way was given up because it hung. */
		this.givenUp = 0;
		/** @type {number | undefined} whose draft it is */
		this.judge = undefined;
		this.courier = new Courier(
			"jiangsai-remarks",
			(signal) => deliverRemarks(boxOf(this), (row) => this.post(row, signal)),
			(ending) => this.delivered(ending),
			TURN,
		);
		/** @type {BroadcastChannel | null} on which pages of this tablet say that what they send moves */
		this.signs = null;
	}

	/** Opens the disk and begins to send what waits. */
	async start() {
		this.store = await RemarkStore.open().catch(() => null);
		this.receipts = await RemarkReceipts.open().catch(() => null);
		await this.begun.open();
		this.desk.device = await this.desk.storage.device();
		await this.recount();
		this.desk.addEventListener("change", () => this.follow());
		this.desk.addEventListener("change", () => this.receipts?.follow(this.desk).catch(reportError));
		this.desk.addEventListener("kept", () => this.giveWay());
		for (const event of ["online", "pageshow"]) {
			addEventListener(event, () => this.courier.go());
		}
		this.contact.pages?.addEventListener("message", () => this.recount());
		this.signs = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(SIGNS);
		this.signs?.addEventListener("message", () => this.courier.othersMove());
		this.courier.go();
	}

	/** Reads again what the disk holds. */
	async recount() {
		this.rows = await this.read();
		const { storage } = this.desk;
		const ids = [...new Set(this.rows.map((row) => row.judge))];
		const named = ids.map(
			async (id) => /** @type {const} */ ([id, (await storage.nameOf(id)) ?? String(id)]),
		);
		this.owners = new Map(await Promise.all(named));
		await this.develop();
		this.desk.changed();
	}

	/** @returns {Promise<Waiting[]>} what waits, by what the server has said */
	async read() {
		const rows = (await this.store?.rows().catch(() => [])) ?? [];
		const here = rows.filter(({ uuid }) => this.said.get(uuid) !== null);
		return here.map((row) => ({ ...row, refusal: this.refusalOf(row) }));
	}

	/** @param {Waiting} row @returns {Refusal | null} why the server does not take it, also where the disk knows otherwise */
	refusalOf({ uuid, refusal }) {
		return this.said.get(uuid) ?? (this.resent.has(uuid) ? null : refusal);
	}

	/** @returns {readonly Waiting[]} what waits of the judge who sits here, refused ones among them */
	get mine() {
		return this.rows.filter((row) => row.judge === this.desk.judge?.id);
	}

	/** @returns {readonly Waiting[]} */
	get unsent() {
		return this.mine.filter((row) => row.refusal === null);
	}

	/** @returns {readonly Waiting[]} */
	get refused() {
		return this.mine.filter((row) => row.refusal !== null);
	}

	/** @returns {readonly { name: Names | string, count: number }[]} whose remarks wait for their own sign-in */
	get waiting() {
		const others = this.rows.filter((row) => row.judge !== this.desk.judge?.id);
		return [...new Set(others.map((row) => row.judge))].map((id) => ({
			name: this.owners.get(id) ?? "",
			count: others.filter((row) => row.judge === id).length,
		}));
	}

	/** Opens the remarks of the sheet, with a new one about the aspect on the screen. */
	open() {
		const { sheet, current } = this.desk;
		if (!sheet) {
			return;
		}
		this.draft = this.begun.at(sheet.id, (current ?? sheet.aspects[0])?.sub?.code ?? "");
		this.isOpen = true;
		this.trouble = "";
		this.desk.changed();
	}

	close() {
		this.isOpen = false;
		this.giving = null;
		this.leaving = null;
		this.large = null;
		this.desk.changed();
	}

	/** Lays out what the judge who sits here has begun on this tablet. */
	async resume() {
		const { judge } = this;
		this.draft = null;
		this.begun.clear();
		const found = judge === undefined ? [] : await this.begun.of(judge).catch(() => []);
		if (judge === this.judge) {
			this.begun.lay(found);
			this.desk.changed();
		}
	}

	/** @param {Partial<Draft>} change what the judge has written or taken by now */
	async write(change) {
		const { draft, judge } = this;
		if (draft && judge !== undefined) {
			const wasWriting = this.isWriting;
			Object.assign(draft, change);
			if (this.isWriting !== wasWriting) {
				this.desk.changed();
			}
			await this.begun.keep(judge, draft, "photo" in change);
		}
	}

	/** Puts away what is written, because the judge wants it so. */
	async throwAway() {
		URL.revokeObjectURL(this.draft?.picture ?? "");
		this.giving = null;
		this.trouble = "";
		await this.write({ text: "", photo: null, picture: "", developing: null });
	}

	/** @returns {boolean} whether something is written or taken that is not kept yet */
	get isWriting() {
		return this.draft !== null && isWritten(this.draft);
	}

	/** @returns {boolean} whether a photo was taken that is not in the draft yet */
	get isDeveloping() {
		return Boolean(this.draft?.developing);
	}

	/** @param {File | undefined} file from the camera; none takes the photo out again */
	async take(file) {
		const { draft, judge } = this;
		if (!draft) {
			return;
		}
		this.trouble = "";
		URL.revokeObjectURL(draft.picture);
		this.write({ photo: null, picture: "", developing: file ?? null });
		this.desk.changed();
		const photo = file ? await redrawn(file).catch(() => null) : null;
		if (!file || draft.developing !== file || judge !== this.judge) {
			return;
		}
		const picture = photo ? URL.createObjectURL(photo) : "";
		Object.assign(draft, { photo, picture, developing: null });
		this.trouble = photo ? "" : "photo";
		this.desk.changed();
		await this.begun.keep(judge ?? 0, draft, true);
	}

	/** Keeps what was written; the screen says so only after the disk does. */
	async keep() {
		const { draft, judge } = this;
		if (!draft || judge === undefined || this.isKeeping || this.isDeveloping) {
			return;
		}
		if (!this.isWriting) {
			this.trouble = "empty";
			this.desk.changed();
			return;
		}
		const { sheet, sub, aspect, text, photo } = draft;
		if (await this.add({ sheet, sub, aspect, text: text.trim(), withdraws: null }, photo)) {
			URL.revokeObjectURL(draft.picture);
			Object.assign(draft, { text: "", photo: null, picture: "" });
			await this.begun.keep(judge, draft);
		}
		this.desk.changed();
	}

	/**
	 * @param {{ uuid: string, sub: string, aspect: number | null }} remark
	 * @param {string} reason
	 */
	async withdraw({ uuid: withdraws, sub, aspect }, reason) {
		const sheet = this.desk.sheet?.id;
		if (sheet && reason.trim() && !this.isKeeping) {
			const text = reason.trim();
			const isKept = await this.add({ sheet, sub, aspect, text, withdraws }, null);
			this.leaving = isKept ? null : this.leaving;
			this.desk.changed();
		}
	}

	/**
	 * @param {Pick<Waiting, "sheet" | "sub" | "aspect" | "text" | "withdraws">} said
	 * @param {Blob | null} photo
	 * @returns {Promise<boolean>} whether the disk has it
	 */
	async add(said, photo) {
		const { judge, device } = this.desk;
		if (!judge) {
			return false;
		}
		this.isKeeping = true;
		this.desk.changed();
		const made = { uuid: uuid(crypto), judge: judge.id, taken_at: new Date().toISOString() };
		const written = { ...said, ...made, device, hasPhoto: photo !== null };
		try {
			if (!this.store) {
				throw new Error("no disk");
			}
			await this.store.add(written, photo && (await photo.arrayBuffer()));
			this.trouble = "";
		} catch {
			this.trouble = "disk";
		}
		this.isKeeping = false;
		await this.recount();
		this.contact.tell();
		this.courier.go();
		return this.trouble === "";
	}

	/** @param {Waiting} row a refused one that the judge sends once more */
	async again(row) {
		this.said.delete(row.uuid);
		this.resent.add(row.uuid);
		await this.store?.refuse(row, null).then(() => this.resent.delete(row.uuid), reportError);
		await this.recount();
		this.courier.go();
	}

	/** @param {string | null} uuid of a refused remark that the judge may delete, or "draft" for what is being written; null: not now */
	offerToDelete(uuid) {
		this.giving = uuid;
		this.desk.changed();
	}

	/** @param {Waiting} row a refused one that the judge gives up */
	async drop(row) {
		this.giving = null;
		await this.done(row);
	}

	/** Takes out what the server has or the judge gave up, on a full disk for as long as this page is open. @param {Waiting} row */
	async done(row) {
		this.said.set(row.uuid, null);
		await this.store?.drop(row).then(() => this.said.delete(row.uuid), reportError);
		await this.recount();
	}

	/** @param {Waiting} row @param {AbortSignal} signal */
	async post(row, signal) {
		const photo = row.hasPhoto ? await this.store?.photo(row.uuid) : undefined;
		const path = `sheets/${row.sheet}/remarks`;
		const body = remarkLetter(row, photo);
		const moved = () => {
			this.courier.moved();
			this.signs?.postMessage("moved");
		};
		moved();
		const sent =
			body instanceof FormData
				? upload(path, body, { patience: PATIENCE, signal, moved })
				: ask("POST", path, { body, signal });
		return this.courier.timed(sent, silence(photo?.byteLength ?? 0, this.givenUp));
	}

	/** The server answers others: what hangs is given up and sent again, which counts once. */
	heard() {
		if (this.courier.isSilent) {
			this.givenUp += 1;
			this.courier.hurry();
		}
	}

	/** @param {import("./courier.js").Ending} ending */
	delivered(ending) {
		if (ending === "signed-out") {
			this.contact.signedOut(this.sender);
		} else if (ending === "foreign") {
			this.contact.linked("foreign");
		}
	}

	/** Sends when the marks are through, and when the network is back; puts away what belongs to another judge or sheet. */
	follow() {
		const { desk, courier } = this;
		if (desk.judge?.id !== this.judge) {
			this.judge = desk.judge?.id;
			this.resume();
		}
		this.isOpen &&= desk.screen === "sheet" && desk.sheet?.id === this.draft?.sheet;
		if (desk.link.state !== "fine") {
			this.wasAway = true;
			return;
		}
		const isFree = desk.due.length === 0 && !desk.isPinWanted && !courier.isUnderWay;
		if (this.unsent.length && isFree && (this.wasAway || courier.failures === 0)) {
			this.wasAway = false;
			courier.go();
		}
	}

	/** Breaks off a photo that keeps a mark waiting; it is sent again, which counts once. */
	giveWay() {
		setTimeout(() => {
			if (this.desk.due.length && this.courier.isUnderWay) {
				this.courier.limit?.abort();
			}
		}, GIVES_WAY_AFTER);
	}

	/** Makes addresses for the photos that only this tablet holds, and lets go of the others. */
	async develop() {
		const held = new Set(this.mine.filter((row) => row.hasPhoto).map((row) => row.uuid));
		for (const [id, address] of this.pictures) {
			if (!held.has(id)) {
				URL.revokeObjectURL(address);
				this.pictures.delete(id);
			}
		}
		for (const id of held) {
			const photo = this.pictures.has(id) ? undefined : await this.store?.photo(id);
			if (photo) {
				this.pictures.set(id, URL.createObjectURL(new Blob([photo], { type: "image/jpeg" })));
			}
		}
	}
}
