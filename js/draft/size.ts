/** Estimates the size of a draft as JSON, so that the draft is measured only when its size may exceed the limit. */

import type { Edit } from "./edits.js";

/** Returns an upper bound for the size of JSON in UTF-8 bytes. A UTF-16 code unit is at most three bytes. */
export function estimateMaxBytes(json: string | Uint8Array): number {
  return typeof json === "string" ? 3 * json.length : json.length;
}

/** Returns an upper bound for the number of bytes that an edit adds to the JSON. */
export function estimateGrowth(edit: Edit): number {
  if (edit.kind === "splice") return edit.added.reduce((sum: number, item) => sum + measureBytes(item) + 1, 0);
  const { after, path } = edit;
  if (typeof after === "string") return 6 * after.length + 8;
  return after === undefined ? 0 : measureBytes(after) + measureBytes(path.at(-1)) + 2;
}

/** Returns the size of a value as JSON, in UTF-8 bytes. Counts a value that JSON cannot represent as `null`. */
export function measureBytes(value: unknown): number {
  try {
    const json = JSON.stringify(value);
    return json === undefined ? 4 : new TextEncoder().encode(json).length;
  } catch {
    return 4;
  }
}
