/** What stands before the boards: the code of a new screen, a message, its name, or that nobody answers. */

import { html, nothing, render } from "lit";
import { now } from "../../../competition/static/src/clock.js";
import { stamp } from "./badge.js";

/** @typedef {import("./steward.js").Order} Order */
/**
 * @typedef {{ until: number, lostAt: number | null, isForgetful: boolean }} Times
 *   when its name goes, since when nobody answers, whether the browser keeps no cookies
 */

/**
 * @param {HTMLElement} host
 * @param {Order | null} order
 * @param {Times} times
 */
export function front(host, order, times) {
	host.querySelector("noscript")?.remove();
	render(times.isForgetful ? forgetful() : known(order, times), host);
}

/**
 * @param {Order | null} order
 * @param {Times} times
 */
function known(order, { until, lostAt }) {
	// One that shows nothing tells its name anyway.
	const isIdle = order?.shows?.length === 0 && !order.message?.zh && !order.message?.en;
	const isNamed = now() < until && !(isIdle && !order?.blank);
	return html`${order ? outside(order) : nothing}${order?.screen ? held(order) : nothing}
			${isNamed && order?.screen ? name(order.screen) : nothing}${lostAt === null ? nothing : lost(lostAt)}`;
}

/** @param {Order} order */
function outside(order) {
	if (order.crowded) {
		return crowded();
	}
	return order.code ? waiting(order) : nothing;
}

/** @param {Order} order */
function waiting({ code = "", address = "", picture = "" }) {
	return html`<section class="ticket" aria-live="polite">
		<div>
			<h1><span lang="zh-CN">大屏</span> <span class="en" lang="en">Screen</span></h1>
			<p class="typed num">${code.slice(0, 3)} ${code.slice(3)}</p>
			<p lang="zh-CN">在“大屏”页输入此码，或扫码接入</p>
			<p class="en" lang="en">Type this code on the Screens page, or scan</p>
			<p class="address num">${address}</p>
		</div>
		<img class="qr" src=${picture} alt="QR ${code}">
	</section>`;
}

/** Too many others wait where this one stands: it asks on. */
function crowded() {
	return html`<section class="idle" role="alert">
		<h1 lang="zh-CN">等待接入的大屏过多</h1>
		<p lang="zh-CN">请先在“大屏”页接入或关闭同一网络中的其他大屏，此屏随后显示接入码</p>
		<p class="en" lang="en">Too many screens wait in this network. Take others in or switch them off; this one then shows its code.</p>
	</section>`;
}

/** @param {Order} order */
function held(order) {
	const { message = {}, blank, shows = [], screen } = order;
	const isTold = Boolean(message.zh || message.en);
	if (isTold) {
		return told(order);
	}
	if (blank) {
		return html`<section class="dark"></section>`;
	}
	if (shows.length > 0 || screen === undefined) {
		return nothing;
	}
	return html`<section class="idle">
		<p class="number num">${screen.id}</p>
		<h1>${screen.name}</h1>
		<p lang="zh-CN">已接入，等待内容</p>
		<p class="en" lang="en">Taken in; nothing to show yet</p>
	</section>`;
}

/** @param {Order} order */
function told({ message = {}, language }) {
	const [first, second] = language === "en" ? [message.en, message.zh] : [message.zh, message.en];
	const [one, other] = language === "en" ? ["en", "zh-CN"] : ["zh-CN", "en"];
	const main = first || second || "";
	const tongue = first ? one : other;
	const beside = language === "both" && first && second ? second : "";
	const length = extent(main) + extent(beside) / 2;
	return html`<section class="message ${size(length)}" role="alert">
		<p lang=${tongue}>${main}</p>
		${beside ? html`<p class="beside" lang=${other}>${beside}</p>` : nothing}
	</section>`;
}

/** @param {number} length in Chinese characters */
function size(length) {
	if (length <= 14) {
		return "short";
	}
	return length <= 40 ? "middling" : "long";
}

/**
 * @param {string} text
 * @returns {number} about as many Chinese characters wide
 */
function extent(text) {
	return [...text].reduce((sum, letter) => sum + (letter > "⺀" ? 1 : 0.55), 0);
}

/** @param {{ id: number, name: string, place: string }} screen */
function name({ id, name: called, place }) {
	return html`<section class="name">
		<p class="number num">${id}</p>
		<div><h1>${called}</h1><p>${place}</p></div>
	</section>`;
}

/** @param {number} since */
function lost(since) {
	const at = stamp(since, now());
	return html`<p class="lost" role="status"><i class="g g-stale" aria-hidden="true"></i>
		<span lang="zh-CN">${at} 起无连接</span> <span lang="en">No connection since ${at}</span></p>`;
}

/** Nothing can be told to a browser that is another one with every question. */
function forgetful() {
	return html`<section class="idle" role="alert">
		<h1 lang="zh-CN">此浏览器不保存 Cookie，不能用作大屏</h1>
		<p lang="zh-CN">请允许 ${location.host} 保存 Cookie，然后重新载入</p>
		<p class="en" lang="en">This browser keeps no cookies and cannot be a screen. Allow them for ${location.host}, then reload.</p>
	</section>`;
}
