/** The 700 scale, reckoned in whole numbers: a binary fraction would round halves wrongly. */

/** @typedef {import("./ranking.js").Scale} Scale */
/** @typedef {import("./ranking.js").Row} Row */
/** @typedef {{ units: bigint, places: number }} Decimal `units` × 10^-`places` */

/**
 * @param {Scale | null} scale
 * @param {Row} row
 * @returns {string | null} what the server says, or what follows from the total; null for a row that has no score
 */
export function scored(scale, row) {
	if (scale === null || row.status !== "ranked") {
		return null;
	}
	if (scale.k === undefined) {
		return row.score ?? null;
	}
	const reckoned = score(scale, row.total);
	return reckoned === null ? null : String(reckoned);
}

/**
 * @param {Scale} scale
 * @param {string | null} total
 * @returns {number | null} round_half_up(centre + k × (total − median) / (c × mad)), halves towards more; null where no scale can be made
 */
export function score({ centre, k, c, median, mad }, total) {
	if (!(k && c && median && mad && total)) {
		return null;
	}
	const unit = product(decimal(c), decimal(mad));
	if (unit.units === 0n) {
		return null;
	}
	const above = product(decimal(k), difference(decimal(total), decimal(median)));
	const whole = sum(product(decimal(centre), unit), above);
	return rounded(whole, unit);
}

/**
 * @param {string} text as the server writes it: `-12.50`
 * @returns {Decimal}
 */
export function decimal(text) {
	const [whole = "0", fraction = ""] = text.split(".");
	return { units: BigInt(whole + fraction), places: fraction.length };
}

/**
 * @param {Decimal} one
 * @param {Decimal} other
 * @returns {Decimal}
 */
function product(one, other) {
	return { units: one.units * other.units, places: one.places + other.places };
}

/**
 * @param {Decimal} one
 * @param {Decimal} other
 * @returns {Decimal}
 */
function sum(one, other) {
	const places = Math.max(one.places, other.places);
	return { units: shifted(one, places) + shifted(other, places), places };
}

/**
 * @param {Decimal} one
 * @param {Decimal} other
 * @returns {Decimal}
 */
function difference(one, other) {
	return sum(one, { units: -other.units, places: other.places });
}

/**
 * @param {Decimal} value
 * @param {number} places not fewer than the value has
 */
function shifted(value, places) {
	return value.units * 10n ** BigInt(places - value.places);
}

/**
 * @param {Decimal} dividend
 * @param {Decimal} divisor above zero
 * @returns {number} the quotient to the nearest whole number, halves towards more
 */
function rounded(dividend, divisor) {
	const places = Math.max(dividend.places, divisor.places);
	const bottom = 2n * shifted(divisor, places);
	const top = 2n * shifted(dividend, places) + bottom / 2n;
	const cut = top / bottom;
	// What is cut off is cut towards zero: below it, one more has to go.
	return Number(top < 0n && cut * bottom !== top ? cut - 1n : cut);
}
