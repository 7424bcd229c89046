/** Parses paths in their three spellings, compares them, and reads the values that they point to. */
import type { Path } from "./core.js";
/** A path into a connection: `["environments", 0, "name"]`, `"/environments/0/name"` or `"environments[0].name"`. */
export type PathLike = string | readonly (string | number)[];
/**
 * Parses a path to its segments, which must not be changed.
 *
 * @throws {TypeError} if it has none of the three forms
 */
export declare function parsePath(path: PathLike): Path;
/** Returns true if `path` equals `prefix` or points inside it. */
export declare function startsWith(path: readonly (string | number)[], prefix: readonly (string | number)[]): boolean;
/** Returns true if two paths are equal. */
export declare function isSamePath(a: readonly (string | number)[], b: readonly (string | number)[]): boolean;
/** Returns an own member or item of a value; `undefined` if there is none. Inherited members are ignored. */
export declare function getOwn(value: unknown, segment: string | number): unknown;
/** Returns the value at the first `end` segments of a path; `undefined` if there is none. */
export declare function valueAt(root: unknown, path: readonly (string | number)[], end?: number): unknown;
