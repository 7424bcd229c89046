/**
 * A JSON value that is edited in place until someone holds it: what was handed out never changes, and what nobody holds is
 * not copied again, so that an edit costs the same in a list of three as in one of thousands.
 */
import type { Path } from "../core/core.js";
export declare class Tree {
    #private;
    constructor(root: unknown);
    /** The whole value, for others to keep. */
    get root(): unknown;
    set root(root: unknown);
    /** The whole value, to look at until the next edit. */
    get current(): unknown;
    /** What stands at a place, for others to keep. */
    get(path: Path): unknown;
    /**
     * Puts a value at a place, or takes the member away where it is `undefined`; gives what was there. A member that comes back
     * stands where it stood among `keys`.
     */
    set(path: Path, value: unknown, keys?: readonly string[]): unknown;
    /** Takes items out of a list and puts others in their place; gives those that were there. */
    splice(list: Path, at: number, count: number, items: unknown[]): unknown[];
}
/** Whether two JSON values are alike; the order of members does not count, and a member that is `undefined` is none. */
export declare function isSame(a: unknown, b: unknown): boolean;
/** A value in which everything that is alike in another is the other's own. */
export declare function shared(value: unknown, other: unknown): unknown;
/** The value of JSON text, in which a number beyond all that JavaScript can hold is the largest that it can. */
export declare function parseFinite(json: string | Uint8Array): unknown;
