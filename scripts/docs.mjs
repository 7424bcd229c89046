// `npm run docs`: builds the site in docs/site from the guide, the page of rules, the changelog and the declared types. The package
// must be built. If www/dist contains the demo console, the site contains it too. `-- --base /folder/` sets the path of the site on
// its server. `-- --serve` serves the built site, and `-- --dev` serves the pages while they are written.

import { existsSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { checkSite, docsFolder } from "./check-docs.mjs";
import { main, root, run, runOrThrow } from "./run.mjs";

const OPTIONS = { base: { type: "string" }, serve: { type: "boolean" }, dev: { type: "boolean" } };

/**
 * Builds the site, and returns the exit code and the output of TypeDoc and VitePress. A warning is a failure. `docs` has its own npm
 * modules, because TypeDoc and VitePress need older versions of TypeScript and Vite.
 *
 * @param {object} [options]
 * @param {string} [options.base] the path of the site on its server; it begins and ends with a slash
 */
export async function buildDocs({ base } = {}) {
  const reference = await writeReference();
  if (reference.code !== 0) return reference;
  const { code, output } = await run(findProgram("vitepress"), ["build", ...makeBaseArgs(base)], { cwd: docsFolder });
  return { code, output: `${reference.output}${output}` };
}

/** Installs the npm modules of the site if they are missing, and writes the reference. */
async function writeReference() {
  const isInstalled = (await run("npm", ["ls"], { cwd: docsFolder })).code === 0;
  if (!isInstalled) await runOrThrow("npm", ["ci", "--no-audit", "--no-fund"], { cwd: docsFolder });
  await rm(join(docsFolder, "reference"), { recursive: true, force: true });
  return run(findProgram("typedoc"), [], { cwd: docsFolder });
}

const makeBaseArgs = (base) => (base === undefined ? [] : ["--base", base]);

function findProgram(name) {
  return join(docsFolder, "node_modules", ".bin", name);
}

/** Runs a server of VitePress until the process ends. It prints its address. */
async function serve(command, base) {
  await runOrThrow(findProgram("vitepress"), [command, ...makeBaseArgs(base)], { cwd: docsFolder, show: true });
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    const { base, serve: servesSite, dev } = parseArgs({ options: OPTIONS }).values;
    if (!existsSync(join(root, "pkg", "index.d.ts")))
      throw new Error("Run `npm run build` first: the site shows its types.");
    if (base !== undefined && !/^\/(.+\/)?$/.test(base)) throw new Error("`--base` begins and ends with a slash.");
    const { code, output } = dev ? await writeReference() : await buildDocs({ base });
    console.log(output.trimEnd());
    if (code !== 0) throw new Error("The site was not built.");
    if (dev) return serve("dev", base);
    const problems = (await checkSite({ base })).flatMap((check) => check.problems);
    if (problems.length > 0) throw new Error(`The site has problems:\n${problems.join("\n")}`);
    if (servesSite) await serve("preview", base);
  });
}
