// A page with the default entry, which needs no configuration and no `await`.

import * as api from "connection-update";
import { runInPage } from "./run-in-page.js";

runInPage(api);
