/** Finds the edits between two versions of a value, and inverts edits. */
import type { Path } from "../core/core.js";
/**
 * An edit of one value, or of the items of a list. If a member is deleted, `keys` contains all keys of the object in their
 * order. Undo restores this order.
 */
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
/** An edit of one value. */
export type SetEdit = Extract<Edit, {
    kind: "set";
}>;
/** An edit of the items of a list. */
export type SpliceEdit = Extract<Edit, {
    kind: "splice";
}>;
/** Returns the edit that reverts `edit`. */
export declare function invertEdit(edit: Edit): Edit;
/**
 * Compares two versions of the value at `path`, and appends the edits between them to `edits`. Replaces an inner object as a
 * whole if its keys have changed. Skips objects that are `===`. Changes `path` while it runs, and restores `path` at the end.
 *
 * @returns false if the members of the connection itself were added, deleted or reordered
 */
export declare function collectEdits(path: Path, before: unknown, now: unknown, edits: Edit[]): boolean;
