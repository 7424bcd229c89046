/** Rebasing for JavaScript: takes changes with the connection that they were made on, and the latest one; gives changes to that. */
import { type Changes, type Connection, type Issue, type Conflict as Placed } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
/** Something that both sides changed, each in its own way. */
export interface Conflict extends Placed {
    /**
     * The values at the places. Not enumerable, so that they are in no log and no copy by chance: they may be secret.
     */
    readonly values: {
        /** What stood there when the edit began; absent where nothing did. */
        base?: unknown;
        /** What these make of it. */
        mine?: unknown;
        /** What stands there now; absent where nothing does. */
        latest?: unknown;
    };
}
/** Changes to the latest connection, or why there are none. */
export type RebaseResult = {
    /** No issue is an error. */
    ok: true;
    /** What both sides agree on: without what is in conflict, and without what the other side did alike. */
    changes: Changes;
    /** The same as UTF-8 JSON, in which no number has lost a digit. */
    bytes: Uint8Array<ArrayBuffer>;
    /** What both sides changed differently; never decided here. */
    conflicts: Conflict[];
    /** Warnings and information; no errors. */
    issues: Issue[];
} | {
    /** An issue is an error, so that there is nothing to give. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Rebases changes onto the connection as it is stored now. What only one side changed is taken, what both changed alike is
 * taken once; what both changed differently is a conflict, and so is deleting or overwriting what the other side changed.
 *
 * @param base the connection that the changes were made on: a value, its JSON text, or its UTF-8 bytes
 * @param mine the changes
 * @param latest the connection as it is stored now
 * @throws {TypeError} where `options` are not what they should be
 */
export declare function rebase(base: Connection | string | Uint8Array, mine: Changes | string | Uint8Array, latest: Connection | string | Uint8Array, options?: CommonOptions): RebaseResult;
