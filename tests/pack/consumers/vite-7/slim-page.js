// A page with the small entry in Vite 7. Its development server moves scripts, so the address of the module is passed.

import address from "connection-update/core.wasm?url";
import * as api from "connection-update/slim";
import { runInPage } from "./run-in-page.js";

api.init(address).then(() => runInPage(api));
