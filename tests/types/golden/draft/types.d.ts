/** The public types of a draft. */
import type { Connection, EnvironmentCreate, Issue } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
/** A {@link Connection} whose `environments` may include ones without an `id`, which are not created yet. */
export type DraftConnection = Omit<Connection, "environments"> & {
    /** The environments in the order in which they would be sent. */
    environments: (Connection["environments"][number] | EnvironmentCreate)[];
};
/** Options of a draft. */
export interface DraftOptions extends CommonOptions {
    /**
     * If `true`, `issues` omits the issues of values that were neither edited nor touched, such as the empty fields of a new
     * environment.
     *
     * @defaultValue `false`
     */
    touchedOnly?: boolean;
    /**
     * Number of edits that can be undone.
     *
     * @defaultValue 1,000
     */
    historyLimit?: number;
}
/** The state of a draft; the same object until something changes. */
export interface DraftSnapshot {
    /** The edited connection. */
    readonly value: DraftConnection;
    /** The same as `issues` of the draft. */
    readonly issues: Issue[];
    /** True if the value is not the one in `current`. */
    readonly isDirty: boolean;
    /** True if there is an edit to undo. */
    readonly canUndo: boolean;
    /** True if there is an edit to redo. */
    readonly canRedo: boolean;
}
/** The state of one field of a draft; the same object until its value, its issues or `isDirty` change. */
export interface DraftField {
    /** The value; `undefined` if there is none. */
    readonly value: unknown;
    /** The issues with exactly this path. */
    readonly issues: Issue[];
    /** True if the value is not the one in `current`. */
    readonly isDirty: boolean;
}
