/** The service worker of a screen: without the server it begins with what it showed last. */

import { keepsake } from "./keepsake.js";

keepsake(self).start();
