/** The parts of an overview: a trade, the sums, the medals. */

import { html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { styleMap } from "lit/directives/style-map.js";
import { _, n_, names } from "../../../competition/static/src/messages.js";
import { moment, sign } from "./badge.js";
import { named, extent as width } from "./cells.js";
import { flag } from "./flag.js";
import { isOver, sums } from "./overview.js";
import { span } from "./pages.js";

/** @typedef {import("./overview.js").Overview} Overview */
/** @typedef {import("./overview.js").Glance} Glance */
/** @typedef {import("./overview.js").Table} Table */
/** @typedef {import("./badge.js").Badge} Badge */

const MEDALS = ["gold", "silver", "bronze"];
/** So many rows of a wall are high, and written larger. */
const HIGH = 4;

/**
 * @param {readonly Glance[]} trades
 * @param {ReadonlySet<number>} fresh trades that have just changed
 * @param {number} rows of a column
 */
export function list(trades, fresh, rows) {
	const items = repeat(
		trades,
		({ trade }) => trade,
		(each) => item(each, fresh.has(each.trade)),
	);
	const isFew = rows > 0 && rows <= HIGH;
	return html`<ul class="survey ${isFew ? "few" : ""}" style=${styleMap(rows > 0 ? { "--rows": String(rows) } : {})}>${items}</ul>`;
}

/**
 * @param {Glance} glance
 * @param {boolean} isFresh
 */
function item(glance, isFresh) {
	const share = glance.aspects === 0 ? 0 : glance.done / glance.aspects;
	const classes = `${glance.state} ${isFresh ? "fresh" : ""}`;
	return html`<li class=${classes} data-trade=${glance.trade}>
		<h2 style=${wide(names(glance.names).text)}><a href=${`/board/${glance.trade}`}>${named(glance.names)}</a></h2>
		<span class="right">${state(glance)}</span>
		${who(glance)}
		<i class="bar" style=${styleMap({ "--v": String(share) })} aria-hidden="true"></i>
	</li>`;
}

/** @param {Glance} glance */
function state(glance) {
	switch (glance.state) {
		case "draft":
			return mark("none", "g-empty", _("Not open yet"));
		case "frozen":
			return mark("frozen", "g-frozen", frozen(glance.since));
		case "suspended":
			return suspended(glance);
		case "signed":
			return sealed("签", false, _("Signed"));
		case "provisional":
			return sealed("公", true, _("Provisional"));
		case "official":
			return sealed("正", false, _("Official"));
		default:
			return marked(glance);
	}
}

/** @param {string | null} since */
function frozen(since) {
	const time = moment(since ?? "");
	return time ? _("Frozen %(time)s", { time }) : _("Frozen");
}

/** @param {Glance} glance */
function suspended({ since }) {
	const time = moment(since ?? "");
	return mark("frozen", "g-frozen", time ? _("Suspended %(time)s", { time }) : _("Suspended"));
}

/** @param {Glance} glance */
function marked(glance) {
	if (isOver(glance)) {
		return mark("received", "g-received", _("All marked"));
	}
	const { aspects, done } = glance;
	const words = _("%(done)s of %(count)s aspects marked", { done, count: aspects });
	return aspects === 0
		? nothing
		: html`<span class="num pv"><span aria-hidden="true">${done}/${aspects}</span><span class="sr">${words}</span></span>`;
}

/**
 * @param {string} kind
 * @param {string} glyph
 * @param {string} word
 */
function mark(kind, glyph, word) {
	return html`<span class="st ${kind}"><i class="g ${glyph}" aria-hidden="true"></i>${word}</span>`;
}

/**
 * @param {string} seal
 * @param {boolean} isHollow
 * @param {string} word
 */
function sealed(seal, isHollow, word) {
	return html`<span class="st signed">${sign({ kind: "signed", seal, isHollow, word, note: "" })}${word}</span>`;
}

/** @param {Glance} glance */
function who(glance) {
	const { leaders } = glance;
	if (leaders.length === 0) {
		return html`<span class="who no">${lack(glance)}</span>`;
	}
	const [first, ...others] = leaders;
	const words = n_(
		"and %(num)s more in first place",
		"and %(num)s more in first place",
		others.length,
	);
	const more = html`<span class="more"><span aria-hidden="true">+${others.length}</span><span class="sr">${words}</span></span>`;
	return html`<span class="who">${first ? leader(first) : nothing}${others.length > 0 ? more : nothing}</span>`;
}

/** @param {Glance} glance */
function lack({ state: stands, entries, done }) {
	if (stands === "frozen") {
		return _("Places at the ceremony");
	}
	if (stands === "draft") {
		return _("Marking has not begun");
	}
	if (entries === null) {
		return _("The ranking is not public");
	}
	if (entries === 0) {
		return _("Being counted …");
	}
	return done === 0 ? _("No points yet") : _("Several in first place");
}

/** @param {import("./overview.js").Leader} leader */
function leader({ code, name, delegation, total }) {
	const short = names(delegation?.short);
	const from = delegation
		? html`<span class="chip" lang=${short.lang}>${flag(delegation)}${short.text || delegation.code}</span>`
		: nothing;
	const called = names(name).text || _("No. %(code)s", { code });
	return html`<span class="one">${from}<b style=${wide(called)}>${name ? named(name) : called}</b><span class="num">${total}</span></span>`;
}

/**
 * @param {string} name
 * @returns how wide it is, in ems: a long one steps down a size before it is cut
 */
function wide(name) {
	return styleMap({ "--ems": width(name).toFixed(2) });
}

/** @param {Overview} overview */
export function figures(overview) {
	const { aspects, done, over, frozen } = sums(overview);
	const count = overview.trades.length;
	return html`<dl class="sum num">
		${aspects > 0 ? pair(_("Aspects"), `${done}/${aspects}`) : nothing}
		${pair(_("All marked"), `${over}/${count}`)}
		${frozen > 0 ? pair(_("Frozen"), String(frozen)) : nothing}
	</dl>`;
}

/**
 * @param {string} words
 * @param {string} figure
 */
function pair(words, figure) {
	return html`<div><dt>${words}</dt><dd>${figure}</dd></div>`;
}

/**
 * @param {Table} table
 * @param {string} url of the whole table
 * @param {{ shown: readonly import("./overview.js").Winner[], from: number, to: number }} view rows there is room for
 * @param {ReadonlySet<string>} fresh delegations that have just won something
 */
export function medals(table, url, { shown, from, to }, fresh) {
	const isPart = shown.length < table.rows.length;
	const which = isPart
		? html` <span class="num">${span({ from, to })} / ${table.rows.length}</span>`
		: nothing;
	const words = { place: _("Place"), from: _("Delegation"), points: _("Pts.") };
	const heads = MEDALS.map(
		(medal) =>
			html`<th scope="col"><b class="medal ${medal}" aria-hidden="true">${letter(medal)}</b><span class="sr">${word(medal)}</span></th>`,
	);
	return html`<h2><a href=${url}>${_("Medal table")}</a>${which}</h2>
		<p>${extent(table)}</p>
		<table class="num">
			<thead><tr><th scope="col"><span class="sr">${words.place}</span></th><th scope="col" class="from">${words.from}</th>${heads}<th scope="col">${words.points}</th></tr></thead>
			<tbody>${repeat(
				shown,
				({ delegation }) => delegation.code,
				(row) => winner(row, fresh.has(row.delegation.code)),
			)}</tbody>
		</table>`;
}

/**
 * @param {Table} table
 * @returns {string} after how many trades
 */
export function extent({ after, provisional, of }) {
	return provisional > 0
		? _("After %(after)s of %(of)s trades, %(open)s of them provisional", {
				after,
				of,
				open: provisional,
			})
		: _("After %(after)s of %(of)s trades", { after, of });
}

/**
 * @param {import("./overview.js").Winner} winner
 * @param {boolean} isFresh
 */
function winner({ place, delegation, medals: won, points }, isFresh) {
	const short = names(delegation.short);
	const counts = MEDALS.map((_medal, at) => {
		const count = won[at] ?? 0;
		return html`<td class="n">${count === 0 ? html`<span class="z">0</span>` : count}</td>`;
	});
	return html`<tr class="row ${isFresh ? "fresh" : ""}" data-row=${delegation.code}><td class="n pl">${place}</td><th scope="row" lang=${short.lang}>${flag(delegation)}${short.text || delegation.code}</th>${counts}<td class="n pt">${points}</td></tr>`;
}

/** @param {string} medal */
function letter(medal) {
	return { gold: _("G"), silver: _("S"), bronze: _("B") }[medal] ?? "";
}

/** @param {string} medal */
function word(medal) {
	return { gold: _("Gold"), silver: _("Silver"), bronze: _("Bronze") }[medal] ?? "";
}
