// `npm run docs`: builds the site in docs/site from the guide, the page of rules and the declared types. The package must be
// built.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root, run, runOrThrow } from "./run.mjs";

const docsFolder = join(root, "docs");

/**
 * Builds the site, and returns the exit code and the output of TypeDoc. A warning is a failure. `docs` has its own npm modules,
 * because TypeDoc needs an older TypeScript.
 */
export async function buildDocs() {
  const isInstalled = (await run("npm", ["ls"], { cwd: docsFolder })).code === 0;
  if (!isInstalled) await runOrThrow("npm", ["ci", "--no-audit", "--no-fund"], { cwd: docsFolder });
  return run(join(docsFolder, "node_modules", ".bin", "typedoc"), [], { cwd: docsFolder });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    if (!existsSync(join(root, "pkg", "index.d.ts")))
      throw new Error("Run `npm run build` first: the site shows its types.");
    const { code, output } = await buildDocs();
    console.log(output.trimEnd());
    if (code !== 0) throw new Error("The site was not built.");
  });
}
