/** The medal table for a screen of the hall. */

import { ready } from "../../../competition/static/src/messages.js";
import { MedalWall } from "./medal-wall.js";

await ready;
customElements.define("medal-wall", MedalWall);
