// `npm run size`: what a user downloads, beside the same shape of rules written with other libraries and bundled by one
// tool, alone and assembled with what else one would need. `npm run -s size -- --json` prints
// `{ slim, default, peers: { name }, assembled: { name } }`, each `{ raw, gzip, brotli }` in bytes.
// `slim` is the module and its script; the others are one script. Ajv compiles in the browser here, as it usually does.

import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { main, root } from "./run.mjs";
import { setup } from "./setup.mjs";

/** The sizes of files that are downloaded together. */
function weigh(files) {
  const sum = (size) => files.reduce((total, file) => total + size(file), 0);
  return {
    raw: sum(({ length }) => length),
    gzip: sum((file) => gzipSync(file, { level: 9 }).length),
    brotli: sum((file) => brotliCompressSync(file).length),
  };
}

/** The sizes of the package's entries. */
export async function packageSizes() {
  const read = (...files) => Promise.all(files.map((file) => readFile(`${root}/pkg/${file}`)));
  return { slim: weigh(await read("slim.js", "core.wasm")), default: weigh(await read("index.js")) };
}

/** The sizes of the scripts of a folder, each bundled with what it imports. */
async function bundledSizes(folder) {
  const { build } = await import("esbuild");
  const peers = {};
  for (const file of readdirSync(`${root}/tests/bench/${folder}`)) {
    const entryPoints = [`${root}/tests/bench/${folder}/${file}`];
    const options = { bundle: true, minify: true, format: "esm", platform: "browser", target: "es2022", write: false };
    const { outputFiles } = await build({ entryPoints, ...options });
    peers[file.replace(".mjs", "")] = weigh(outputFiles.map(({ contents }) => contents));
  }
  return peers;
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  await main(async () => {
    await setup({ tests: true });
    if (!existsSync(`${root}/pkg/index.js`)) throw new Error("There is nothing to weigh: run `npm run build` first.");
    const sizes = {
      ...(await packageSizes()),
      peers: await bundledSizes("peers"),
      assembled: await bundledSizes("assembled"),
    };
    if (argv.includes("--json")) {
      console.log(JSON.stringify(sizes));
      return;
    }
    const { peers, assembled, ...own } = sizes;
    for (const [name, { raw, gzip, brotli }] of Object.entries({ ...own, ...peers, ...assembled })) {
      console.log(`${name}: ${raw} bytes, ${gzip} gzip, ${brotli} brotli`);
    }
  });
}
