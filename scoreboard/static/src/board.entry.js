/** The page of one board. */

import { ready } from "../../../competition/static/src/messages.js";
import { dress } from "./dress.js";
import { ScoreBoard } from "./score-board.js";

dress();
await ready;
customElements.define("score-board", ScoreBoard);
