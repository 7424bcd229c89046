// Takes the parts of a file of the package. Returns rows: the room (a folder of `src` or `js`, or a crate) and the file that each
// part was made from, with its bytes. The rows add up to the size of the file.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "../run.mjs";

/**
 * @typedef {object} Part
 * @property {string} room
 * @property {string} [file] undefined if the room has no files here
 * @property {Uint8Array} bytes
 *
 * @typedef {object} Row
 * @property {string} room
 * @property {string} [file]
 * @property {number} raw bytes
 * @property {number} gzip estimated bytes
 */

/** The crates that are parts of Rust itself, or of its standard library. */
const STANDARD_CRATES = ["std", "core", "alloc", "__rustc"];
const STANDARD_ROOM = "std, core, alloc";

/** Matches a path in the name of a function, such as `crate::room::file::name`. Some names have a hash after the crate. */
const PATH_IN_CRATE = /(\w+)(?:\[[0-9a-f]+\])?::(?:(\w+)(?:::(\w+))?)?/;

/** Returns the parts of a module: its functions, its data and all other sections. */
export function listModuleParts(module, { functions, data }) {
  const parts = functions.map((one) => ({ ...findRoomOfFunction(one), bytes: one.body }));
  parts.push({ room: "data: strings and tables", bytes: data });
  const rest = module.length - parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
  // The other sections precede the code: types, imports, exports, elements and the headers of sections.
  return [{ room: "other sections", bytes: module.subarray(0, rest) }, ...parts];
}

/**
 * Returns the room of a function of a module. The first crate in the name of the function is its room, except for functions
 * without a crate in their name, which Rust, wasm-bindgen and wasm-opt add.
 */
export function findRoomOfFunction({ name, isExported }) {
  const [, crate, room = "lib", file] = PATH_IN_CRATE.exec(name) ?? [];
  if (/^(?:__wbindgen|__externref)|externref shim$/.test(name)) return { room: "wasm-bindgen" };
  if (isExported) return { room: "wasm", file: `${name.replace(/ multivalue shim$/, "")}, called by js` };
  if (/^(?:mem(?:cmp|cpy|move|set)$|<\w+>::)/.test(name) || STANDARD_CRATES.includes(crate)) {
    return { room: STANDARD_ROOM };
  }
  if (crate === undefined) return { room: "unknown" };
  if (crate !== "connection_update") return { room: crate.replace(/^serde_core$/, "serde").replaceAll("_", "-") };
  const hasFile = ["", ".rs"].some((ending) => existsSync(join(root, "src", room, `${file}${ending}`)));
  return { room, file: hasFile ? file : "mod" };
}

/**
 * Returns the parts of a script.
 *
 * @param {Buffer} script
 * @param {Record<string, { bytesInOutput: number }>} inputs from esbuild's metafile, in the order of the script
 */
export function listScriptParts(script, inputs) {
  let start = 0;
  const parts = Object.entries(inputs).map(([path, { bytesInOutput }]) => {
    const bytes = script.subarray(start, start + bytesInOutput);
    start += bytesInOutput;
    return { ...findRoomOfInput(path), bytes };
  });
  return [...parts, { room: "exports", bytes: script.subarray(start) }];
}

/** Returns the room of a file that esbuild has bundled. */
function findRoomOfInput(path) {
  const found = /^(?:target\/)?(?<folder>.*)\/(?<file>[\w-]+)\.\w+$/.exec(path);
  // A plugin of the build makes the code that contains the module, which is not in a folder.
  if (found === null) return { room: "module as text" };
  const { folder, file } = found.groups;
  if (!/^glue/.test(folder)) return { room: folder, file };
  return { room: file === "is-valid" ? "is-valid.js, generated" : "glue of wasm-bindgen" };
}

/**
 * Adds up the parts of each room and file. gzip compresses a file as a whole, so the gzip size of a room is an estimate: the
 * parts of a room are compressed together, and the sum of all rooms is scaled to the real size.
 *
 * @param {Part[]} parts
 * @param {number} gzipSize real size of the whole
 * @returns {Row[]} the largest room first, and in each room the largest file first
 */
export function makeRows(parts, gzipSize) {
  const rooms = groupBy(parts, ({ room }) => room);
  const roomSizes = scale(
    rooms.map(([, roomParts]) => estimateGzip(roomParts)),
    gzipSize,
  );
  const rows = rooms.map(([room, roomParts], index) => {
    const files = groupBy(roomParts, ({ file }) => file);
    const fileSizes = scale(
      files.map(([, fileParts]) => estimateGzip(fileParts)),
      roomSizes[index],
    );
    const fileRows = files.map(([file, fileParts], n) => ({ room, file, raw: sumRaw(fileParts), gzip: fileSizes[n] }));
    return { raw: sumRaw(roomParts), fileRows: fileRows.sort((a, b) => b.raw - a.raw) };
  });
  return rows.sort((a, b) => b.raw - a.raw).flatMap(({ fileRows }) => fileRows);
}

/** Groups the parts that are not empty. */
function groupBy(parts, keyOf) {
  const groups = new Map();
  for (const part of parts.filter(({ bytes }) => bytes.length > 0)) {
    groups.set(keyOf(part), [...(groups.get(keyOf(part)) ?? []), part]);
  }
  return [...groups];
}

const sumRaw = (parts) => parts.reduce((sum, { bytes }) => sum + bytes.length, 0);
const estimateGzip = (parts) => gzipSync(Buffer.concat(parts.map(({ bytes }) => bytes)), { level: 9 }).length;

/** Scales sizes to a total. Returns integers that add up to the total. */
function scale(sizes, total) {
  const sum = sizes.reduce((all, size) => all + size, 0);
  let scaled = 0;
  let rounded = 0;
  return sizes.map((size) => {
    scaled += size;
    const next = Math.round((scaled / sum) * total);
    const integer = next - rounded;
    rounded = next;
    return integer;
  });
}
