/** The presenter's page. */

import { ready } from "../../../competition/static/src/messages.js";
import { HallPresenter } from "./hall-presenter.js";

await ready;
customElements.define("hall-presenter", HallPresenter);
