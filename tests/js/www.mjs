// Imports TypeScript of the console, which is never compiled for Node.

import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** Imports a file of `www/src`. */
export async function importWww(path) {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL(`../../www/src/${path}`, import.meta.url))],
    bundle: true,
    write: false,
    format: "esm",
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`);
}
