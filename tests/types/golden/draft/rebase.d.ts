/** Rebases the edits of a draft onto a newer stored connection. Returns the rebased value and the conflicts to resolve. */
import type { Issue, UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { type PathLike } from "../core/path.js";
import type { DiffResult } from "../operations/diff.js";
import { type Conflict } from "../operations/rebase.js";
import type { Edit } from "./edits.js";
import { Tree } from "./tree.js";
/**
 * A value that the draft and the latest connection changed in different ways. Until the conflict is resolved, the draft has the
 * value of the latest connection.
 */
export interface DraftConflict extends Conflict {
    /**
     * Resolves the conflict: `"latest"` keeps the latest value, and `"mine"` reapplies the edit of this draft. Later calls do
     * nothing.
     */
    resolve(side: "mine" | "latest"): void;
    /**
     * Resolves the conflict with another value, in the form of `values.mine`: for example, the value of a variable, a name, an
     * environment, or the list of environments in their order. Later calls do nothing.
     */
    resolveWith(value: unknown): void;
}
/** The conflicts of a rebase, or the issues that prevent the rebase. */
export type DraftRebaseResult = {
    /** The draft is now based on the latest connection. */
    ok: true;
    /** Values that both sides changed differently. Resolve each of them. */
    conflicts: DraftConflict[];
    /** Warnings and information; no errors. */
    issues: Issue[];
} | {
    /** The draft is unchanged. */
    ok: false;
    /** Every issue that prevents the rebase. */
    issues: Issue[];
};
/** The edits of a draft. */
export interface DraftEdits {
    /** The connection before the edits. */
    base: unknown;
    /** The JSON of `base`. */
    baseJson: string | Uint8Array;
    /** The connection after the edits. */
    edited: unknown;
    /** The changes from `base` to `edited`. */
    diffed: DiffResult;
}
/** The members of a draft that are used to resolve a conflict. */
export interface Editable {
    /** The edited connection. The next edit can change it in place. */
    readonly current: unknown;
    /** The number of edits. */
    readonly version: number;
    set(path: PathLike, value: unknown): void;
    insert(list: PathLike, item: unknown): void;
    remove(item: PathLike): void;
}
/**
 * Rebases edits onto the latest connection, and returns the result as `tree`. The caller must make `tree` the value of `draft`
 * before it resolves a conflict.
 */
export declare function rebaseDraft(latest: string | Uint8Array, { base, baseJson, edited, diffed }: DraftEdits, draft: Editable, common: CommonOptions): (DraftRebaseResult & {
    ok: false;
}) | (DraftRebaseResult & {
    ok: true;
    tree: Tree;
});
/**
 * Undoes the edits that no request makes: returns `edited`, in which their fields have the values of `base` again.
 */
export declare function revertUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown;
/**
 * Adds the ids that the platform assigned to new environments. Returns both connections, `sent` and `now`, with these ids.
 *
 * @param sent the connection that was sent
 * @param now the connection as the draft contains it now
 * @param response the connection in the response
 * @param edits the edits from `sent` to `now`
 */
export declare function assignServerIds(sent: unknown, now: unknown, response: unknown, edits: readonly Edit[]): [sent: unknown, now: unknown];
