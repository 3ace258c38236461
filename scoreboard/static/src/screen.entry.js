/** The page of a screen: asks what to show, shows it, and says how it is. */

import { front } from "./front.js";
import { Health } from "./health.js";
import { keeping } from "./kept.js";
import { dressed, Playlist } from "./playlist.js";
import { Steward } from "./steward.js";

/** @typedef {import("./steward.js").Order} Order */

const stage = /** @type {HTMLElement} */ (document.querySelector("#stage"));
const before = /** @type {HTMLElement} */ (document.querySelector("#front"));
const playlist = new Playlist(stage);
const health = new Health();
const keep = keeping(stage);
/** @type {ReturnType<typeof setTimeout> | undefined} */
let unnamed;

const steward = new Steward({
	program: stage.dataset.program ?? "",
	report: async () => ({ ...(await health.report()), ...playlist.report() }),
	obey,
	lost: () => draw(),
});
steward.open();

/** @param {Order} order */
function obey(order) {
	const theme = order.theme ?? "dark";
	document.documentElement.dataset.theme = theme;
	playlist.play(dressed(order));
	stage.classList.toggle("out", order.blank === true);
	draw();
	keep();
	clearTimeout(unnamed);
	if (order.identify) {
		unnamed = setTimeout(draw, order.identify * 1000 + 50);
	}
}

function draw() {
	const { order, namedUntil, lostAt, isForgetful } = steward;
	front(before, order, { until: namedUntil, lostAt, isForgetful });
}
