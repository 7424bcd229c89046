/** The public types of a draft. */
import type { Connection, EnvironmentCreate, Issue } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import type { CommonOptions } from "../core/options.js";
import type { Conflict } from "../core/values.js";
/** A {@link Connection} that may contain new environments. They have no `id`, because the platform has not created them yet. */
export type DraftConnection = Omit<Connection, "environments"> & {
    /** The environments, in the order in which they are sent. */
    environments: (Connection["environments"][number] | EnvironmentCreate)[];
};
/** Options of a draft. */
export interface DraftOptions extends CommonOptions {
    /**
     * If `true`, `issues` contains only issues of values that were edited or touched. For example, this hides the issues of the
     * empty fields in a new environment.
     *
     * @defaultValue `false`
     */
    touchedOnly?: boolean;
    /**
     * Maximum number of edits that can be undone.
     *
     * @defaultValue 1,000
     */
    historyLimit?: number;
}
/** The state of a draft. It is the same object until something changes. */
export interface DraftSnapshot {
    /** The edited connection. */
    readonly value: Immutable<DraftConnection>;
    /** The issues that are shown; see `issues` of `ConnectionDraft`. */
    readonly issues: Issue[];
    /** The conflicts that are not resolved yet; see `conflicts` of `ConnectionDraft`. */
    readonly conflicts: DraftConflict[];
    /** True if `value` differs from `current` of the draft. */
    readonly isDirty: boolean;
    /** True if there is an edit to undo. */
    readonly canUndo: boolean;
    /** True if there is an edit to redo. */
    readonly canRedo: boolean;
    /** True if a save is running or waiting for another save to end. */
    readonly isSaving: boolean;
}
/** The state of one field of a draft. It is the same object until one of its members changes. */
export interface DraftField {
    /** The value at the path; `undefined` if there is none. */
    readonly value: unknown;
    /** The issues with exactly this path. Issues with a longer path are not included. */
    readonly issues: Issue[];
    /** True if the value differs from the value in `current` of the draft. */
    readonly isDirty: boolean;
    /** True if the value, or a value around it, was edited or touched. */
    readonly isTouched: boolean;
}
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
     * Resolves the conflict with another value: for example, the value of a variable, a name, an environment, or the list of
     * environments in their order. With `undefined`, a variable is removed, and no environment is added. Later calls do nothing.
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
