/** The page of one trade's chart. */

import { ready } from "../../../competition/static/src/messages.js";
import { dress } from "./dress.js";
import { ScoreCourse } from "./score-course.js";

dress();
await ready;
customElements.define("score-course", ScoreCourse);
