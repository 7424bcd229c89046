/** Rebases the edits of a draft onto a later connection; returns the result, and every conflict with a way to resolve it. */
import type { Issue, UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { type PathLike } from "../core/path.js";
import type { DiffResult } from "../operations/diff.js";
import { type Conflict } from "../operations/rebase.js";
import type { Edit } from "./edits.js";
import { Tree } from "./tree.js";
/** Two different changes to the same value. The draft has the latest value until the conflict is resolved. */
export interface DraftConflict extends Conflict {
    /** Resolves the conflict, once: keeps the latest value, or makes the edit of this draft again. */
    resolve(choice: "mine" | "latest"): void;
}
/** The conflicts of a rebase, or every issue. */
export type DraftRebaseResult = {
    /** The draft is based on the later connection. */
    ok: true;
    /** Values that both sides changed differently, each to be resolved. */
    conflicts: DraftConflict[];
    /** Warnings and information; no errors. */
    issues: Issue[];
} | {
    /** The draft is as it was. */
    ok: false;
    /** Every issue that prevents the rebase. */
    issues: Issue[];
};
/** The edits of a draft: `base` and its JSON, `before`, which it was edited to, and the changes between the two. */
export interface DraftEdits {
    json: string | Uint8Array;
    base: unknown;
    before: unknown;
    mine: DiffResult;
}
/** The draft that the resolution of a conflict edits. */
interface Editable {
    readonly value: unknown;
    set(path: PathLike, value: unknown): void;
    insert(list: PathLike, item: unknown): void;
    remove(item: PathLike): void;
}
/** Rebases edits onto a later connection. `draft` contains the resulting tree by the time a conflict is resolved. */
export declare function rebaseDraft(latest: string | Uint8Array, { json, base, before, mine }: DraftEdits, draft: Editable, common: CommonOptions): (DraftRebaseResult & {
    ok: false;
}) | (DraftRebaseResult & {
    ok: true;
    tree: Tree;
});
/** Returns an edited connection without its unsupported edits: those fields are as in `base`. */
export declare function withoutUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown;
/**
 * Adds the ids that the platform assigned to new environments: to the connection that was sent, and to the one that it was
 * edited to since.
 *
 * @param edits the edits between the two
 */
export declare function assignServerIds(sent: unknown, now: unknown, response: unknown, edits: readonly Edit[]): [sent: unknown, now: unknown];
export {};
