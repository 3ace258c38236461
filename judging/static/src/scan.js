/** The camera looks for a station's code; without one, a photo or the typed number does. */

import { html, LitElement, nothing } from "lit";
import { _ } from "../../../competition/static/src/messages.js";
import { drawn } from "./photo.js";
import { who } from "./place.js";
import { sheetsAt } from "./station.js";

/** @typedef {import("./desk.js").Desk} Desk */
/** @typedef {import("./stations.js").Stations} Stations */
/** @typedef {{ detect: (source: CanvasImageSource) => Promise<{ rawValue: string }[]> }} Detector */

const EVERY = 200;

export class StationScanner extends LitElement {
	/** @override */
	static properties = {
		stations: { attribute: false },
		isStrange: { attribute: false },
		hasCamera: { state: true },
		isBlurred: { state: true },
	};

	constructor() {
		super();
		/** @type {Stations | null} */
		this.stations = null;
		/** True when the last code was no station's. */
		this.isStrange = false;
		/** @type {boolean | null} null while it is asked for */
		this.hasCamera = null;
		/** True when a photo showed no code. */
		this.isBlurred = false;
		/** @type {MediaStream | null} */
		this.stream = null;
		/** @type {ReturnType<typeof setTimeout> | undefined} */
		this.timer = undefined;
	}

	/** @override */
	createRenderRoot() {
		return this;
	}

	/** @override */
	firstUpdated() {
		this.start();
	}

	/** @override */
	disconnectedCallback() {
		super.disconnectedCallback();
		clearTimeout(this.timer);
		for (const track of this.stream?.getTracks() ?? []) {
			track.stop();
		}
		this.stream = null;
	}

	/** @override */
	render() {
		const { stations, hasCamera } = this;
		const type = (/** @type {SubmitEvent} */ event) => {
			event.preventDefault();
			const form = new FormData(/** @type {HTMLFormElement} */ (event.target));
			const station = String(form.get("station") ?? "").trim();
			if (station) {
				stations?.typed(station);
			}
		};
		return html`
			<video class=${hasCamera ? "" : "off"} autoplay playsinline muted aria-label=${_("What the camera sees")}></video>
			${hasCamera === false ? html`<p>${_("The camera cannot be used on this page. Take a photo of the code, or type the station's number.")}</p>` : nothing}
			<p class="whynot" role="alert">${this.words}</p>
			<form class="typing" @submit=${type}>
				${hasCamera ? nothing : html`<label class="btn"><i class="g g-camera"></i>${_("Take a photo of the code")}<input class="sr" type="file" name="code" accept="image/*" capture="environment" @change=${(/** @type {Event} */ event) => this.shot(event)}></label>`}
				<label class="number"><span>${_("Station's number")}</span><input name="station" autocomplete="off" autocapitalize="characters" spellcheck="false" maxlength="20"></label>
				<button class="btn main">${_("Go")}</button>
			</form>`;
	}

	get words() {
		if (this.isBlurred) {
			return html`<i class="g g-block"></i> ${_("No code was found in this photo. Come closer, and hold still.")}`;
		}
		return this.isStrange
			? html`<i class="g g-block"></i> ${_("This is not the code of a station.")}`
			: nothing;
	}

	/** Asks for the camera, which plain http has not got. */
	async start() {
		const wanted = { video: { facingMode: "environment", width: { ideal: 1280 } } };
		const found = await navigator.mediaDevices?.getUserMedia(wanted).catch(() => null);
		this.hasCamera = Boolean(found);
		if (!found || !this.isConnected) {
			for (const track of found?.getTracks() ?? []) {
				track.stop();
			}
			return;
		}
		this.stream = found;
		const video = /** @type {HTMLVideoElement} */ (this.querySelector("video"));
		video.srcObject = found;
		const read = await reader();
		const look = async () => {
			const text = video.readyState >= 2 ? await read(video).catch(() => "") : "";
			if (text && this.isConnected) {
				this.stations?.read(text);
			}
			if (this.isConnected) {
				this.timer = setTimeout(look, EVERY);
			}
		};
		look();
	}

	/** @param {Event} event */
	async shot(event) {
		const input = /** @type {HTMLInputElement} */ (event.target);
		const file = input.files?.[0];
		input.value = "";
		if (!file) {
			return;
		}
		const read = await reader();
		const text = await drawn(file)
			.then(read)
			.catch(() => "");
		this.isBlurred = text === "";
		if (text) {
			this.stations?.read(text);
		}
	}
}

/** @returns {Promise<(source: HTMLVideoElement | HTMLCanvasElement) => Promise<string>>} what reads a code: the browser, or else our own program; empty where there is none */
async function reader() {
	const maker =
		/** @type {{ BarcodeDetector?: { new (options: object): Detector, getSupportedFormats: () => Promise<string[]> } }} */ (
			/** @type {unknown} */ (globalThis)
		).BarcodeDetector;
	const formats = (await maker?.getSupportedFormats().catch(() => [])) ?? [];
	if (maker && formats.includes("qr_code")) {
		const detector = new maker({ formats: ["qr_code"] });
		return async (source) => (await detector.detect(source))[0]?.rawValue ?? "";
	}
	const { decodeQR } = await import("qr/decode.js");
	return async (source) => {
		try {
			return decodeQR(pixels(source), { timeLimit: EVERY });
		} catch {
			return "";
		}
	};
}

/** @param {HTMLVideoElement | HTMLCanvasElement} source */
function pixels(source) {
	const [width, height] =
		source instanceof HTMLVideoElement
			? [source.videoWidth, source.videoHeight]
			: [source.width, source.height];
	const canvas = document.createElement("canvas");
	Object.assign(canvas, { width, height });
	const pen = /** @type {CanvasRenderingContext2D} */ (
		canvas.getContext("2d", { willReadFrequently: true })
	);
	pen.drawImage(source, 0, 0);
	return pen.getImageData(0, 0, width, height);
}

/** @param {Desk} desk @returns {unknown} the way to the camera, in the head of a sheet */
export function scanButton({ stations, sheet, screen }) {
	if (!stations || !sheet?.entry.station || screen !== "sheet") {
		return nothing;
	}
	const isDue = stations.isDue(sheet) && !sheet.locked;
	const words = isDue ? _("Scan first") : _("Scan station");
	return html`<button type="button" class="btn tool ${isDue ? "due" : ""}" aria-haspopup="dialog" aria-label=${words} @click=${() => stations.scan()}><i class="g g-scan"></i><span class="word">${isDue ? words : _("Scan")}</span></button>`;
}

/** @param {Desk} desk @returns {unknown} over the list: the way to the camera, or whose sheets are looked for */
export function stationBar({ stations, list }) {
	if (!stations) {
		return nothing;
	}
	const scan = html`<button type="button" class="btn" aria-haspopup="dialog" @click=${() => stations.scan()}><i class="g g-scan"></i>${_("Scan station")}</button>`;
	const { sought } = stations;
	if (!sought) {
		return html`<p class="spot">${scan}</p>`;
	}
	const { station } = sought;
	const isThere = sheetsAt(sought, list ?? []).length > 0;
	const words = isThere
		? _("Your sheets at station %(station)s", { station })
		: _("You have no sheet at station %(station)s.", { station });
	return html`<p class="spot ${isThere ? "" : "fill"}" role="status"><b>${words}</b>${scan}<button type="button" class="btn" @click=${() => stations.showAll()}>${_("Show all")}</button></p>`;
}

/** @param {Desk} desk */
export function scanDialog({ stations, sheet, screen }) {
	if (!stations?.isScanning) {
		return nothing;
	}
	const stop = () => stations.stop();
	const open = screen === "sheet" ? sheet : null;
	if (stations.other && open) {
		return mismatch(stations, stations.other, open.entry.station ?? "");
	}
	return search(stations, open, stop);
}

/** @param {Stations} stations @param {import("./sheet.js").Sheet | null} open @param {() => void} stop */
function search(stations, open, stop) {
	return html`<dialog class="scan" aria-labelledby="scan" @close=${stop} @cancel=${stop}>
		<div class="titled">${open ? who(open.entry) : nothing}<h1 id="scan">${_("Scan the station's code")}</h1><button type="button" class="btn" @click=${stop}>${_("Close")}</button></div>
		${open && stations.waits ? html`<p>${_("Before the first mark on this sheet: scan the code at station %(station)s, or type its number.", { station: open.entry.station ?? "" })}</p>` : nothing}
		<station-scanner .stations=${stations} .isStrange=${stations.isStrange}></station-scanner>
	</dialog>`;
}

/** @param {Stations} stations @param {import("./station.js").Spot} other @param {string} station */
function mismatch(stations, other, station) {
	const stop = () => stations.stop();
	return html`<dialog class="scan wrong" role="alertdialog" aria-labelledby="scan" @close=${stop} @cancel=${stop}>
		<h1 id="scan">${_("This is station %(here)s, the open sheet is station %(open)s.", { here: other.station, open: station })}</h1>
		<p class="both num" aria-hidden="true"><b>${other.station}</b> ≠ <b>${station}</b></p>
		<p>${_("Nothing was marked.")}</p>
		<p class="ways"><button type="button" class="btn main" @click=${() => stations.change()}>${_("Open station %(station)s", { station: other.station })}</button>
			<button type="button" class="btn" @click=${stop}>${_("Stay with station %(station)s", { station })}</button></p>
	</dialog>`;
}

customElements.define("station-scanner", StationScanner);
