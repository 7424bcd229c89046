// A page with the default entry: nothing to configure, nothing to await.

import * as api from "connection-update";
import { runInPage } from "./run-in-page.js";

runInPage(api);
