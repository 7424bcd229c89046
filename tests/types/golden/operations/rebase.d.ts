/** Rebases changes onto the latest connection, after someone else has changed it too. */
import { type Changes, type Conflict as ConflictPaths, type Connection, type Issue } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { type Messages } from "../core/messages.js";
import type { CommonOptions } from "../core/options.js";
import type { Conflict } from "../core/values.js";
/** Changes to the latest connection, or every issue. */
export type RebaseResult = {
    /** No issue is an error. */
    ok: true;
    /** The changes in `mine`, without conflicting changes and without changes that `latest` already contains. */
    changes: Changes;
    /** The changes as UTF-8 JSON. Numbers keep every digit. */
    bytes: Uint8Array<ArrayBuffer>;
    /** Values that `mine` and `latest` changed differently. They are never resolved automatically. */
    conflicts: Conflict[];
    /** Warnings and information, no errors. */
    issues: Issue[];
} | {
    /** At least one issue is an error. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Rebases changes onto the latest connection (a three-way merge).
 *
 * The two sides are `mine` and `latest`. If only one side changed a value, the change of that side wins. If both sides changed
 * a value differently, that is a conflict. Deleting or overwriting a value that the other side changed is a conflict too.
 *
 * @param base the connection that the changes were made on: a value, JSON text or UTF-8 bytes
 * @param mine the changes
 * @param latest the stored connection, as the platform sent it last
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const rebased = rebase(base, { name: "Shop, Europe" }, latest);
 * if (rebased.ok && rebased.conflicts.length === 0) merge(latest, rebased.bytes);
 */
export declare function rebase(base: Immutable<Connection> | string | Uint8Array, mine: Immutable<Changes> | string | Uint8Array, latest: Immutable<Connection> | string | Uint8Array, options?: CommonOptions): RebaseResult;
/** Functions that return the parsed inputs of a rebase. */
type ConflictDocuments = Record<"base" | "mine" | "latest", (() => unknown) | undefined>;
/** Adds the values of conflicts and writes their messages, in place. */
export declare function addConflictValues(conflicts: ConflictPaths[], documents: ConflictDocuments, messages: Messages | undefined): Conflict[];
/** Returns the value that changes set in a conflict; `undefined` if they remove it. */
export declare function readMine({ mine, name }: ConflictPaths, changes: unknown): unknown;
export {};
