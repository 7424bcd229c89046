/** Paths as callers write them: takes an array, a JSON Pointer or the dotted form, gives the segments. */
import type { Path } from "./core.js";
/** A place in a connection: `["environments", 0, "name"]`, `"/environments/0/name"` or `"environments[0].name"`. */
export type PathLike = string | readonly (string | number)[];
/** The segments of a path, which stay as they are. @throws {TypeError} where it is in none of the three forms */
export declare function toPath(path: PathLike): Path;
/** Whether a place is another, or lies inside it. */
export declare function isWithin(path: readonly (string | number)[], outer: readonly (string | number)[]): boolean;
/** Whether two places are one. */
export declare function isSamePlace(a: readonly (string | number)[], b: readonly (string | number)[]): boolean;
/** The member of a value; what is only inherited is not there. */
export declare function member(value: unknown, segment: string | number): unknown;
/** What stands at a place; `undefined` where nothing does. */
export declare function valueAt(root: unknown, path: readonly (string | number)[], end?: number): unknown;
/** Where an environment stands in a connection; -1 where it does not. */
export declare function indexOfEnvironment(root: unknown, id: unknown): number;
/**
 * Where each item of a list stands in an earlier form of the list: found by its id or else its name, and where neither tells,
 * by its place, unless what stood there is found elsewhere; -1 where it is new.
 */
export declare function earlierPlaces(now: readonly unknown[], before: readonly unknown[]): number[];
