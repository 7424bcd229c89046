/// <reference lib="esnext.disposable" preserve="true" />
import type { ConnectClient } from "../client/client.js";
import type { SaveResult } from "../client/results.js";
import type { SaveOptions } from "../client/save.js";
import type { Changes, Connection, ConnectionUpdate, Effect, Issue, UnsupportedEdit } from "../core/core.js";
import { type PathLike } from "../core/path.js";
import { type MergeResult } from "../operations/merge.js";
import { type DraftRebaseResult } from "./rebase.js";
import type { DraftConnection, DraftField, DraftOptions, DraftSnapshot } from "./types.js";
/**
 * A connection under edit.
 *
 * An edit validates only the part that it affects, so that its cost does not grow with the connection. `issues` are those that
 * `validate` reports for the whole value, without those about members that only responses contain and about lists that are
 * stored as `null`. Values that a draft returns never change. Paths in its issues point into `value`.
 *
 * @example
 * const draft = new ConnectionDraft(read.bytes);
 * draft.set("environments[0].name", "Production");
 * if (draft.issues.length === 0) await draft.save(client);
 */
export declare class ConnectionDraft {
    #private;
    /**
     * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
     * @throws {TypeError} if `current` cannot be read as JSON, or an option is unknown or has a wrong type
     */
    constructor(current: Connection | string | Uint8Array, options?: DraftOptions);
    /** The edited connection. */
    get value(): DraftConnection;
    /** The stored connection that the edits are made on. */
    get current(): Connection;
    /** Returns the value at a path; `undefined` if there is none. */
    get(path: PathLike): unknown;
    /**
     * Sets the value at a path; `undefined` deletes it. An object that is passed must not be changed afterwards.
     *
     * @throws {TypeError} if there is no object or list around the path
     */
    set(path: PathLike, value: unknown): void;
    /**
     * Inserts an item into a list; it must not be changed afterwards. Creates the list if it is absent.
     *
     * @param at index of the new item. Defaults to the end of the list.
     * @throws {TypeError} if there is no list at the path, or no such index
     */
    insert(list: PathLike, item: unknown, at?: number): void;
    /**
     * Removes the item at a path from its list.
     *
     * @throws {TypeError} if there is no item at the path
     */
    remove(item: PathLike): void;
    /**
     * Moves an item of a list from one index to another.
     *
     * @throws {TypeError} if there is no list at the path, or no such index
     */
    move(list: PathLike, from: number, to: number): void;
    /**
     * Replaces the whole value. Parts that are `===` to those before are not compared, which suits callers with immutable
     * objects. The new value must not be changed afterwards.
     */
    replace(next: DraftConnection): void;
    /** Restores the value in `current`. `path` defaults to the whole connection. */
    reset(path?: PathLike): void;
    /** True if a save is running or waiting for another. */
    get isSaving(): boolean;
    /** True if there is an edit to undo. */
    get canUndo(): boolean;
    /** True if there is an edit to redo. */
    get canRedo(): boolean;
    /** Undoes the last edit; consecutive edits of one text are one edit. Returns true if there was one. */
    undo(): boolean;
    /** Makes the last undone edit again. Returns true if there was one. */
    redo(): boolean;
    /** Ends the current edit of a text, so that the next one is undone separately. Call it when a field loses the focus. */
    checkpoint(): void;
    /**
     * Every issue of the value, in the order of the document; the same array until an issue changes. Problems of the edits on the
     * stored connection, such as an id that it does not contain, are issues of `merged()`.
     */
    get issues(): Issue[];
    /** Returns the issues with exactly this path; with `inside`, also those with a longer path. */
    issuesAt(path: PathLike, { inside }?: {
        inside?: boolean;
    }): Issue[];
    /** Marks a path as touched, so that its issues are shown without an edit. `path` defaults to the whole connection. */
    touch(path?: PathLike): void;
    /** True if the value is not the one in `current`. */
    get isDirty(): boolean;
    /** Returns true if the value at a path is not the one in `current`; environments are identified by their ids. */
    isDirtyAt(path: PathLike): boolean;
    /** The smallest changes from `current` to `value`, for `merge`; `undefined` if a value was edited that cannot change. */
    get changes(): Changes | undefined;
    /** The edits that the request cannot make, each with the operation that can. */
    get unsupported(): UnsupportedEdit[];
    /** Returns the body that would be sent, or every issue. */
    merged(): MergeResult;
    /** Returns the body that would be sent; `undefined` if there is an error. */
    body(): ConnectionUpdate | undefined;
    /** Returns the body that would be sent as UTF-8 JSON; `undefined` if there is an error. */
    bytes(): Uint8Array<ArrayBuffer> | undefined;
    /** The effects of the body that would be sent; none if there is an error. */
    get effects(): Effect[];
    /** Returns the connection as it would be stored; `undefined` if there is an error. */
    preview(): Connection | undefined;
    /**
     * Rebases the edits onto the connection as it is stored now. If both sides changed the same value, the draft has the latest
     * one until the conflict is resolved. Earlier edits can no longer be undone.
     *
     * @throws {TypeError} if `latest` cannot be read as JSON
     */
    rebase(latest: Connection | string | Uint8Array): DraftRebaseResult;
    /**
     * Saves the edits as the `save` of a client does. Afterwards the draft is based on the stored connection, and contains the
     * edits that were made during the save and those that the request does not support. A save that is called during another
     * starts after it.
     */
    save(client: ConnectClient, options?: SaveOptions): Promise<SaveResult>;
    /** Calls `listener` after every edit; returns a function that ends the subscription. */
    subscribe: (listener: () => void) => (() => void);
    /** Returns the state of the draft; the same object until something changes. */
    getSnapshot: () => DraftSnapshot;
    /** Returns the state of one field; the same object until its value, its issues or `isDirty` change. */
    field(path: PathLike): DraftField;
    /** Ends the draft and releases its memory. Every later call throws, except this one. */
    dispose(): void;
    [Symbol.dispose](): void;
}
