/** The page of all trades. */

import { ready } from "../../../competition/static/src/messages.js";
import { dress } from "./dress.js";
import { TradeOverview } from "./trade-overview.js";

dress();
await ready;
customElements.define("trade-overview", TradeOverview);
