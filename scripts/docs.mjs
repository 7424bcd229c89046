// `npm run docs`: builds the site in docs/site from the guide, the page of rules and the declared types. The package must be
// built.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { main, root, run, runOrThrow } from "./run.mjs";

const docs = join(root, "docs");

/** Builds the site. A warning is a failure. TypeDoc needs an older compiler, so it has its own modules in `docs`. */
export async function buildDocs() {
  const isThere = (await run("npm", ["ls"], { cwd: docs })).code === 0;
  if (!isThere) await runOrThrow("npm", ["ci", "--no-audit", "--no-fund"], { cwd: docs });
  return run(join(docs, "node_modules", ".bin", "typedoc"), [], { cwd: docs });
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
