// The files that npm publishes: lists them, and reads the reviewed list. `node tests/pack/golden.mjs --update` reviews the current list.
// The package must be built.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root, runOrThrow } from "../../scripts/run.mjs";

const goldenPath = join(root, "tests", "pack", "golden-npm.txt");

/** Returns the sorted paths of the files that `npm publish` would send. */
export async function listPublishedFiles() {
  const [{ files }] = JSON.parse(await runOrThrow("npm", ["pack", "--dry-run", "--json"]));
  return files.map(({ path }) => path).sort();
}

/** Returns the paths of the reviewed list. */
export async function readReviewedFiles() {
  return (await readFile(goldenPath, "utf8")).trimEnd().split("\n");
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    if (!argv.includes("--update")) throw new Error("Run this with `--update`.");
    await writeFile(goldenPath, `${(await listPublishedFiles()).join("\n")}\n`);
  });
}
