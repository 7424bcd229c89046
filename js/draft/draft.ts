/// <reference lib="esnext.disposable" preserve="true" />

/** Edits a stored connection: applies edits, and keeps its issues, its changes and the body to send up to date. */

import type { Target } from "../client/arguments.js";
import type { ConnectClient } from "../client/client.js";
import { ConnectError } from "../client/errors.js";
import { summarizeErrors } from "../client/exchange.js";
import type { SaveResult } from "../client/results.js";
import type { SaveOptions } from "../client/save.js";
import type {
  Changes,
  Connection,
  ConnectionUpdate,
  Effect,
  Issue,
  IssueCode,
  Path,
  UnsupportedEdit,
} from "../core/core.js";
import { copyIfBytes, readStoredConnection } from "../core/input.js";
import {
  assertKnownKeys,
  COMMON_OPTION_NAMES,
  type CommonOptions,
  type ModuleOptions,
  readOptions,
} from "../core/options.js";
import { getOwn, type PathLike, parsePath, startsWith, valueAt } from "../core/path.js";
import { type DiffResult, diff } from "../operations/diff.js";
import { type MergeResult, merge } from "../operations/merge.js";
import { preview } from "../operations/preview.js";
import { diffInto, type Edit, inverse } from "./edits.js";
import { FieldCache } from "./fields.js";
import { History } from "./history.js";
import { initialValue } from "./identity.js";
import { Listeners } from "./listeners.js";
import { assignServerIds, type DraftEdits, type DraftRebaseResult, rebaseDraft, withoutUnsupported } from "./rebase.js";
import { SaveQueue } from "./save.js";
import { isTouched, moveTouched } from "./touched.js";
import { Tree } from "./tree.js";
import type { DraftConnection, DraftField, DraftOptions, DraftSnapshot } from "./types.js";
import { DEFAULT_OPTIONS, DraftValidator, ignoreReadOnly } from "./validator.js";
import { isEqual, parseClamped, replaceEqualDeep } from "./values.js";

/** Results for one version of a draft, computed when first read. */
interface Cache {
  version: number;
  diff?: DiffResult;
  merge?: MergeResult;
  snapshot?: DraftSnapshot;
  /** The previous indices of the items of each list. */
  indices?: Map<unknown, number[]>;
}

/** The state of a draft when a save began, and the edits since. */
interface SaveSnapshot {
  /** The value that was sent, and the one that it was edited from. */
  sent: DraftConnection;
  before: unknown;
  /** The edits in `sent` that the request could not make. */
  unsupported: UnsupportedEdit[];
  edits: Edit[];
}

const NO_ISSUES: Issue[] = [];

/** Codes of input that is not JSON, or exceeds the limits. */
const UNREADABLE = new Set<IssueCode>(["invalid-json", "invalid-utf8", "too-large", "too-deep", "internal"]);

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
export class ConnectionDraft {
  readonly #options: ModuleOptions;
  readonly #common: CommonOptions;
  readonly #validator: DraftValidator;
  readonly #history: History;
  readonly #fields = new FieldCache();
  readonly #listeners = new Listeners();
  readonly #saves = new SaveQueue();
  /** The touched paths; `undefined` if issues are shown everywhere. */
  #touched: Path[] | undefined;
  /** The connection that the edits are made on: its JSON, its value, and the JSON of its value. */
  #source: string | Uint8Array;
  #base: unknown;
  #baseJson: string | undefined;
  /** The value under edit; `undefined` until it is first read. */
  #parsed: Tree | undefined;
  #version = 0;
  readonly #versionOf = () => this.#version;
  readonly #rootOf = () => this.#tree.current;
  /** The edits since the running save began; `undefined` if none is running. */
  #editsDuringSave: Edit[] | undefined;
  #cache: Cache = { version: 0 };
  #shown: { all: Issue[]; issues: Issue[] } | undefined;
  #isDisposed = false;

  /**
   * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
   * @throws {TypeError} if `current` cannot be read as JSON, or an option is unknown or has a wrong type
   */
  constructor(current: Connection | string | Uint8Array, options: DraftOptions = {}) {
    assertKnownKeys(options, ["touchedOnly", "historyLimit", ...COMMON_OPTION_NAMES], "options");
    const { touchedOnly = false, historyLimit = 1_000, ...common } = options;
    if (typeof touchedOnly !== "boolean") throw new TypeError("options.touchedOnly: expected a boolean");
    if (!Number.isInteger(historyLimit) || historyLimit < 0) {
      throw new TypeError("options.historyLimit: expected a whole number");
    }
    this.#touched = touchedOnly ? [] : undefined;
    this.#history = new History(historyLimit);
    this.#common = typeof common.rules === "object" ? { ...common, rules: { ...common.rules } } : common;
    this.#options = Object.keys(common).length === 0 ? DEFAULT_OPTIONS : ignoreReadOnly(readOptions(common));
    this.#source = readCurrent(current, this.#options);
    this.#validator = new DraftValidator(this.#options);
    const unreadable = this.#validator
      .reset(this.#source)
      .find(({ code, path }) => UNREADABLE.has(code) || (path.length === 0 && code !== "more-issues"));
    if (unreadable !== undefined) throw new TypeError(`current: it cannot be read: ${unreadable.message}`);
  }

  /** The edited connection. */
  get value(): DraftConnection {
    return this.#tree.root as DraftConnection;
  }

  /** The stored connection that the edits are made on. */
  get current(): Connection {
    // Parses the connection if it was not read yet.
    void this.#tree;
    return this.#base as Connection;
  }

  /** Returns the value at a path; `undefined` if there is none. */
  get(path: PathLike): unknown {
    return this.#tree.get(parsePath(path));
  }

  /**
   * Sets the value at a path; `undefined` deletes it. An object that is passed must not be changed afterwards.
   *
   * @throws {TypeError} if there is no object or list around the path
   */
  set(path: PathLike, value: unknown): void {
    const at = parsePath(path);
    const tree = this.#tree;
    const parent = valueAt(tree.current, at, at.length - 1);
    const key = at[at.length - 1];
    const before = key === undefined ? tree.current : getOwn(parent, key);
    if (before === value) return;
    if (Array.isArray(parent)) {
      if (value === undefined) return this.remove(at);
      if (key === parent.length) return this.insert(at.slice(0, -1), value);
    }
    const edit: Edit = { kind: "set", path: at, before, after: value };
    if (value === undefined && key !== undefined) edit.keys = Object.keys(parent as object);
    this.#make(edit);
    if (this.#history.recordTyping(edit)) this.#touch(at);
    this.#changed();
  }

  /**
   * Inserts an item into a list; it must not be changed afterwards. Creates the list if it is absent.
   *
   * @param at index of the new item. Defaults to the end of the list.
   * @throws {TypeError} if there is no list at the path, or no such index
   */
  insert(list: PathLike, item: unknown, at?: number): void {
    const path = parsePath(list);
    const items = valueAt(this.#tree.current, path);
    if ((items === undefined || items === null) && !at) return this.set(path, [item]);
    const index = at ?? (Array.isArray(items) ? items.length : 0);
    this.#makeAll([{ kind: "splice", path, at: index, removed: [], added: [item] }]);
  }

  /**
   * Removes the item at a path from its list.
   *
   * @throws {TypeError} if there is no item at the path
   */
  remove(item: PathLike): void {
    const path = parsePath(item);
    const at = path.at(-1);
    if (typeof at !== "number") throw new TypeError("path: expected the path of an item");
    const removed = valueAt(this.#tree.current, path);
    this.#makeAll([{ kind: "splice", path: path.slice(0, -1), at, removed: [removed], added: [] }]);
  }

  /**
   * Moves an item of a list from one index to another.
   *
   * @throws {TypeError} if there is no list at the path, or no such index
   */
  move(list: PathLike, from: number, to: number): void {
    const path = parsePath(list);
    const item = valueAt(this.#tree.current, [...path, from]);
    if (from === to) return;
    this.#makeAll([
      { kind: "splice", path, at: from, removed: [item], added: [] },
      { kind: "splice", path, at: to, removed: [], added: [item] },
    ]);
  }

  /**
   * Replaces the whole value. Parts that are `===` to those before are not compared, which suits callers with immutable
   * objects. The new value must not be changed afterwards.
   */
  replace(next: DraftConnection): void {
    const tree = this.#tree;
    const before = tree.current;
    if (before === next) return;
    const edits: Edit[] = [];
    const isInOrder = diffInto([], before, next, edits);
    const edit = edits[0];
    if (edit === undefined) return;
    if (!isInOrder) this.#validator.onReorder();
    if (edits.length > 1 || edit.kind !== "set") {
      // Keeps `next` itself as the value, so that the next call finds its parts by identity.
      this.#makeAll(edits, { root: next });
      return;
    }
    tree.root = next;
    this.#onEdit(edit, next);
    if (this.#history.recordTyping(edit)) this.#touch(edit.path);
    this.#changed();
  }

  /** Restores the value in `current`. `path` defaults to the whole connection. */
  reset(path: PathLike = []): void {
    const at = parsePath(path);
    const tree = this.#tree;
    const [before, after] = [valueAt(tree.current, at), this.#initialValue(at)];
    if (before === after) return;
    // Removes an item that is not in `current`.
    if (after === undefined && Array.isArray(valueAt(tree.current, at, at.length - 1))) this.remove(at);
    else this.#makeAll([{ kind: "set", path: at, before, after }], { isReset: true });
  }

  /** True if a save is running or waiting for another. */
  get isSaving(): boolean {
    return this.#saves.isBusy;
  }

  /** True if there is an edit to undo. */
  get canUndo(): boolean {
    return this.#history.canUndo;
  }

  /** True if there is an edit to redo. */
  get canRedo(): boolean {
    return this.#history.canRedo;
  }

  /** Undoes the last edit; consecutive edits of one text are one edit. Returns true if there was one. */
  undo(): boolean {
    this.#assertUsable();
    return this.#makeAgain(this.#history.undo());
  }

  /** Makes the last undone edit again. Returns true if there was one. */
  redo(): boolean {
    this.#assertUsable();
    return this.#makeAgain(this.#history.redo());
  }

  /** Ends the current edit of a text, so that the next one is undone separately. Call it when a field loses the focus. */
  checkpoint(): void {
    this.#assertUsable();
    this.#history.checkpoint();
  }

  /**
   * Every issue of the value, in the order of the document; the same array until an issue changes. Problems of the edits on the
   * stored connection, such as an id that it does not contain, are issues of `merged()`.
   */
  get issues(): Issue[] {
    this.#assertUsable();
    const all = this.#validator.issues(this.#version, this.#rootOf);
    if (this.#shown?.all !== all) {
      const isShown = (issue: Issue) => this.#isShown(issue);
      this.#shown = { all, issues: all.every(isShown) ? all : all.filter(isShown) };
    }
    return this.#shown.issues;
  }

  #isShown({ code, path }: Issue): boolean {
    // A list that is stored as `null` is not sent.
    if (code === "null-list" && this.#initialValue(path) === null) return false;
    return this.#touched === undefined || isTouched(this.#touched, path);
  }

  /** Returns the issues with exactly this path; with `inside`, also those with a longer path. */
  issuesAt(path: PathLike, { inside = false }: { inside?: boolean } = {}): Issue[] {
    const at = parsePath(path);
    const found = this.issues.filter(
      (issue) => startsWith(issue.path, at) && (inside || issue.path.length === at.length),
    );
    return found.length === 0 ? NO_ISSUES : found;
  }

  /** Marks a path as touched, so that its issues are shown without an edit. `path` defaults to the whole connection. */
  touch(path: PathLike = []): void {
    this.#assertUsable();
    if (this.#touch(parsePath(path))) this.#changed();
  }

  /** True if the value is not the one in `current`. */
  get isDirty(): boolean {
    return this.isDirtyAt([]);
  }

  /** Returns true if the value at a path is not the one in `current`; environments are identified by their ids. */
  isDirtyAt(path: PathLike): boolean {
    const at = parsePath(path);
    return !isEqual(valueAt(this.#tree.current, at), this.#initialValue(at));
  }

  /** The smallest changes from `current` to `value`, for `merge`; `undefined` if a value was edited that cannot change. */
  get changes(): Changes | undefined {
    const result = this.#diff();
    return result.ok ? result.changes : undefined;
  }

  /** The edits that the request cannot make, each with the operation that can. */
  get unsupported(): UnsupportedEdit[] {
    const result = this.#diff();
    return result.ok ? result.unsupported : [];
  }

  /** Returns the body that would be sent, or every issue. */
  merged(): MergeResult {
    const cache = this.#cacheOfVersion();
    if (cache.merge === undefined) {
      const result = this.#diff();
      cache.merge = result.ok ? merge(this.#source, result.bytes, this.#common) : result;
    }
    return cache.merge;
  }

  /** Returns the body that would be sent; `undefined` if there is an error. */
  body(): ConnectionUpdate | undefined {
    const merged = this.merged();
    return merged.ok ? merged.body : undefined;
  }

  /** Returns the body that would be sent as UTF-8 JSON; `undefined` if there is an error. */
  bytes(): Uint8Array<ArrayBuffer> | undefined {
    const merged = this.merged();
    return merged.ok ? merged.bytes : undefined;
  }

  /** The effects of the body that would be sent; none if there is an error. */
  get effects(): Effect[] {
    const merged = this.merged();
    return merged.ok ? merged.effects : [];
  }

  /** Returns the connection as it would be stored; `undefined` if there is an error. */
  preview(): Connection | undefined {
    const merged = this.merged();
    if (!merged.ok) return undefined;
    const previewed = preview(this.#source, merged.bytes, this.#common);
    return previewed.ok ? previewed.connection : undefined;
  }

  /**
   * Rebases the edits onto the connection as it is stored now. If both sides changed the same value, the draft has the latest
   * one until the conflict is resolved. Earlier edits can no longer be undone.
   *
   * @throws {TypeError} if `latest` cannot be read as JSON
   */
  rebase(latest: Connection | string | Uint8Array): DraftRebaseResult {
    const source = readCurrent(latest, this.#options);
    return this.#rebase(source, { json: this.#source, base: this.#base, before: this.value, mine: this.#diff() });
  }

  /**
   * Saves the edits as the `save` of a client does. Afterwards the draft is based on the stored connection, and contains the
   * edits that were made during the save and those that the request does not support. A save that is called during another
   * starts after it.
   */
  async save(client: ConnectClient, options?: SaveOptions): Promise<SaveResult> {
    return this.#saves.run(() => this.#save(client, options), options?.signal);
  }

  async #save(client: ConnectClient, options: SaveOptions | undefined): Promise<SaveResult> {
    const { id, organisationId } = this.current;
    const [sent, before, changes, merged] = [this.value, this.#base, this.#diff(), this.merged()];
    if (!changes.ok || !merged.ok) {
      const { issues } = changes.ok ? merged : changes;
      const message = summarizeErrors(issues);
      return { ok: false, error: new ConnectError({ kind: "invalid", message, issues, maybeApplied: false }) };
    }
    const target: Target = { organisationId, connectionId: id };
    const edits: Edit[] = [];
    this.#editsDuringSave = edits;
    try {
      const saved = await client.save(target, { base: this.#source, changes: changes.bytes }, options);
      if (saved.ok && !this.#isDisposed) {
        this.#continueFrom(saved.bytes, { sent, before, unsupported: changes.unsupported, edits });
      }
      return saved;
    } finally {
      this.#editsDuringSave = undefined;
    }
  }

  /** Calls `listener` after every edit; returns a function that ends the subscription. */
  subscribe = (listener: () => void): (() => void) => {
    this.#assertUsable();
    if (typeof listener !== "function") throw new TypeError("listener: expected a function");
    return this.#listeners.add(listener);
  };

  /** Returns the state of the draft; the same object until something changes. */
  getSnapshot = (): DraftSnapshot => {
    const cache = this.#cacheOfVersion();
    cache.snapshot ??= {
      value: this.value,
      issues: this.issues,
      isDirty: this.isDirty,
      canUndo: this.canUndo,
      canRedo: this.canRedo,
    };
    return cache.snapshot;
  };

  /** Returns the state of one field; the same object until its value, its issues or `isDirty` change. */
  field(path: PathLike): DraftField {
    const at = parsePath(path);
    return this.#fields.get(typeof path === "string" ? path : JSON.stringify(path), this.#version, () => ({
      value: this.get(at),
      issues: this.issuesAt(at),
      isDirty: this.isDirtyAt(at),
    }));
  }

  /** Ends the draft and releases its memory. Every later call throws, except this one. */
  dispose(): void {
    this.#isDisposed = true;
    this.#listeners.clear();
    this.#fields.clear();
    this.#validator.reset("");
    this.#history.clear();
    this.#parsed = undefined;
    this.#base = undefined;
    this.#baseJson = undefined;
    this.#source = "";
    this.#shown = undefined;
    this.#cache = { version: -1 };
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new Error("this draft was disposed: open another one");
  }

  /** The value under edit, parsed when first read. */
  get #tree(): Tree {
    this.#assertUsable();
    if (this.#parsed === undefined) {
      this.#base = parseClamped(this.#source);
      this.#parsed = new Tree(this.#base);
    }
    return this.#parsed;
  }

  /** Makes edits that are undone as one. `root`, if given, is the value that they lead to. */
  #makeAll(edits: Edit[], { root, isReset = false }: { root?: DraftConnection; isReset?: boolean } = {}): void {
    edits.forEach((edit, index) => {
      try {
        this.#make(edit);
      } catch (error) {
        for (const made of edits.slice(0, index).reverse()) this.#make(inverse(made));
        throw error;
      }
    });
    if (root !== undefined) this.#tree.root = root;
    this.#history.record(edits);
    for (const { kind, path } of edits) if (kind === "set" && !isReset) this.#touch(path);
    this.#changed();
  }

  /** Makes edits from the history; returns true if there are any. */
  #makeAgain(edits: Edit[] | undefined): boolean {
    if (edits === undefined) return false;
    for (const edit of edits) this.#make(edit);
    this.#changed();
    return true;
  }

  #make(edit: Edit): void {
    const tree = this.#tree;
    if (edit.kind === "set") {
      tree.set(edit.path, edit.after, edit.keys);
      if (edit.keys !== undefined) this.#validator.onReorder();
    } else {
      tree.splice(edit.path, edit.at, edit.removed.length, edit.added);
      if (this.#touched !== undefined) this.#touched = moveTouched(this.#touched, edit);
    }
    this.#onEdit(edit, tree.current);
  }

  #onEdit(edit: Edit, root: unknown): void {
    this.#editsDuringSave?.push(edit);
    this.#validator.onEdit(edit, root);
  }

  /** Marks a path as touched; returns true if its issues were hidden until now. */
  #touch(path: Path): boolean {
    if (this.#touched === undefined || isTouched(this.#touched, path)) return false;
    this.#touched.push([...path]);
    this.#shown = undefined;
    return true;
  }

  #changed(): void {
    this.#version += 1;
    this.#listeners.notify(this.#versionOf);
  }

  #cacheOfVersion(): Cache {
    this.#assertUsable();
    if (this.#cache.version !== this.#version) this.#cache = { version: this.#version };
    return this.#cache;
  }

  /** Compares the value with the base as JavaScript reads it, in which a number has lost the same digits as in the value. */
  #diff(): DiffResult {
    const cache = this.#cacheOfVersion();
    if (cache.diff === undefined) {
      const tree = this.#tree;
      this.#baseJson ??= JSON.stringify(this.#base);
      cache.diff = diff(this.#baseJson, tree.current as object, this.#common);
    }
    return cache.diff;
  }

  /** Returns the value in `current` of what is at a path now; `undefined` for new items and everything in them. */
  #initialValue(path: Path): unknown {
    const now = this.#tree.current;
    const cache = this.#cacheOfVersion();
    cache.indices ??= new Map();
    return initialValue(path, now, this.#base, cache.indices);
  }

  /** Bases the draft on the connection that a save returned, with the edits that were not part of the save. */
  #continueFrom(latest: Uint8Array, { sent, before, unsupported, edits }: SaveSnapshot): void {
    const now = this.#tree.current;
    if (now === sent && unsupported.length === 0) return this.#restart(latest, new Tree(parseClamped(latest)));
    const [known, edited] = assignServerIds(sent, now, parseClamped(latest), edits);
    const base = withoutUnsupported(known, unsupported, before);
    const json = JSON.stringify(base);
    const mine = diff(json, edited as object, this.#common);
    const rebased = this.#rebase(latest, { json, base, before: edited, mine });
    // Edits since the save began win over the values that were sent and returned.
    if (rebased.ok) for (const conflict of rebased.conflicts) conflict.resolve("mine");
    else this.#restart(latest, new Tree(now));
  }

  #rebase(latest: string | Uint8Array, edits: DraftEdits): DraftRebaseResult {
    const rebased = rebaseDraft(latest, edits, this, this.#common);
    if (!rebased.ok) return rebased;
    const { tree, ...result } = rebased;
    this.#restart(latest, tree);
    return result;
  }

  /** Starts again from a stored connection, with the value that it is edited to. */
  #restart(source: string | Uint8Array, tree: Tree): void {
    this.#source = copyIfBytes(source);
    this.#base = parseClamped(source);
    this.#baseJson = undefined;
    // Equal parts become the same object, so that they are not compared again.
    tree.root = replaceEqualDeep(tree.root, this.#base);
    this.#parsed = tree;
    this.#history.clear();
    this.#validator.reset(source, tree.current);
    this.#changed();
  }
}

function readCurrent(current: unknown, options: ModuleOptions): string | Uint8Array {
  const { json, findings } = readStoredConnection(current, options);
  if (json === undefined || findings.length > 0) throw new TypeError("current: it cannot be read as JSON without loss");
  return copyIfBytes(json);
}
