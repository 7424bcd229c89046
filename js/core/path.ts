/** Parses paths in their three forms, compares paths, and reads the values that they point to. */

import type { Path } from "./core.js";

/** A path into a connection: `["environments", 0, "name"]`, `"/environments/0/name"` or `"environments[0].name"`. */
export type PathLike = string | readonly (string | number)[];

/** Greatest number of cached paths. */
const PATH_CACHE_SIZE = 1_000;

const pathCache = new Map<string, Path>();

/**
 * Parses a path to its segments. The caller must not change the returned array, because it can be cached.
 *
 * @throws {TypeError} if the path has none of the three forms
 */
export function parsePath(path: PathLike): Path {
  if (typeof path !== "string") {
    if (Array.isArray(path)) return path.slice() as Path;
    throw new TypeError("path: expected an array, a JSON Pointer or a dotted path");
  }
  let segments = pathCache.get(path);
  if (segments === undefined) {
    segments = path.startsWith("/") ? parsePointer(path) : parseDotted(path);
    if (pathCache.size >= PATH_CACHE_SIZE) pathCache.clear();
    pathCache.set(path, segments);
  }
  return segments;
}

function parsePointer(pointer: string): Path {
  const parts = pointer.slice(1).split("/");
  return parts.map((part) => {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    return /^(?:0|[1-9]\d{0,9})$/.test(key) ? Number(key) : key;
  });
}

function parseDotted(dotted: string): Path {
  if (dotted === "") return [];
  if (!/^[^.[\]]+(?:\.[^.[\]]+|\[(?:0|[1-9]\d{0,9})\])*$/.test(dotted)) {
    throw new TypeError("path: expected a form such as `environments[0].name`");
  }
  return Array.from(dotted.matchAll(/\[(\d+)\]|[^.[\]]+/g), ([key, index]) =>
    index === undefined ? key : Number(index),
  );
}

/** Returns true if `path` equals `prefix` or points inside it. */
export function startsWith(path: readonly (string | number)[], prefix: readonly (string | number)[]): boolean {
  return prefix.length <= path.length && prefix.every((segment, at) => segment === path[at]);
}

/** Returns true if two paths are equal. */
export function isSamePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean {
  if (a.length !== b.length) return false;
  for (let at = a.length - 1; at >= 0; at--) if (a[at] !== b[at]) return false;
  return true;
}

/** Returns a member of an object or an item of a list; `undefined` if it does not exist. Inherited members do not count. */
export function getOwn(value: unknown, segment: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return typeof segment === "number" ? value[segment] : undefined;
  return Object.hasOwn(value, segment) ? (value as Record<string | number, unknown>)[segment] : undefined;
}

/** Returns the value that the first `end` segments of a path lead to; `undefined` if the value does not exist. */
export function valueAt(root: unknown, path: readonly (string | number)[], end = path.length): unknown {
  let value = root;
  for (let at = 0; at < end; at++) value = getOwn(value, path[at] as string | number);
  return value;
}
