/** The page of a ceremony. */

import { ready } from "../../../competition/static/src/messages.js";
import { HallCeremony } from "./hall-ceremony.js";

await ready;
customElements.define("hall-ceremony", HallCeremony);
