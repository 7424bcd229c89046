// Runs the program in a runtime with a command line, and prints the outcome.

import { run } from "./program.mjs";

export async function runInNode(api, baseUrl, smallEntry) {
  console.log(JSON.stringify(await run(api, baseUrl, { cookie: "session=of-a-person" }, smallEntry)));
}
