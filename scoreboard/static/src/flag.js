/** A delegation's colours as a small flag: a sign beside its name, never in its place. */

import { html, nothing, svg } from "lit";

/** @param {{ colours?: readonly string[] } | null | undefined} delegation */
export function flag(delegation) {
	const colours = delegation?.colours ?? [];
	if (colours.length === 0) {
		return nothing;
	}
	const stripes = colours.map(
		(colour, at) => svg`<rect y=${at} width="1" height="1" fill=${colour}/>`,
	);
	return html`<svg class="flag" viewBox="0 0 1 ${colours.length}" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true">${stripes}</svg>`;
}
