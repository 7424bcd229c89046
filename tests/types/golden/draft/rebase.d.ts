/**
 * The edits of a draft on a later connection: takes them and the connection as it is stored now, gives what the two make, and
 * every conflict with a way to make the edit all the same.
 */
import type { Issue, UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { type PathLike } from "../core/path.js";
import type { DiffResult } from "../operations/diff.js";
import { type Conflict } from "../operations/rebase.js";
import type { Edit } from "./edits.js";
import { Tree } from "./tree.js";
/** Something that both sides changed, until one of them is chosen; the latest stands until then. */
export interface DraftConflict extends Conflict {
    /** Takes one of the two sides. */
    resolve(choice: "mine" | "latest"): void;
}
/** What became of the edits on a later connection. */
export type DraftRebaseResult = {
    /** The draft stands on the later connection. */
    ok: true;
    /** What both sides changed differently, each to be resolved. */
    conflicts: DraftConflict[];
    /** Warnings and information; no errors. */
    issues: Issue[];
} | {
    /** The draft is as it was. */
    ok: false;
    /** Why the edits cannot be moved. */
    issues: Issue[];
};
/** Edits as they were made: on which connection, its JSON, what it was edited to, and the difference. */
export interface MadeEdits {
    json: string | Uint8Array;
    base: unknown;
    before: unknown;
    mine: DiffResult;
}
/** What the resolution of a conflict edits. */
interface Editable {
    readonly value: unknown;
    set(path: PathLike, value: unknown): void;
    insert(list: PathLike, item: unknown): void;
    remove(item: PathLike): void;
}
/** Makes edits on a later connection. `draft` holds the tree that comes of it by the time a conflict is resolved. */
export declare function moveOnto(latest: string | Uint8Array, { json, base, before, mine }: MadeEdits, draft: Editable, verbs: CommonOptions): (DraftRebaseResult & {
    ok: false;
}) | (DraftRebaseResult & {
    ok: true;
    tree: Tree;
});
/** What a connection was edited to, without the edits that belong unsupported: there stands what `base` has. */
export declare function withoutUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown;
/**
 * What was sent and what it was edited to since, in which environments that were new have the ids that they were given.
 *
 * @param edits those since
 */
export declare function withIds(sent: unknown, now: unknown, answer: unknown, edits: readonly Edit[]): [sent: unknown, now: unknown];
export {};
