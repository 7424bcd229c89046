/// <reference lib="esnext.disposable" preserve="true" />
import type { ConnectClient } from "../client/client.js";
import type { SaveOptions, SaveResult } from "../client/save.js";
import type { Changes, Connection, ConnectionUpdate, Effect, EnvironmentCreate, Issue, UnsupportedEdit } from "../core/core.js";
import { type CommonOptions } from "../core/options.js";
import { type PathLike } from "../core/path.js";
import { type MergeResult } from "../operations/merge.js";
import { type DraftRebaseResult } from "./rebase.js";
/** A connection under edit: as it was answered, and with environments that are yet to be created. */
export type DraftConnection = Omit<Connection, "environments"> & {
    /** In the order that they would be sent. */
    environments: (Connection["environments"][number] | EnvironmentCreate)[];
};
/** How a connection is edited. */
export interface DraftOptions extends CommonOptions {
    /** Whether `issues` holds back what nobody has touched yet, such as the empty fields of a new environment. */
    touchedOnly?: boolean;
    /** How many edits can be undone: 1,000 unless told. */
    historyLimit?: number;
}
/** A draft as it is at one moment; the same object until something changes. */
export interface DraftSnapshot {
    /** The connection as it is now. */
    readonly value: DraftConnection;
    /** As `issues` gives them. */
    readonly issues: Issue[];
    /** Whether saving would change anything. */
    readonly isDirty: boolean;
    /** Whether there is an edit to undo. */
    readonly canUndo: boolean;
    /** Whether there is an undone edit to do again. */
    readonly canRedo: boolean;
}
/** One field of a draft at one moment; the same object until its value, its issues or its state change. */
export interface DraftField {
    /** What stands there; `undefined` where nothing does. */
    readonly value: unknown;
    /** What is wrong at this very place. */
    readonly issues: Issue[];
    /** Whether it is not what was there at first. */
    readonly isDirty: boolean;
}
/**
 * An edit session on a connection.
 *
 * An edit asks the rules about the part that it affects and no more, so that its cost does not grow with the connection.
 * `issues` are those that `validate` finds in the whole, what belongs to responses left aside, and what is stored as
 * `null`. What was handed out never changes.
 */
export declare class ConnectionDraft {
    #private;
    /**
     * @param current the connection as the platform answered it: a value, its JSON text, or its UTF-8 bytes
     * @throws {TypeError} where it cannot be read as JSON, or an option is not what it should be
     */
    constructor(current: Connection | string | Uint8Array, options?: DraftOptions);
    /** The whole connection as it is now. */
    get value(): DraftConnection;
    /** The connection that the edits are made on. */
    get current(): Connection;
    /** What stands at a place; `undefined` where nothing does. */
    get(path: PathLike): unknown;
    /**
     * Puts a value at a place; `undefined` takes away what is there. An object must not be changed afterwards.
     *
     * @throws {TypeError} where there is nothing around the place
     */
    set(path: PathLike, value: unknown): void;
    /** Puts an item into a list, at its end unless told; it must not be changed afterwards. A list that is absent comes to be. */
    insert(list: PathLike, item: unknown, at?: number): void;
    /** Takes the item at a place out of its list. */
    remove(item: PathLike): void;
    /** Moves an item of a list to another place in it. */
    move(list: PathLike, from: number, to: number): void;
    /**
     * Takes the whole connection as it should be: what is `===` to what it was is not looked at. For callers who hold
     * immutable objects; what is given must not be changed afterwards.
     */
    replace(next: DraftConnection): void;
    /** Puts back what was there at first: at a place, or everywhere. */
    reset(path?: PathLike): void;
    /** Whether a save is under way or waiting for another. */
    get isSaving(): boolean;
    /** Whether there is an edit to undo. */
    get canUndo(): boolean;
    /** Whether there is an undone edit to do again. */
    get canRedo(): boolean;
    /** Takes the last edit back; what was typed into one field is one edit. Tells whether there was one. */
    undo(): boolean;
    /** Makes the edit again that was taken back last. Tells whether there was one. */
    redo(): boolean;
    /** Ends what is undone as one edit, as when a field loses the focus. */
    checkpoint(): void;
    /**
     * Every issue of the value, in the order of the document; the same array until an issue changes. What is wrong with the
     * edits on the stored connection, such as an id that it does not have, is told by `merged()`.
     */
    get issues(): Issue[];
    /** The issues at a place; with `inside`, also those of everything in it. */
    issuesAt(path: PathLike, { inside }?: {
        inside?: boolean;
    }): Issue[];
    /** Shows the issues at a place although nothing was edited there, as when a field loses the focus; everywhere unless told. */
    touch(path?: PathLike): void;
    /** Returns true if any value is not the one in `current`. */
    get isDirty(): boolean;
    /** Returns true if the value at a path is not the one in `current`; environments are identified by their ids. */
    isDirtyAt(path: PathLike): boolean;
    /** The smallest changes that lead here, for `merge`; `undefined` where something was changed that never can be. */
    get changes(): Changes | undefined;
    /** The edits that the request cannot carry, each with the operation that can. */
    get unsupported(): UnsupportedEdit[];
    /** What would be sent, or every issue that keeps it from being sent. */
    merged(): MergeResult;
    /** The body that would be sent; `undefined` where an error keeps it from being sent. */
    body(): ConnectionUpdate | undefined;
    /** The same as UTF-8 JSON. */
    bytes(): Uint8Array<ArrayBuffer> | undefined;
    /** What sending it would do. */
    get effects(): Effect[];
    /** The connection as the platform would hold it; `undefined` where an error keeps the body from being sent. */
    preview(): Connection | undefined;
    /**
     * Moves the edits onto the connection as it is stored now. Where both sides changed the same in another way, the latest
     * stands until the conflict is resolved. What was done before can no longer be undone.
     *
     * @throws {TypeError} where `latest` cannot be read as JSON
     */
    rebase(latest: Connection | string | Uint8Array): DraftRebaseResult;
    /**
     * Saves the edits with a client, as its `save` does; the draft then goes on from what the platform holds, with whatever
     * was edited meanwhile and with what belongs to another operation. A save that is called during another follows it.
     */
    save(client: ConnectClient, options?: SaveOptions): Promise<SaveResult>;
    /** Calls `listener` after every edit; gives a function that ends it. */
    subscribe: (listener: () => void) => (() => void);
    /** The draft as it is now: the same object until something changes. */
    getSnapshot: () => DraftSnapshot;
    /** One field as it is now: the same object until its value, its issues or its state change. */
    field(path: PathLike): DraftField;
    /** Ends the session. Any later call but this one throws. */
    dispose(): void;
    [Symbol.dispose](): void;
}
