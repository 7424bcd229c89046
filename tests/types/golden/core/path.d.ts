/** Parses paths in their three forms, compares paths, and reads the values that they point to. */
import type { Path } from "./core.js";
/**
 * A path into a connection: `["environments", 0, "name"]`, the JSON Pointer `"/environments/0/name"`, or `"environments[0].name"`, which
 * can also be spelled `"environments.0.name"`. The `field` and the `pointer` of an issue are such paths.
 */
export type PathLike = string | readonly (string | number)[];
/**
 * Parses a path to its segments. The caller must not change the returned array, because it can be cached.
 *
 * @throws {TypeError} if the path has none of the three forms
 */
export declare function parsePath(path: PathLike): Path;
/**
 * Returns a path whose segments have the types that a value needs: numbers in lists, and strings in objects. Other segments stay as
 * they are.
 *
 * @throws {TypeError} if a segment in a list is not an index
 */
export declare function resolvePath(path: Path, root: unknown): Path;
/** The result of `parentAt` for a path that `resolvePath` must change. */
export declare const UNRESOLVED: unique symbol;
/** Returns the parent of the value at a path, if it can have members. Combines `resolvePath` and `valueAt`, to save time. */
export declare function parentAt(root: unknown, path: Path): unknown;
/** Returns true if `path` equals `prefix` or points inside it. */
export declare function startsWith(path: readonly (string | number)[], prefix: readonly (string | number)[]): boolean;
/** Returns true if two paths are equal. */
export declare function isSamePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean;
/** Returns a member of an object or an item of a list; `undefined` if it does not exist. Inherited members do not count. */
export declare function getOwn(value: unknown, segment: string | number): unknown;
/** Returns the value that the first `end` segments of a path lead to; `undefined` if the value does not exist. */
export declare function valueAt(root: unknown, path: readonly (string | number)[], end?: number): unknown;
