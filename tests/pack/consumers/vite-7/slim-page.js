// A page with the slim entry in Vite 7. Its development server moves scripts, so `init` needs the address of the module.

import address from "connection-update/core.wasm?url";
import * as api from "connection-update/slim";
import { runInPage } from "./run-in-page.js";

api.init(address).then(() => runInPage(api));
