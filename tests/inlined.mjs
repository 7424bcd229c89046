// Finds the WebAssembly module inside scripts.

import { readFile } from "node:fs/promises";
import { encodeBytes } from "../scripts/encode-wasm.mjs";

/** The encoded module in the default entries. */
export const moduleText = encodeBytes(await readFile(new URL("../pkg/core.wasm", import.meta.url)));

/** The first characters of any module in base64, as bundlers inline it. */
const BASE64_BEGINNING = "AGFzbQ";

/** Returns the number of copies of the module in a script, as encoded by this package or in base64 by bundlers. */
export function countInlined(script) {
  const joined = script.replaceAll("\\\n", "");
  const occurrences = (text) => joined.split(text).length - 1;
  return occurrences(moduleText.slice(1000, 1100)) + occurrences(BASE64_BEGINNING);
}
