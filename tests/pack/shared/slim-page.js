// A page with the slim entry, which fetches the module from the folder of the script.

import * as api from "connection-update/slim";
import { runInPage } from "./run-in-page.js";

api.init().then(() => runInPage(api));
