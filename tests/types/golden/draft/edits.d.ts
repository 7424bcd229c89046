/** Edits: takes a value as it was and as it should be, gives the places in which they differ, each to be made and taken back. */
import type { Path } from "../core/core.js";
/** An edit that can be made again, and the other way round: where it takes a member away, `keys` are those that stood there. */
export type Edit = {
    kind: "set";
    path: Path;
    before: unknown;
    after: unknown;
    keys?: string[];
} | {
    kind: "splice";
    path: Path;
    at: number;
    removed: unknown[];
    added: unknown[];
};
/** The edit that takes another back. */
export declare function inverse(edit: Edit): Edit;
/**
 * Adds the edits that lead from one value to another, as deep inside as they go; what is `===` is not looked at. `path` is
 * where they are, and is left as it was. Tells whether the value itself has its members in the order that they had.
 */
export declare function addEdits(path: Path, before: unknown, now: unknown, edits: Edit[]): boolean;
/** An object whose members can be edited one by one: one of a class is more than them. */
export declare function isRecord(value: unknown): value is Record<string, unknown>;
