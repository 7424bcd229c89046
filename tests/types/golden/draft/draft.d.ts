/// <reference lib="esnext.disposable" preserve="true" />
import type { ConnectClient } from "../client/client.js";
import type { SaveOptions } from "../client/save.js";
import type { Changes, Connection, Issue, UnsupportedEdit } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { type PathLike } from "../core/path.js";
import type { Effect } from "../core/values.js";
import { type PlanResult } from "../operations/plan.js";
import { type DraftSaveResult } from "./save.js";
import type { CheckedPath, PathItem, PathValue } from "./typed-path.js";
import type { DraftConflict, DraftConnection, DraftField, DraftOptions, DraftRebaseResult, DraftSnapshot } from "./types.js";
/**
 * A stored connection that is being edited.
 *
 * Each edit validates only the part that it affects, so the time for an edit does not grow with the connection. `issues`
 * contains the issues that `validate` reports for the whole value, except issues about read-only members and about optional
 * values that are stored as `null`, and the issues about the edits. An error that is a judgement of this package is only a warning
 * if the value is stored already: then `params.stored` is true. The paths of issues point into `value`. Values that a draft returns
 * never change.
 *
 * Each item of a list has a key that it keeps while the list changes. `reset`, `isDirtyAt`, `touch`, conflicts and the issues of a
 * refusal find items by their keys.
 *
 * @example
 * const draft = new ConnectionDraft(read.bytes);
 * draft.set("environments[0].name", "Production");
 * if (draft.issues.every(({ severity }) => severity !== "error")) await draft.save(client);
 */
export declare class ConnectionDraft {
    #private;
    /**
     * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
     * @throws {TypeError} if `current` cannot be read as JSON, or if an option is unknown or has a wrong type
     */
    constructor(current: Immutable<Connection> | string | Uint8Array, options?: DraftOptions);
    /** The edited connection. */
    get value(): Immutable<DraftConnection>;
    /** The stored connection that the edits are based on. */
    get current(): Connection;
    /** Returns the value at a path; `undefined` if there is none. */
    get<const P extends PathLike>(path: P & CheckedPath<P>): PathValue<P>;
    /**
     * Sets the value at a path. If `value` is `undefined`, deletes the member or the list item. Setting the index after the last
     * item appends an item. Do not change an object after you pass it.
     *
     * A path that is written as a literal is checked, and the value must have the type of the path. A path of type `string` or `Path`
     * is not checked.
     *
     * @throws {TypeError} if the parent of the value is not an object or a list, or if the list has no such index
     */
    set<const P extends PathLike>(path: P & CheckedPath<P>, value: PathValue<P> | undefined): void;
    /**
     * Inserts an item into a list. Creates the list if it is absent or `null`. Do not change the item after you pass it.
     *
     * @param at index of the new item. Defaults to the end of the list.
     * @throws {TypeError} if there is no list at the path, or if the index is outside the list
     */
    insert<const P extends PathLike>(list: P & CheckedPath<P>, item: PathItem<P>, at?: number): void;
    /**
     * Removes an item from a list.
     *
     * @param item the path of the item
     * @throws {TypeError} if there is no item at the path
     */
    remove(item: PathLike): void;
    /**
     * Moves an item of a list from one index to another.
     *
     * @throws {TypeError} if there is no list at the path, or if an index is outside the list
     */
    move(list: PathLike, from: number, to: number): void;
    /**
     * Returns a key for each item of a list, to render the list. An item keeps its key through all edits, undo, rebase and save, and
     * no other item of the list gets it. Returns the same array until the items change. Returns an empty array if there is no list.
     */
    keys(list: PathLike): readonly string[];
    /**
     * Replaces the whole value. Reuse the objects of unchanged parts: a part that is the same object (`===`) as before is
     * skipped. Do not change the new value after you pass it.
     *
     * List items are matched with the items before: the same object, else by id, else by a unique name or content, else by index.
     */
    replace(next: Immutable<DraftConnection>): void;
    /** Restores the value that a path has in `current`. `path` defaults to the whole connection. */
    reset(path?: PathLike): void;
    /** True if a save is running or waiting for another save to end. */
    get isSaving(): boolean;
    /** True if there is an edit to undo. */
    get canUndo(): boolean;
    /** True if there is an edit to redo. */
    get canRedo(): boolean;
    /** Undoes the last edit. Consecutive edits of one string count as one edit. Returns false if there is nothing to undo. */
    undo(): boolean;
    /** Reapplies the last undone edit. Returns false if there is nothing to redo. */
    redo(): boolean;
    /** Ends the current edit of a string, so that the next edit is undone separately. Call it when a field loses the focus. */
    checkpoint(): void;
    /**
     * Every issue of the value and of the edits, in the order of the document. The array is the same object until an issue changes.
     *
     * - Issues of the value. With `touchedOnly`, only those of edited or touched values.
     * - Edits that cannot be sent (`immutable-field`, `unknown-environment`, `missing-list`), and edits that no request makes
     *   (`unsupported-edit`).
     * - Environments and own values that a save would delete or overwrite (`deletes-environment`, `overwritten-variables`).
     * - After a save that the platform refused, its issues (`rejected`), until their values are edited or saved.
     * - New environments that were sent, but that the response did not contain (`unknown-outcome`). Until they are removed, `save`
     *   sends nothing.
     */
    get issues(): Issue[];
    /** Returns the issues with exactly this path. With `inside`, also returns the issues of the parts of the value. */
    issuesAt(path: PathLike, { inside }?: {
        inside?: boolean;
    }): Issue[];
    /**
     * Marks a path as touched. With `touchedOnly`, `issues` then includes the issues of the path, even without an edit. `path`
     * defaults to the whole connection.
     */
    touch(path?: PathLike): void;
    /** Returns true if the value at a path, or a value around it, was edited or touched. The item of a list can have moved since. */
    isTouchedAt(path: PathLike): boolean;
    /** True if a save would send something, or leave an edit behind. The order of variables in an environment does not count. */
    get isDirty(): boolean;
    /** Returns true if the value at a path differs from the value in `current`, or if its item is new. An item can have moved. */
    isDirtyAt(path: PathLike): boolean;
    /**
     * The smallest changes from `current` to `value`, as `plan` and `save` expect them. They are `undefined` if an edit changes a
     * value that cannot change.
     */
    get changes(): Changes | undefined;
    /**
     * The edits that no request makes. Their paths point into `value`. A save does not send them, and the draft stays dirty there.
     */
    get unsupported(): UnsupportedEdit[];
    /**
     * The requests that `save` would send if no one else changes the connection, or every issue if there is an error. Own values of
     * environments are overwritten, as by default in `save`. All paths point into `value`. The plan is computed when it is first
     * read after an edit.
     */
    get plan(): PlanResult;
    /** The effects of all requests of `plan`; empty if there is an error. Their paths point into `value`. */
    get effects(): Effect[];
    /**
     * Rebases the edits onto a newer stored connection. If both sides changed the same value, the draft contains the latest value
     * until you resolve the conflict. Clears the undo history.
     *
     * @param latest the connection as it is stored now
     * @throws {TypeError} if `latest` cannot be read as JSON
     */
    rebase(latest: Immutable<Connection> | string | Uint8Array): DraftRebaseResult;
    /**
     * The conflicts of the last rebase or save that are not resolved yet. Another rebase replaces them, and a successful save removes
     * them. Returns the same array until something changes.
     */
    get conflicts(): DraftConflict[];
    /**
     * Saves the edits with `client.save`.
     *
     * After a successful save, the draft is based on the connection that the save returned. It still contains edits that were made
     * during the save, and edits that no request makes, which `unsupported` of the result lists. If such an edit changes a value that
     * others changed before the save, it is in conflict at the next save.
     *
     * After a failure, the draft is based on the connection that the platform has stored now, and contains the edits that were not
     * saved. The next save sends them. The issues of the error point into `value`, and `error.conflicts` are
     * {@link DraftConflict}s. Until a conflict is resolved, the draft has the value of the latest connection.
     *
     * If an edit that was made during the save cannot be sent, such as another `protocol`, the draft is based on what was sent: it
     * contains the changes by others after its next save. Saves of one draft run one after the other.
     */
    save(client: ConnectClient, options?: SaveOptions): Promise<DraftSaveResult>;
    /** Calls `listener` after every change of the draft. Returns a function that ends the subscription. */
    subscribe: (listener: () => void) => (() => void);
    /** Returns the state of the draft. Returns the same object until something changes. */
    getSnapshot: () => DraftSnapshot;
    /** Returns the state of one field. Returns the same object until one of its members changes. */
    field(path: PathLike): DraftField;
    /** Releases the memory of the draft. Do not use the draft afterwards; only `dispose` can be called again. */
    dispose(): void;
    [Symbol.dispose](): void;
    get [Symbol.toStringTag](): string;
}
