// Finds the WebAssembly module inside scripts.

import { readFile } from "node:fs/promises";
import { encodeBytes } from "../scripts/encode-wasm.mjs";

/** Returns the text of a module of the package, as the entries contain it. */
export const encodeModule = async (file) => encodeBytes(await readFile(new URL(`../pkg/${file}`, import.meta.url)));

/** The encoded module in the default entries. */
const coreText = await encodeModule("core.wasm");

/** The first characters of any module in base64, as bundlers inline it. */
const BASE64_BEGINNING = "AGFzbQ";

/**
 * Returns the number of copies of a module in a script, as encoded by this package or in base64 by bundlers.
 *
 * @param {string} script
 * @param {string} [moduleText] the encoded module; defaults to that of the default entry
 */
export function countInlined(script, moduleText = coreText) {
  const joined = script.replaceAll("\\\n", "");
  const occurrences = (text) => joined.split(text).length - 1;
  return occurrences(moduleText.slice(1000, 1100)) + occurrences(BASE64_BEGINNING);
}
