// `npm run size`: compares the download size of the package with the same rules in other libraries, all bundled by one
// tool: the validator alone, and assembled with the other libraries that an application would need.
//
// `npm run -s size -- --json` prints `{ slim, default, competitors: { name }, assembled: { name } }`, each
// `{ raw, gzip, brotli }` in bytes. `slim` is the script and the module, the others are one script. Ajv includes its
// compiler, as it usually runs in the browser.

import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

/** Returns the sum of the sizes of some files. */
function sizesOf(files) {
  const sum = (size) => files.reduce((total, file) => total + size(file), 0);
  return {
    raw: sum(({ length }) => length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
  };
}

/** Returns the sizes of the package's entries. */
export async function packageSizes() {
  const read = (...files) => Promise.all(files.map((file) => readFile(`${root}/pkg/${file}`)));
  return { slim: sizesOf(await read("slim.js", "core.wasm")), default: sizesOf(await read("index.js")) };
}

/** Returns the sizes of the scripts of a folder, each bundled with its imports. */
async function bundledSizes(folder) {
  const { build } = await import("esbuild");
  const sizes = {};
  for (const file of readdirSync(`${root}/tests/bench/${folder}`)) {
    const entryPoints = [`${root}/tests/bench/${folder}/${file}`];
    const options = { bundle: true, minify: true, format: "esm", platform: "browser", target: "es2022", write: false };
    const { outputFiles } = await build({ entryPoints, ...options });
    sizes[file.replace(".mjs", "")] = sizesOf(outputFiles.map(({ contents }) => contents));
  }
  return sizes;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup({ tests: true });
    if (!existsSync(`${root}/pkg/index.js`)) throw new Error("There is nothing to measure: run `npm run build` first.");
    const sizes = {
      ...(await packageSizes()),
      competitors: await bundledSizes("competitors"),
      assembled: await bundledSizes("assembled"),
    };
    if (argv.includes("--json")) {
      console.log(JSON.stringify(sizes));
      return;
    }
    const { competitors, assembled, ...own } = sizes;
    for (const [name, { raw, gzip, brotli }] of Object.entries({ ...own, ...competitors, ...assembled })) {
      console.log(`${name}: ${raw} bytes, ${gzip} gzip, ${brotli} brotli`);
    }
  });
}
