// `npm run build:www`: builds the demo console as static files in www/dist. Any static host can serve them, because the platform runs
// in the page.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

await main(async () => {
  await setup();
  const { buildPackage } = await import("./build.mjs");
  if (!existsSync(join(root, "pkg", "index.js"))) {
    console.log("Building the package first.");
    await buildPackage();
  }
  const { build } = await import("vite");
  await build({ configFile: join(root, "www", "vite.config.js") });
});
