/**
 * Edits a JSON value with copy-on-write: a value that the tree has returned never changes. An object that only the tree refers
 * to is edited in place. The time for such an edit therefore does not depend on the length of a list.
 */
import type { Path } from "../core/core.js";
/** A JSON value that is being edited. */
export declare class Tree {
    #private;
    constructor(root: unknown);
    /** The whole value. It does not change after later edits. */
    get root(): unknown;
    set root(root: unknown);
    /** The whole value. The next edit may change it in place. */
    get current(): unknown;
    /** Returns the value at a path. The value does not change after later edits. */
    get(path: Path): unknown;
    /**
     * Sets the value at a path; `undefined` deletes the member. Returns the previous value.
     *
     * @param keys the keys of the object in their original order, so that a restored member returns to its position
     */
    set(path: Path, value: unknown, keys?: readonly string[]): unknown;
    /** Removes `count` items of a list from index `at` on, and inserts `items` there. Returns the removed items. */
    splice(list: Path, at: number, count: number, items: unknown[]): unknown[];
}
