/** Tracks the paths that the user has touched. With `touchedOnly`, a draft shows only the issues of these paths. */

import type { Path } from "../core/core.js";
import { startsWith } from "../core/path.js";
import type { SpliceEdit } from "./edits.js";

/** Returns true if `path`, or a prefix of it, is touched. */
export function isTouched(touched: Path[], path: Path): boolean {
  return touched.some((other) => startsWith(path, other));
}

/** Returns the touched paths after a splice: adjusts the indices of moved items, and drops the paths of removed items. */
export function moveTouched(touched: Path[], { path, at, removed, added }: SpliceEdit): Path[] {
  return touched.flatMap((other) => {
    const index = other[path.length];
    if (!startsWith(other, path) || typeof index !== "number" || index < at) return [other];
    if (index < at + removed.length) return [];
    return [[...path, index + added.length - removed.length, ...other.slice(path.length + 1)]];
  });
}
