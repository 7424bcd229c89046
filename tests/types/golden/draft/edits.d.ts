/** Compares two versions of a value and returns the edits between them, each of which can be made and reverted. */
import type { Path } from "../core/core.js";
/** An edit of one value, or of the items of a list. An edit that deletes a member keeps the order of the members in `keys`. */
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
/** Returns the edit that reverts another. */
export declare function inverse(edit: Edit): Edit;
/**
 * Appends the edits between two versions of the value at `path` to `edits`, each as deep as possible. Objects that are `===`
 * are skipped. `path` is the same afterwards. Returns true if the value has its members in the same order as before.
 */
export declare function diffInto(path: Path, before: unknown, now: unknown, edits: Edit[]): boolean;
