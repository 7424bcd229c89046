/** Keeps a list of the paths that the user has visited, to hide the issues of all others. */

import type { Path } from "../core/core.js";
import { startsWith } from "../core/path.js";
import type { SpliceEdit } from "./edits.js";

/** Returns true if a path or one around it is touched. */
export function isTouched(touched: Path[], path: Path): boolean {
  return touched.some((other) => startsWith(path, other));
}

/** Moves touched paths along with the items of a list. */
export function moveTouched(touched: Path[], { path, at, removed, added }: SpliceEdit): Path[] {
  return touched.flatMap((other) => {
    const index = other[path.length];
    if (!startsWith(other, path) || typeof index !== "number" || index < at) return [other];
    if (index < at + removed.length) return [];
    return [[...path, index + added.length - removed.length, ...other.slice(path.length + 1)]];
  });
}
