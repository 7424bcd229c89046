// Accounts for every byte of the package: takes the files of the last build, returns and prints rows by room and file.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { compiledCrate, ENTRY_FILES } from "../package-files.mjs";
import { root } from "../run.mjs";
import { readNamedModule } from "./module.mjs";
import { listModuleParts, listScriptParts, makeRows } from "./rooms.mjs";

/** The modules of the package. */
const MODULES = ["core.wasm", "validate.wasm"];

/**
 * Returns the rows of each file, by entry. The entry `modules` has the modules, which the scripts of other entries contain as text.
 *
 * @returns {Promise<Record<string, Record<string, { raw: number, gzip: number, rows: import("./rooms.mjs").Row[] }>>>}
 */
export async function explainSizes() {
  const explained = new Map();
  for (const file of MODULES) explained.set(file, await explainModule(file));
  for (const file of Object.values(ENTRY_FILES).flat()) {
    if (!explained.has(file)) explained.set(file, await explainScript(file));
  }
  const pick = (files) => Object.fromEntries(files.map((file) => [file, explained.get(file)]));
  const entries = Object.entries({ ...ENTRY_FILES, modules: MODULES });
  return Object.fromEntries(entries.map(([name, files]) => [name, pick(files)]));
}

async function explainScript(file) {
  const script = await readBuilt(join("pkg", file));
  const { bytes, inputs } = JSON.parse(await readBuilt(join("target", "metafiles", `${file}.json`)));
  if (bytes !== script.length)
    throw new Error(`pkg/${file} is not that of the last build: run \`npm run build\` first.`);
  return explain(script, listScriptParts(script, inputs));
}

async function explainModule(file) {
  const [module] = await Promise.all([readBuilt(join("pkg", file)), readBuilt(relative(root, compiledCrate(file)))]);
  return explain(module, listModuleParts(module, await readNamedModule(join("pkg", file), compiledCrate(file))));
}

function explain(file, parts) {
  const gzip = gzipSync(file, { level: 9 }).length;
  return { raw: file.length, gzip, rows: makeRows(parts, gzip) };
}

/** Reads a file that the build writes. */
function readBuilt(file) {
  if (!existsSync(join(root, file))) throw new Error(`${file} is missing: run \`npm run build\` first.`);
  return readFile(join(root, file));
}

/** Prints a table for each file: the rooms, and the files of each room. */
export function printSizes(entries) {
  console.log(
    "A function belongs to the room in which it is defined, with everything that the compiler has inlined in it.",
  );
  console.log(
    "A generic function belongs to its crate. gzip is an estimate: the bytes of each room are compressed together,",
  );
  console.log("and the sum is scaled to the real size of the file.");
  const printed = new Set();
  for (const [entry, files] of Object.entries(entries)) {
    for (const [file, { raw, gzip, rows }] of Object.entries(files)) {
      if (printed.has(file)) continue;
      printed.add(file);
      console.log(`\n${entry}: ${file}`);
      printLine("", "raw", "share", "gzip");
      const printSize = (label, size) =>
        printLine(label, format(size.raw), `${((100 * size.raw) / raw).toFixed(1)} %`, format(size.gzip));
      for (const room of new Set(rows.map((row) => row.room))) {
        const rowsOfRoom = rows.filter((row) => row.room === room);
        printSize(room, { raw: sum(rowsOfRoom, "raw"), gzip: sum(rowsOfRoom, "gzip") });
        for (const row of rowsOfRoom) if (row.file !== undefined) printSize(`  ${row.file}`, row);
      }
      printSize("total", { raw, gzip });
    }
  }
}

const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
const format = (bytes) => bytes.toLocaleString("en");
const printLine = (label, ...columns) =>
  console.log(`${label.padEnd(36)}${columns.map((column) => column.padStart(10)).join("")}`);
