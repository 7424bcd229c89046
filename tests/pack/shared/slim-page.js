// A page with the small entry: the module is fetched beside the script.

import * as api from "connection-update/slim";
import { runInPage } from "./run-in-page.js";

api.init().then(() => runInPage(api));
