/**
 * The tablet's service worker: keeps the program itself, so that the page opens without network.
 * Marks, sheets and sign-in are none of its business: those pass straight to the server.
 */

import { caretaker } from "./caretaker.js";

caretaker(self).start();
