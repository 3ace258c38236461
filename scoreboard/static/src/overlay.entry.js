/** The pages of overlay and frame: the same element, from our own server. */

import { begin } from "./embed.entry.js";

const root = document.documentElement;

await begin(
	{
		server: location.origin,
		language: root.lang,
		messages: root.dataset.messages ?? "",
		styles: root.dataset.styles ?? "",
	},
	"score-overlay",
);
