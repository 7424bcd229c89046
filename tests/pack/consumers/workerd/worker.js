// A worker. The runtime compiles the module when it loads the script.

import * as api from "connection-update";
import { run } from "./program.mjs";

export default {
  async fetch(request) {
    const platform = new URL(request.url).searchParams.get("platform");
    return Response.json(await run(api, platform, { cookie: "session=of-a-person" }));
  },
};
