/** The ruler beside the scores: how far each stands from the middle of the field. */

/** @typedef {{ least: number, span: number, centre: number }} Axis in points of the scale */

/**
 * @param {import("./ranking.js").Scale | null} scale
 * @param {readonly (number | null)[]} scores
 * @returns {Axis | null} from the lowest score to the highest, the centre within; null where there is no score
 */
export function axis(scale, scores) {
	const known = scores.filter((value) => value !== null);
	if (scale === null || known.length === 0) {
		return null;
	}
	const centre = Number(scale.centre);
	const least = Math.min(centre - 10, ...known);
	return { least, span: Math.max(centre + 10, ...known) - least, centre };
}

/**
 * @param {Axis} ruler
 * @param {number} points
 * @returns {string} where they stand on the ruler, as a share of its length
 */
export function at({ least, span }, points) {
	return `${((points - least) / span) * 100}%`;
}

/**
 * @param {Axis} ruler
 * @param {number} points
 * @returns {{ from: string, length: string, isLow: boolean }} the stroke between the centre and the points
 */
export function stroke(ruler, points) {
	const way = points - ruler.centre;
	return {
		from: at(ruler, Math.min(ruler.centre, points)),
		length: `${(Math.abs(way) / ruler.span) * 100}%`,
		isLow: way < 0,
	};
}
