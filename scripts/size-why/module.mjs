// Takes a WebAssembly module and the linked crate that it was made from. Returns the bytes of each function of the module, with
// the name that the function has in the crate, and the bytes of its data.
//
// The published module has no names. wasm-bindgen and wasm-opt therefore make it again, with names: a twin whose code and data
// have the same bytes.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root, runOrThrow } from "../run.mjs";
import { toolEnvironment } from "../toolchain.mjs";

/** States of wasmparser's reader. The library declares them only for TypeScript. */
const READER_STATES = {
  END_WASM: 2,
  BEGIN_SECTION: 3,
  END_SECTION: 4,
  IMPORT_SECTION_ENTRY: 12,
  EXPORT_SECTION_ENTRY: 17,
  NAME_SECTION_ENTRY: 19,
  BEGIN_FUNCTION_BODY: 28,
  END_FUNCTION_BODY: 31,
};
const DATA_SECTION = 11;
/** Kind of the imports and exports that are functions. */
const FUNCTION_KIND = 0;
/** Type of the names that are names of functions. */
const FUNCTION_NAMES = 1;

/**
 * @typedef {object} ModuleFunction
 * @property {string} name Rust path, or the name of the export
 * @property {boolean} isExported
 * @property {Buffer} body with its length and its locals. The first body also contains the number of functions
 */

/**
 * Reads a published module.
 *
 * @param {string} file path of the module
 * @param {string} linkedCrate path of the module that cargo wrote
 * @returns {Promise<{ functions: ModuleFunction[], data: Buffer }>} the functions are in the order of the module
 */
export async function readNamedModule(file, linkedCrate) {
  const published = await readModule(await readFile(file));
  const twin = await readModule(await makeNamedTwin(linkedCrate));
  const [codeOfPublished, codeOfTwin] = [published, twin].map(({ functions, data }) =>
    Buffer.concat([...functions.map(({ body }) => body), data]),
  );
  if (!codeOfPublished.equals(codeOfTwin)) {
    throw new Error(`${file} was not made from ${linkedCrate}: run \`npm run build\` first.`);
  }
  return twin;
}

/** Makes the module again, as wasm-pack and the build do, but with names. Returns its bytes. */
async function makeNamedTwin(linkedCrate) {
  const manifest = await readFile(join(root, "Cargo.toml"), "utf8");
  const flags = /^wasm-opt = \[([^\]]*)\]/m.exec(manifest)[1].match(/-[\w-]+/g);
  const features = flags.filter((flag) => flag.startsWith("--enable-"));
  const folder = await mkdtemp(join(tmpdir(), "size-why-"));
  const options = { env: toolEnvironment };
  try {
    const bindgenFlags = ["--target", "web", "--omit-default-module-path", "--out-dir", folder, "--out-name", "core"];
    await runOrThrow("wasm-bindgen", [linkedCrate, ...bindgenFlags], options);
    const [bound, optimized, twin] = ["core_bg", "optimized", "twin"].map((name) => join(folder, `${name}.wasm`));
    await runOrThrow("wasm-opt", [bound, ...flags, "-g", "-o", optimized], options);
    // The build runs wasm-opt a second time, to rename imports and exports. Reading the module again changes its code.
    const passes = ["--generate-stack-ir", "--optimize-stack-ir"];
    await runOrThrow("wasm-opt", [optimized, ...features, "-g", ...passes, "-o", twin], options);
    return await readFile(twin);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Reads the functions and the data of a module. Without a section of names, each function has the name "". */
async function readModule(bytes) {
  // Imports the library here and not at the top of the file, because set-up may have to install it first.
  const { BinaryReader, bytesToString } = await import("wasmparser");
  const reader = new BinaryReader();
  reader.setData(new Uint8Array(bytes).buffer, 0, bytes.length);
  const names = new Map();
  const exported = new Set();
  const bodies = [];
  let importCount = 0;
  let data = Buffer.alloc(0);
  let section;
  let start = 0;
  while (reader.read() && reader.state !== READER_STATES.END_WASM) {
    const { state, result, position } = reader;
    if (state === READER_STATES.BEGIN_SECTION) {
      section = result.id;
      start = position;
    } else if (state === READER_STATES.END_SECTION) {
      if (section === DATA_SECTION) data = bytes.subarray(start, position);
    } else if (state === READER_STATES.IMPORT_SECTION_ENTRY) {
      if (result.kind === FUNCTION_KIND) importCount += 1;
    } else if (state === READER_STATES.EXPORT_SECTION_ENTRY) {
      if (result.kind === FUNCTION_KIND) exported.add(result.index);
    } else if (state === READER_STATES.BEGIN_FUNCTION_BODY) {
      reader.skipFunctionBody();
    } else if (state === READER_STATES.END_FUNCTION_BODY) {
      bodies.push(bytes.subarray(start, position));
      start = position;
    } else if (state === READER_STATES.NAME_SECTION_ENTRY && result.type === FUNCTION_NAMES) {
      for (const { index, name } of result.names) names.set(index, bytesToString(name));
    }
  }
  if (reader.error) throw reader.error;
  const functions = bodies.map((body, index) => ({
    name: names.get(importCount + index) ?? "",
    isExported: exported.has(importCount + index),
    body,
  }));
  return { functions, data };
}
