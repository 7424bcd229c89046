/**
 * Edits a JSON value with copy-on-write: a value that was returned never changes, and an object that only the tree refers to is
 * edited in place. An edit therefore costs the same in a list of three items as in one of thousands.
 */
import type { Path } from "../core/core.js";
/** A JSON value under edit. */
export declare class Tree {
    #private;
    constructor(root: unknown);
    /** The whole value, which the caller may keep. */
    get root(): unknown;
    set root(root: unknown);
    /** The whole value, valid until the next edit. */
    get current(): unknown;
    /** Returns the value at a path, which the caller may keep. */
    get(path: Path): unknown;
    /**
     * Sets the value at a path, or deletes the member if it is `undefined`; returns the value before. `keys` are the members of
     * the object in the order to restore when a deleted member is set again.
     */
    set(path: Path, value: unknown, keys?: readonly string[]): unknown;
    /** Removes `count` items of a list from index `at` on and inserts others; returns the removed items. */
    splice(list: Path, at: number, count: number, items: unknown[]): unknown[];
}
