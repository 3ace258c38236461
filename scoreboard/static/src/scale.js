/** The 700 scale, reckoned in whole numbers: a binary fraction would round halves wrongly. */

/** @typedef {import("./ranking.js").Scale} Scale */
/** @typedef {{ units: bigint, places: number }} Decimal `units` × 10^-`places` */

/**
 * @param {Scale | null} scale
 * @param {string | null} total
 * @returns {number | null} round_half_up(centre + k × (total − median) / (c × mad)), halves away from zero; null where no scale can be made
 */
export function score(scale, total) {
	if (scale?.median == null || scale.mad == null || total === null) {
		return null;
	}
	const unit = product(decimal(scale.c), decimal(scale.mad));
	if (unit.units === 0n) {
		return null;
	}
	const above = product(decimal(scale.k), difference(decimal(total), decimal(scale.median)));
	const whole = sum(product(decimal(scale.centre), unit), above);
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
 * @param {Decimal} divisor
 * @returns {number} the quotient to the nearest whole number
 */
function rounded(dividend, divisor) {
	const places = Math.max(dividend.places, divisor.places);
	const top = shifted(dividend, places);
	const bottom = shifted(divisor, places);
	const negative = top < 0n !== bottom < 0n;
	const half = (2n * size(top) + size(bottom)) / (2n * size(bottom));
	return Number(negative ? -half : half);
}

/** @param {bigint} value */
function size(value) {
	return value < 0n ? -value : value;
}
