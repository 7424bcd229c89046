// The module inside scripts.

import { readFile } from "node:fs/promises";
import { encodeBytes } from "../scripts/encode-wasm.mjs";

/** The text that stands for the module in the default entries. */
export const moduleText = encodeBytes(await readFile(new URL("../pkg/core.wasm", import.meta.url)));

/** How every module begins in base64, as bundlers inline files. */
const BASE64_BEGINNING = "AGFzbQ";

/** How many copies of the module are in a script, as this package spells it or as bundlers do. */
export function countInlined(script) {
  const joined = script.replaceAll("\\\n", "");
  const occurrences = (text) => joined.split(text).length - 1;
  return occurrences(moduleText.slice(1000, 1100)) + occurrences(BASE64_BEGINNING);
}
