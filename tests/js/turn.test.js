/** Nobody signs a sheet while a mark of it lies on the tablet, whoever gave it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { othersOn } from "../../judging/static/src/turn.js";

/** @param {number} judge @param {number} sheet */
function row(judge, sheet) {
	return { judge, sheet };
}

test("marks of another judge on the sheet are told with their name, refused ones too", () => {
	const desk = {
		judge: { id: 4, code: "1701", name: "" },
		owners: new Map([[5, "Guoliang Wei"]]),
		rows: [row(4, 1), row(5, 1), row(5, 2)],
		refused: [row(5, 1), row(6, 2)],
	};
	assert.deepEqual(othersOn(/** @type {any} */ (desk), 1), [{ name: "Guoliang Wei", count: 2 }]);
	assert.deepEqual(othersOn(/** @type {any} */ (desk), 3), []);
});
