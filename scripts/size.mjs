// `npm run size`: compares the download size of the package with other libraries that have the same rules. esbuild makes the
// bundles. `competitors` has each validator alone. `assembled` adds the other libraries that an application needs.
//
// `npm run -s size -- --json` prints `{ default, slim, validate, competitors: { name }, assembled: { name } }`. Each size is
// `{ raw, gzip, brotli }` in bytes. An entry of the package is two scripts, `slim` also the module. All others are one script. The
// bundle of Ajv contains its compiler, because Ajv usually compiles schemas in the browser.
//
// `npm run size -- --why` prints the parts of the package by room, a folder of `src` or `js` or a crate, and by file.
// `npm run -s size -- --why --json` prints `{ entry: { file: { raw, gzip, rows: [{ room, file, raw, gzip }] } } }`.
//
// `npm run size -- --charts` records the sizes in docs/images, draws them, and writes their figures into README.md.

import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { ENTRY_FILES } from "./package-files.mjs";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

/** Returns the total size of some files. Each file is compressed alone. */
function sumSizes(files) {
  const sum = (size) => files.reduce((total, file) => total + size(file), 0);
  return {
    raw: sum(({ length }) => length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
  };
}

/** Returns the size of each entry of the package. */
export async function measurePackage() {
  const sizes = {};
  for (const [entry, files] of Object.entries(ENTRY_FILES)) {
    sizes[entry] = sumSizes(await Promise.all(files.map((file) => readFile(`${root}/pkg/${file}`))));
  }
  return sizes;
}

/** Bundles each script of a folder in `tests/bench` with its imports. Returns their sizes by name. */
async function measureBundles(folder) {
  const { build } = await import("esbuild");
  const sizes = {};
  for (const file of readdirSync(`${root}/tests/bench/${folder}`)) {
    const entryPoints = [`${root}/tests/bench/${folder}/${file}`];
    const options = { bundle: true, minify: true, format: "esm", platform: "browser", target: "es2022", write: false };
    const { outputFiles } = await build({ entryPoints, ...options });
    sizes[file.replace(".mjs", "")] = sumSizes(outputFiles.map(({ contents }) => contents));
  }
  return sizes;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup({ tests: true });
    if (!existsSync(`${root}/pkg/index.js`)) throw new Error("There is nothing to measure: run `npm run build` first.");
    if (argv.includes("--why")) {
      const { explainSizes, printSizes } = await import("./size-why/why.mjs");
      const explained = await explainSizes();
      if (argv.includes("--json")) console.log(JSON.stringify(explained));
      else printSizes(explained);
      return;
    }
    const sizes = {
      ...(await measurePackage()),
      competitors: await measureBundles("competitors"),
      assembled: await measureBundles("assembled"),
    };
    if (argv.includes("--charts")) {
      const { publish } = await import("./charts/publish.mjs");
      return publish("size", sizes);
    }
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
