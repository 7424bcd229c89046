/** Estimates the size of a draft as JSON, so that it is measured only when it may exceed the limit. */

import type { Edit } from "./edits.js";

/** Returns the largest possible size of JSON in bytes of UTF-8: a UTF-16 unit is at most three bytes. */
export function maxByteSize(json: string | Uint8Array): number {
  return typeof json === "string" ? 3 * json.length : json.length;
}

/** Returns the number of bytes of JSON that an edit adds at most. */
export function maxGrowth(edit: Edit): number {
  if (edit.kind === "splice") return edit.added.reduce((sum: number, item) => sum + byteSize(item) + 1, 0);
  const { after, path } = edit;
  if (typeof after === "string") return 6 * after.length + 8;
  return after === undefined ? 0 : byteSize(after) + byteSize(path.at(-1)) + 2;
}

/** Returns the size of a value in bytes of JSON. A value that has no JSON is `null` there. */
export function byteSize(value: unknown): number {
  try {
    const json = JSON.stringify(value);
    return json === undefined ? 4 : new TextEncoder().encode(json).length;
  } catch {
    return 4;
  }
}
