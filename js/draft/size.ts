/**
 * Estimates the JSON size of a draft. The exact size is measured only if the estimate exceeds the limit, because measuring is
 * slow.
 */

import type { Edit } from "./edits.js";

/** Returns an upper bound for the size of JSON in UTF-8 bytes. A UTF-16 code unit needs at most three UTF-8 bytes. */
export function estimateMaxBytes(json: string | Uint8Array): number {
  return typeof json === "string" ? 3 * json.length : json.length;
}

/** Returns an upper bound for the number of bytes that an edit adds to the JSON. */
export function estimateGrowth(edit: Edit): number {
  if (edit.kind === "splice") return edit.added.reduce((sum: number, item) => sum + measureBytes(item) + 1, 0);
  const { after, path } = edit;
  // JSON needs at most six bytes for a UTF-16 code unit. The edit can also add the name.
  if (typeof after === "string") return 6 * (after.length + String(path.at(-1)).length) + 8;
  return after === undefined ? 0 : measureBytes(after) + measureBytes(path.at(-1)) + 2;
}

/** Returns the size of a value as JSON, in UTF-8 bytes. Returns the four bytes of `null` if JSON cannot represent the value. */
export function measureBytes(value: unknown): number {
  try {
    const json = JSON.stringify(value);
    return json === undefined ? 4 : new TextEncoder().encode(json).length;
  } catch {
    return 4;
  }
}
