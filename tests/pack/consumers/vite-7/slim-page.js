// A page with the small entry in Vite 7, whose development server moves scripts: it is told where the module is.

import address from "connection-update/core.wasm?url";
import * as api from "connection-update/slim";
import { runInPage } from "./run-in-page.js";

api.init(address).then(() => runInPage(api));
