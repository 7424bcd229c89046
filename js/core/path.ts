/** Parses paths in their three forms, compares paths, and reads the values that they point to. */

import type { Path } from "./core.js";

/**
 * A path into a connection: `["environments", 0, "name"]`, the JSON Pointer `"/environments/0/name"`, or `"environments[0].name"`, which
 * can also be spelled `"environments.0.name"`. The `field` and the `pointer` of an issue are such paths.
 */
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
  if (/~(?![01])/.test(pointer)) throw new TypeError("path: a `~` of a JSON Pointer must be followed by 0 or 1");
  const parts = pointer.slice(1).split("/");
  return parts.map((part) => toSegment(part.replaceAll("~1", "/").replaceAll("~0", "~")));
}

/** A form such as `environments[0].name`, `environments.0.name` or `["a key"].name`. */
const DOTTED = /^(?:[^.[\]]+|\["(?:[^"\\]|\\.)*"\])(?:\.[^.[\]]+|\[(?:0|[1-9]\d{0,9})\]|\["(?:[^"\\]|\\.)*"\])*$/s;

function parseDotted(dotted: string): Path {
  if (dotted === "") return [];
  if (!DOTTED.test(dotted)) throw new TypeError("path: expected a form such as `environments[0].name`");
  const segments = dotted.matchAll(/\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|[^.[\]]+/gs);
  return Array.from(segments, ([key, index, text]) => {
    if (index !== undefined) return Number(index);
    return text === undefined ? toSegment(key) : parseKey(text);
  });
}

function parseKey(text: string): string {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError(`path: ${text} is not a JSON string`);
  }
}

/** Returns the number that a text spells, because it can be an index. */
function toSegment(text: string): string | number {
  return /^(?:0|[1-9]\d{0,9})$/.test(text) ? Number(text) : text;
}

/**
 * Returns a path whose segments have the types that a value needs: numbers in lists, and strings in objects. Other segments stay as
 * they are.
 *
 * @throws {TypeError} if a segment in a list is not an index
 */
export function resolvePath(path: Path, root: unknown): Path {
  let value = root;
  for (let at = 0; at < path.length; at++) {
    const segment = path[at] as string | number;
    const isWrong = Array.isArray(value) ? (segment as number) >>> 0 !== segment : typeof segment === "number";
    if (isWrong) return resolveSegments(path, root);
    value = getOwn(value, segment);
  }
  return path;
}

/** The result of `parentAt` for a path that `resolvePath` must change. */
export const UNRESOLVED = Symbol("unresolved");

/** Returns the parent of the value at a path, if it can have members. Combines `resolvePath` and `valueAt`, to save time. */
export function parentAt(root: unknown, path: Path): unknown {
  let value = root;
  const end = path.length - 1;
  for (let at = 0; at <= end; at++) {
    if (typeof value !== "object" || value === null) return undefined;
    const segment = path[at] as string | number;
    if (Array.isArray(value)) {
      if ((segment as number) >>> 0 !== segment) return UNRESOLVED;
      if (at < end) value = value[segment];
    } else {
      if (typeof segment === "number") return UNRESOLVED;
      if (at < end) value = Object.hasOwn(value, segment) ? (value as Record<string, unknown>)[segment] : undefined;
    }
  }
  return value;
}

function resolveSegments(path: Path, root: unknown): Path {
  let value = root;
  return path.map((segment) => {
    let resolved = segment;
    if (Array.isArray(value)) resolved = typeof segment === "string" ? toSegment(segment) : segment;
    else if (typeof value === "object" && value !== null) resolved = String(segment);
    if (Array.isArray(value) && !(Number.isInteger(resolved) && (resolved as number) >= 0)) {
      throw new TypeError(`path: a list has no item ${JSON.stringify(segment)}`);
    }
    value = getOwn(value, resolved);
    return resolved;
  });
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
