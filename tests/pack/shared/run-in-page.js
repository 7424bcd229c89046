// Runs the program in a page, and writes the outcome to `document.body.dataset`, where the test reads it.

import { run } from "./program.mjs";

export async function runInPage(api) {
  const baseUrl = new URLSearchParams(location.search).get("platform");
  document.body.dataset.outcome = JSON.stringify(await run(api, baseUrl));
}
