/// <reference lib="esnext.disposable" preserve="true" />

/** Edits a stored connection, and computes the issues, the changes and the request body after each edit. */

import type { Target } from "../client/arguments.js";
import type { ConnectClient } from "../client/client.js";
import { ConnectError, copyErrorInit, writeError } from "../client/errors.js";
import { summarizeErrors } from "../client/exchange.js";
import type { SaveOptions } from "../client/save.js";
import type { Changes, Connection, Issue, IssueCode, Path, UnsupportedEdit } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { copyIfBytes, parseJson, readStoredConnection } from "../core/input.js";
import { insertIssues, limitIssues } from "../core/issues.js";
import { type Messages, readMessages, writeIssue, writeIssues } from "../core/messages.js";
import {
  assertKnownKeys,
  COMMON_OPTION_NAMES,
  type CommonOptions,
  type ModuleOptions,
  readOptions,
} from "../core/options.js";
import {
  getOwn,
  type PathLike,
  parentAt,
  parsePath,
  resolvePath,
  startsWith,
  UNRESOLVED,
  valueAt,
} from "../core/path.js";
import { moveIssue } from "../core/place.js";
import { defineInspect, markRaw } from "../core/raw.js";
import type { Effect } from "../core/values.js";
import { applyChanges, findDrift } from "../operations/call.js";
import { type DiffResult, diffDraft } from "../operations/diff.js";
import { type PlanResult, plan } from "../operations/plan.js";
import { findDifference } from "./difference.js";
import { EditIssues } from "./edit-issues.js";
import { createSetEdit, type Edit, EditCollector, invertEdit } from "./edits.js";
import { environmentsOf } from "./environments.js";
import { FieldCache } from "./fields.js";
import { History } from "./history.js";
import {
  areSameKeys,
  fromKeyPath,
  type ItemKeys,
  type KeyPath,
  KeySource,
  type Keys,
  keyAt,
  keysAt,
  readItemKeys,
  type StoredKeys,
  toKeyPath,
} from "./identity.js";
import { ItemFinder } from "./item-finder.js";
import { KeyLists } from "./key-lists.js";
import { Listeners } from "./listeners.js";
import { canBeSame } from "./match.js";
import { undoOverruled } from "./overruled.js";
import { locatePlan, PlaceFinder } from "./places.js";
import { type DraftEdits, type Editable, rebaseDraft } from "./rebase.js";
import { findKeyed, itemOf, type Keyed, memberOf, rekey, rekeyRebased } from "./rekey.js";
import { EditableState, translateEntries } from "./replay.js";
import { type DraftSaveError, type DraftSaveResult, SaveQueue } from "./save.js";
import { type EndedSave, type SaveSnapshot, settleSave } from "./settle.js";
import { TouchedPaths } from "./touched.js";
import { Tree } from "./tree.js";
import type { CheckedPath, PathItem, PathValue } from "./typed-path.js";
import type {
  DraftConflict,
  DraftConnection,
  DraftField,
  DraftOptions,
  DraftRebaseResult,
  DraftSnapshot,
} from "./types.js";
import { DEFAULT_OPTIONS, DraftValidator, ignoreReadOnly } from "./validator.js";
import { getReadable, isEqual, isObject, parseClamped, replaceEqualDeep } from "./values.js";

/** Results for one version of a draft. Each result is computed when it is first read. */
interface VersionCache {
  version: number;
  isDirty?: boolean;
  conflicts?: DraftConflict[];
  diff?: DiffResult;
  plan?: PlanResult;
  snapshots?: { saving?: DraftSnapshot; idle?: DraftSnapshot };
}

/** The values that the shown issues of a draft depend on. */
interface ShownSource {
  /** The issues of the value. */
  all: Issue[];
  /** The issues of the edits. */
  edits: Issue[];
  /** True if a save would overwrite the variables of environments. */
  overwrites: boolean;
  /** The keys in the value, with `touchedOnly`. */
  keys: Keys;
  /** The number of touched values, with `touchedOnly`. */
  touched: number | undefined;
}

type DiffSuccess = Extract<DiffResult, { ok: true }>;

const NO_ISSUES: Issue[] = [];

/** Codes of issues that prevent reading a value: invalid JSON, an exceeded limit, or a failure of the validator. */
const UNREADABLE_CODES = new Set<IssueCode>([
  "invalid-json",
  "invalid-utf8",
  "too-large",
  "too-deep",
  "out-of-memory",
  "internal",
]);

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
export class ConnectionDraft {
  readonly #options: ModuleOptions;
  /** The options of operations whose results the draft moves to other paths, before it writes the messages. */
  readonly #common: CommonOptions;
  /** The options of operations whose paths stay as they are, with the messages of the caller. */
  readonly #writtenOptions: CommonOptions;
  /** The messages of the caller. */
  readonly #messages: Messages | undefined;
  /** The issues with the messages of the caller, by the issue with its English message. */
  readonly #written = new WeakMap<Issue, Issue>();
  readonly #validator: DraftValidator;
  readonly #editIssues: EditIssues;
  readonly #history: History;
  readonly #fields = new FieldCache();
  readonly #listeners = new Listeners();
  readonly #saves = new SaveQueue();
  /** The paths that were edited or touched. */
  readonly #touched = new TouchedPaths();
  /** The conflicts that are not resolved. */
  readonly #conflicts = new Set<DraftConflict>();
  /** True if `issues` omits the issues of other paths. */
  readonly #touchedOnly: boolean;
  /** The stored connection, as JSON. */
  #source: string | Uint8Array;
  /** The parsed stored connection; `undefined` until it is first read. */
  #base: unknown;
  /** The JSON of `#base`, cached for `#diff`. Its large numbers are rounded in the same way as in the edited value. */
  #baseJson: string | undefined;
  /** The keys in `#base`. */
  #baseKeys: Keys;
  /** The edited value and its keys; `undefined` until it is first read. */
  #parsed: EditableState | undefined;
  readonly #storedIds = new ItemFinder("id");
  readonly #keySource = new KeySource((item) => this.#findStoredKeys(item));
  readonly #keyLists = new KeyLists();
  #version = 0;
  readonly #getVersion = () => this.#version;
  readonly #getRoot = () => this.#tree.current;
  readonly #getState = () => this.#state;
  readonly #getStored = () => this.current;
  #cache: VersionCache = { version: 0 };
  /** The issues that are shown (`issues`), and what they were found from. */
  #shown: (ShownSource & { issues: Issue[] }) | undefined;
  #isDisposed = false;

  /**
   * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
   * @throws {TypeError} if `current` cannot be read as JSON, or if an option is unknown or has a wrong type
   */
  constructor(current: Immutable<Connection> | string | Uint8Array, options: DraftOptions = {}) {
    markRaw(ConnectionDraft);
    defineInspect(ConnectionDraft, (draft) => draft.#describe());
    assertKnownKeys(options, ["touchedOnly", "historyLimit", ...COMMON_OPTION_NAMES], "options");
    const { touchedOnly = false, historyLimit = 1_000, messages, ...common } = options;
    if (typeof touchedOnly !== "boolean") throw new TypeError("options.touchedOnly: expected a boolean");
    if (!Number.isInteger(historyLimit) || historyLimit < 0) {
      throw new TypeError("options.historyLimit: expected a whole number");
    }
    this.#touchedOnly = touchedOnly;
    this.#history = new History(historyLimit);
    this.#common = typeof common.rules === "object" ? { ...common, rules: { ...common.rules } } : common;
    this.#options = Object.keys(common).length === 0 ? DEFAULT_OPTIONS : ignoreReadOnly(readOptions(common));
    this.#messages = messages === undefined ? undefined : readMessages(messages);
    this.#writtenOptions = { ...this.#common, ...(this.#messages && { messages: this.#messages }) };
    this.#source = readCurrent(current, this.#options);
    this.#validator = new DraftValidator(this.#options);
    this.#editIssues = new EditIssues(this.#options, this.#common, () => this.#stored);
    const problem = this.#validator
      .reset(this.#source, this.#getStored)
      .find(({ code, path }) => UNREADABLE_CODES.has(code) || (path.length === 0 && code !== "more-issues"));
    if (problem !== undefined) throw new TypeError(`current: it cannot be read: ${problem.message}`);
  }

  /** The edited connection. */
  get value(): Immutable<DraftConnection> {
    return this.#tree.root as Immutable<DraftConnection>;
  }

  /** The stored connection that the edits are based on. */
  get current(): Connection {
    // Parses the connection if it was not parsed yet.
    void this.#tree;
    return this.#base as Connection;
  }

  /** Parses a path into the value. */
  #resolve(path: PathLike): Path {
    return resolvePath(parsePath(path), this.#tree.current);
  }

  /** Returns the value at a path; `undefined` if there is none. */
  get<const P extends PathLike>(path: P & CheckedPath<P>): PathValue<P> {
    return this.#tree.get(this.#resolve(path)) as PathValue<P>;
  }

  /**
   * Sets the value at a path. If `value` is `undefined`, deletes the member or the list item. Setting the index after the last
   * item appends an item. Do not change an object after you pass it.
   *
   * A path that is written as a literal is checked, and the value must have the type of the path. A path of type `string` or `Path`
   * is not checked.
   *
   * @throws {TypeError} if the parent of the value is not an object or a list, or if the list has no such index
   */
  set<const P extends PathLike>(path: P & CheckedPath<P>, value: PathValue<P> | undefined): void {
    this.#set(path, value);
  }

  #set(path: PathLike, value: unknown): void {
    const tree = this.#tree;
    let target = parsePath(path);
    let parent = parentAt(tree.current, target);
    if (parent === UNRESOLVED) {
      target = resolvePath(target, tree.current);
      parent = valueAt(tree.current, target, target.length - 1);
    }
    const key = target[target.length - 1];
    const before = key === undefined ? tree.current : getOwn(parent, key);
    if (before === value) return;
    if (Array.isArray(parent)) {
      if (value === undefined) return this.remove(target);
      if (key === parent.length) return this.#insertAt(target.slice(0, -1), value);
      if (isObject(before) && !canBeSame(value, before)) return this.#replaceItem(target, before, value);
    }
    const edit: Edit =
      isObject(before) || isObject(value)
        ? createSetEdit(target, before, value, keysAt(target, this.#keys), this.#keySource)
        : { kind: "set", path: target, before, after: value };
    if (value === undefined && key !== undefined) edit.names = Object.keys(parent as object);
    this.#apply(edit);
    if (this.#history.recordSet(edit)) this.#touch(target);
    this.#notifyChange();
  }

  /** Replaces an item of a list with another item, which has another id. */
  #replaceItem(path: Path, before: unknown, after: unknown): void {
    const [list, at] = [path.slice(0, -1), path.at(-1) as number];
    const removedKeys = readItemKeys(this.#keys, list, at, 1);
    const addedKeys = [this.#createKeys(list, after, at)];
    const edit: Edit = { kind: "splice", path: list, at, removed: [before], added: [after], removedKeys, addedKeys };
    this.#applyAll([edit], { touched: [path] });
  }

  /**
   * Inserts an item into a list. Creates the list if it is absent or `null`. Do not change the item after you pass it.
   *
   * @param at index of the new item. Defaults to the end of the list.
   * @throws {TypeError} if there is no list at the path, or if the index is outside the list
   */
  insert<const P extends PathLike>(list: P & CheckedPath<P>, item: PathItem<P>, at?: number): void {
    this.#insertAt(list, item, at);
  }

  #insertAt(list: PathLike, item: unknown, at?: number): void {
    const path = this.#resolve(list);
    const items = valueAt(this.#tree.current, path);
    if ((items === undefined || items === null) && !at) return this.#set(path, [item]);
    this.#insert(path, item, at ?? (Array.isArray(items) ? items.length : 0), this.#createKeys(path, item));
  }

  #insert(path: Path, item: unknown, at: number, key: ItemKeys): void {
    this.#applyAll([{ kind: "splice", path, at, removed: [], added: [item], removedKeys: [], addedKeys: [key] }]);
  }

  /** Creates the keys of an item that is added to the list at a path. `replaced` is the index of an item that it replaces. */
  #createKeys(path: Path, item: unknown, replaced?: number): ItemKeys {
    return this.#keySource.next(item, (key) => this.#hasKey(path, key, replaced));
  }

  /** Returns true if an item of the list at a path, except the item at `replaced`, has the key. */
  #hasKey(path: Path, key: number, replaced?: number): boolean {
    const items = valueAt(this.#tree.current, path);
    const keys = keysAt(path, this.#keys);
    return Array.isArray(items) && items.some((_, at) => at !== replaced && keyAt(keys, at) === key);
  }

  #findStoredKeys(item: unknown): StoredKeys | undefined {
    const index = this.#storedIds.find(environmentsOf(this.#base), getReadable(item, "id"));
    if (index < 0) return undefined;
    const environments = memberOf({ value: this.#base, keys: this.#baseKeys }, "environments");
    const key = keyAt(environments.keys, index);
    return { key, getInside: () => rekey(item, itemOf(environments, key), this.#keySource) };
  }

  /**
   * Removes an item from a list.
   *
   * @param item the path of the item
   * @throws {TypeError} if there is no item at the path
   */
  remove(item: PathLike): void {
    const path = this.#resolve(item);
    const at = path.at(-1);
    if (typeof at !== "number") throw new TypeError("path: expected the path of an item");
    const removed = valueAt(this.#tree.current, path);
    const list = path.slice(0, -1);
    const removedKeys = readItemKeys(this.#keys, list, at, 1);
    this.#applyAll([{ kind: "splice", path: list, at, removed: [removed], added: [], removedKeys, addedKeys: [] }]);
  }

  /**
   * Moves an item of a list from one index to another.
   *
   * @throws {TypeError} if there is no list at the path, or if an index is outside the list
   */
  move(list: PathLike, from: number, to: number): void {
    const path = this.#resolve(list);
    const item = valueAt(this.#tree.current, [...path, from]);
    if (from === to) return;
    const keys = readItemKeys(this.#keys, path, from, 1);
    this.#applyAll([
      { kind: "splice", path, at: from, removed: [item], added: [], removedKeys: keys, addedKeys: [] },
      { kind: "splice", path, at: to, removed: [], added: [item], removedKeys: [], addedKeys: keys },
    ]);
  }

  /**
   * Returns a key for each item of a list, to render the list. An item keeps its key through all edits, undo, rebase and save, and
   * no other item of the list gets it. Returns the same array until the items change. Returns an empty array if there is no list.
   */
  keys(list: PathLike): readonly string[] {
    const path = this.#resolve(list);
    const items = valueAt(this.#tree.current, path);
    return this.#keyLists.get(path, keysAt(path, this.#keys), Array.isArray(items) ? items.length : 0);
  }

  /**
   * Replaces the whole value. Reuse the objects of unchanged parts: a part that is the same object (`===`) as before is
   * skipped. Do not change the new value after you pass it.
   *
   * List items are matched with the items before: the same object, else by id, else by a unique name or content, else by index.
   */
  replace(next: Immutable<DraftConnection>): void {
    const tree = this.#tree;
    const before = tree.current;
    if (before === next) return;
    const collector = new EditCollector(this.#keySource);
    const isInOrder = collector.collect(before, next, this.#keys);
    const { edits } = collector;
    const edit = edits[0];
    if (edit === undefined) return;
    if (!isInOrder) this.#validator.onReorder();
    // The object `next` itself becomes the value. In the next call, unchanged parts are then the same objects (`===`).
    if (edits.length > 1 || edit.kind !== "set" || edit.keys !== undefined)
      return this.#applyAll(edits, { root: next });
    tree.root = next;
    this.#onEdit(edit, this.#state);
    if (this.#history.recordSet(edit)) this.#touch(edit.path);
    this.#notifyChange();
  }

  /** Restores the value that a path has in `current`. `path` defaults to the whole connection. */
  reset(path: PathLike = []): void {
    const target = this.#resolve(path);
    const tree = this.#tree;
    const before = valueAt(tree.current, target);
    const { value: after, keys } = this.#initial(target);
    const keysBefore = keysAt(target, this.#keys);
    if (areSameKeys(keysBefore, keys) && isEqual(before, after)) return;
    const parent = valueAt(tree.current, target, target.length - 1);
    // Removes a list item that is not in `current`.
    if (after === undefined && Array.isArray(parent)) return this.remove(target);
    const edit: Edit = { kind: "set", path: target, before, after, keys: { before: keysBefore, after: keys } };
    this.#applyAll([edit], { touched: [] });
  }

  /** True if a save is running or waiting for another save to end. */
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

  /** Undoes the last edit. Consecutive edits of one string count as one edit. Returns false if there is nothing to undo. */
  undo(): boolean {
    this.#assertUsable();
    return this.#replay(this.#history.undo());
  }

  /** Reapplies the last undone edit. Returns false if there is nothing to redo. */
  redo(): boolean {
    this.#assertUsable();
    return this.#replay(this.#history.redo());
  }

  /** Ends the current edit of a string, so that the next edit is undone separately. Call it when a field loses the focus. */
  checkpoint(): void {
    this.#assertUsable();
    this.#history.checkpoint();
  }

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
  get issues(): Issue[] {
    this.#assertUsable();
    const all = this.#validator.issues(this.#version, this.#getRoot);
    const edits = this.#editIssues.issues(this.#getState);
    const { overwritesVariables: overwrites } = this.#editIssues;
    const [keys, touched] = this.#touchedOnly ? [this.#keys, this.#touched.size] : [];
    const last = this.#shown;
    const isSameValue = last?.all === all && last.edits === edits && last.overwrites === overwrites;
    if (!isSameValue || last.keys !== keys || last.touched !== touched) {
      const isShown = (issue: Issue) => this.#isShown(issue);
      const shown = all.every(isShown) ? all : all.filter(isShown);
      const found = edits.length === 0 ? shown : limitIssues(insertIssues(shown, edits, this.#tree.current));
      const issues = this.#writeIssues(found);
      const isSame = last !== undefined && isEqual(last.issues, issues);
      this.#shown = { all, edits, overwrites, keys, touched, issues: isSame ? last.issues : issues };
      return this.#shown.issues;
    }
    return last.issues;
  }

  /** Returns true if `issues` contains an issue of the value. */
  #isShown({ code, path }: Issue): boolean {
    // The validator expects that the variables of the connection are sent.
    if (code === "overwritten-variables" && !this.#editIssues.overwritesVariables) return false;
    return !this.#touchedOnly || this.#touched.has(path, this.#keys);
  }

  /** Returns the issues with exactly this path. With `inside`, also returns the issues of the parts of the value. */
  issuesAt(path: PathLike, { inside = false }: { inside?: boolean } = {}): Issue[] {
    const target = this.#resolve(path);
    const found = this.issues.filter(
      (issue) => startsWith(issue.path, target) && (inside || issue.path.length === target.length),
    );
    return found.length === 0 ? NO_ISSUES : found;
  }

  /**
   * Marks a path as touched. With `touchedOnly`, `issues` then includes the issues of the path, even without an edit. `path`
   * defaults to the whole connection.
   */
  touch(path: PathLike = []): void {
    this.#assertUsable();
    if (this.#touch(this.#resolve(path))) this.#notifyChange();
  }

  /** Returns true if the value at a path, or a value around it, was edited or touched. The item of a list can have moved since. */
  isTouchedAt(path: PathLike): boolean {
    return this.#touched.has(this.#resolve(path), this.#keys);
  }

  /** True if a save would send something, or leave an edit behind. The order of variables in an environment does not count. */
  get isDirty(): boolean {
    const cache = this.#currentCache();
    cache.isDirty ??= this.#findIsDirty();
    return cache.isDirty;
  }

  #findIsDirty(): boolean {
    const difference = findDifference(this.#tree.current, this.#base);
    // A difference such as another member of a variable is an edit only if `diff` finds one.
    if (difference !== "possible") return difference === "certain";
    const diffed = this.#diff();
    return !diffed.ok || diffed.unsupported.length > 0 || Object.keys(diffed.changes).length > 0;
  }

  /** Returns true if the value at a path differs from the value in `current`, or if its item is new. An item can have moved. */
  isDirtyAt(path: PathLike): boolean {
    const target = this.#resolve(path);
    return findDifference(valueAt(this.#tree.current, target), this.#initial(target).value, target.at(-1)) !== "none";
  }

  /**
   * The smallest changes from `current` to `value`, as `plan` and `save` expect them. They are `undefined` if an edit changes a
   * value that cannot change.
   */
  get changes(): Changes | undefined {
    const result = this.#diff();
    return result.ok ? result.changes : undefined;
  }

  /**
   * The edits that no request makes. Their paths point into `value`. A save does not send them, and the draft stays dirty there.
   */
  get unsupported(): UnsupportedEdit[] {
    const [diffed, planned] = [this.#diff(), this.plan];
    if (!diffed.ok) return [];
    return planned.ok && planned.unsupported.length > 0
      ? [...diffed.unsupported, ...planned.unsupported]
      : diffed.unsupported;
  }

  /**
   * The requests that `save` would send if no one else changes the connection, or every issue if there is an error. Own values of
   * environments are overwritten, as by default in `save`. All paths point into `value`. The plan is computed when it is first
   * read after an edit.
   */
  get plan(): PlanResult {
    const cache = this.#currentCache();
    if (cache.plan === undefined) {
      const diffed = this.#diff();
      cache.plan = diffed.ok
        ? locatePlan(plan(this.#source, diffed.bytes, this.#common), diffed.changes, this.#tree.current, this.#messages)
        : diffed;
    }
    return cache.plan;
  }

  /** The effects of all requests of `plan`; empty if there is an error. Their paths point into `value`. */
  get effects(): Effect[] {
    const planned = this.plan;
    return planned.ok ? planned.effects : [];
  }

  /**
   * Rebases the edits onto a newer stored connection. If both sides changed the same value, the draft contains the latest value
   * until you resolve the conflict. Clears the undo history.
   *
   * @param latest the connection as it is stored now
   * @throws {TypeError} if `latest` cannot be read as JSON
   */
  rebase(latest: Immutable<Connection> | string | Uint8Array): DraftRebaseResult {
    const source = readCurrent(latest, this.#options);
    const edits = { base: this.#stored, baseJson: this.#source, edited: this.#edited, diffed: this.#diff() };
    const getStored = () => {
      const value = parseClamped(source);
      return { value, keys: rekey(value, edits.base, this.#keySource) };
    };
    return this.#rebase(source, getStored, edits, source);
  }

  /**
   * The conflicts of the last rebase or save that are not resolved yet. Another rebase replaces them, and a successful save removes
   * them. Returns the same array until something changes.
   */
  get conflicts(): DraftConflict[] {
    const cache = this.#currentCache();
    cache.conflicts ??= [...this.#conflicts];
    return cache.conflicts;
  }

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
  async save(client: ConnectClient, options?: SaveOptions): Promise<DraftSaveResult> {
    const wasSaving = this.isSaving;
    const saving = this.#saves.run(() => this.#save(client, options), options?.signal);
    if (!wasSaving) this.#notifySaving();
    try {
      return await saving;
    } finally {
      if (!this.isSaving) this.#notifySaving();
    }
  }

  async #save(client: ConnectClient, options: SaveOptions | undefined): Promise<DraftSaveResult> {
    const { id, organisationId } = this.current;
    const [diffed, planned] = [this.#diff(), this.plan];
    const unknown = this.issues.filter(({ code }) => code === "unknown-outcome");
    if (!diffed.ok || !planned.ok || unknown.length > 0) {
      const failed = [diffed, planned].find((result) => !result.ok);
      const issues = failed === undefined ? unknown : failed.issues;
      const message = summarizeErrors(issues);
      const error = new ConnectError({ kind: "invalid", message, issues, maybeApplied: false });
      return { ok: false, error: writeError(error, this.#messages) as DraftSaveError };
    }
    const unsupported = this.unsupported;
    const target: Target = { organisationId, connectionId: id };
    const snapshot = { sent: this.#edited, base: this.#stored, unsupported };
    this.#history.mark();
    const saved = await client.save(target, { base: this.#source, changes: diffed.bytes }, options);
    if (this.#isDisposed) return saved as DraftSaveResult;
    if (!saved.ok) return { ok: false, error: this.#moveAfterFailure(saved.error, diffed, snapshot) };
    const { concurrentChanges } = saved;
    this.#rebaseAfterSave(saved.bytes, undefined, {
      ...snapshot,
      concurrentChanges,
      isDone: true,
      isUpdated: true,
    });
    // After a change by someone else, the names may no longer form a circle.
    const cycle = new Set(saved.unsupported.map(({ environment }) => environment?.id));
    const isLeft = ({ reason, environment }: UnsupportedEdit) => reason !== "name-cycle" || cycle.has(environment?.id);
    return { ...saved, unsupported: unsupported.filter(isLeft) };
  }

  /** Bases the draft on what is stored after a failed save. Returns the error with paths into the value of this draft. */
  #moveAfterFailure(error: ConnectError, diffed: DiffSuccess, snapshot: SaveSnapshot): DraftSaveError {
    const { latest, remaining, done, kind, concurrentChanges = [] } = error;
    let { conflicts } = error;
    let [changes, sent] = [diffed.changes, snapshot.sent];
    const hasChanged = (stored: Uint8Array): boolean =>
      done.length > 0 || (kind !== "conflict" && findDrift(this.#source, stored, false).length > 0);
    if (latest !== undefined && remaining !== undefined && hasChanged(latest)) {
      const isUpdated = done.some(({ step }) => step.operation === "UpdateConnection");
      sent = this.#rebaseAfterSave(remaining.base, remaining.changes, {
        ...snapshot,
        concurrentChanges,
        isDone: false,
        isUpdated,
      });
      changes = parseJson(remaining.changes) as Changes;
    }
    if (latest !== undefined && kind === "conflict") {
      const rebased = this.rebase(latest);
      conflicts = rebased.ok ? rebased.conflicts : conflicts;
    }
    const finder = new PlaceFinder(changes, sent.value);
    const issues = error.issues.map((issue) =>
      moveIssue(issue, this.#follow(toKeyPath(finder.find(issue.path), sent.keys))),
    );
    const rejected = issues.filter(({ code, path }) => code === "rejected" && path.length > 0);
    if (rejected.length > 0) {
      this.#editIssues.reject(rejected, this.#keys);
      this.#notifyChange();
    }
    writeIssues(issues, this.#messages);
    const moved = new ConnectError({ ...copyErrorInit(error), conflicts, issues });
    return writeError(moved, this.#messages) as DraftSaveError;
  }

  /** Returns issues with the messages of the caller. An issue that has not changed stays the same object. */
  #writeIssues(issues: Issue[]): Issue[] {
    const messages = this.#messages;
    if (messages?.issue === undefined && messages?.field === undefined) return issues;
    return issues.map((issue) => {
      let written = this.#written.get(issue);
      if (written === undefined) {
        written = { ...issue, message: writeIssue(issue, messages) };
        this.#written.set(issue, written);
      }
      return written;
    });
  }

  /** Returns the path of the value at a path of keys. If an item on the path was removed, returns the path of its list. */
  #follow(path: KeyPath): Path {
    const found = fromKeyPath(path, this.#keys);
    return found ?? this.#follow(path.slice(0, -1));
  }

  /** Calls `listener` after every change of the draft. Returns a function that ends the subscription. */
  subscribe = (listener: () => void): (() => void) => {
    this.#assertUsable();
    if (typeof listener !== "function") throw new TypeError("listener: expected a function");
    return this.#listeners.add(listener);
  };

  /** Returns the state of the draft. Returns the same object until something changes. */
  getSnapshot = (): DraftSnapshot => {
    const cache = this.#currentCache();
    const { isSaving } = this;
    const name = isSaving ? "saving" : "idle";
    cache.snapshots ??= {};
    cache.snapshots[name] ??= {
      value: this.value,
      issues: this.issues,
      conflicts: this.conflicts,
      isDirty: this.isDirty,
      canUndo: this.canUndo,
      canRedo: this.canRedo,
      isSaving,
    };
    return cache.snapshots[name];
  };

  /** Returns the state of one field. Returns the same object until one of its members changes. */
  field(path: PathLike): DraftField {
    const target = this.#resolve(path);
    return this.#fields.get(typeof path === "string" ? path : JSON.stringify(path), this.#version, () => ({
      value: this.get(target),
      issues: this.issuesAt(target),
      isDirty: this.isDirtyAt(target),
      isTouched: this.isTouchedAt(target),
    }));
  }

  /** Releases the memory of the draft. Do not use the draft afterwards; only `dispose` can be called again. */
  dispose(): void {
    this.#isDisposed = true;
    this.#listeners.clear();
    this.#fields.clear();
    this.#validator.reset("", () => undefined);
    this.#history.clear();
    this.#conflicts.clear();
    this.#parsed = undefined;
    this.#base = undefined;
    this.#baseKeys = undefined;
    this.#keyLists.clear();
    this.#baseJson = undefined;
    this.#source = "";
    this.#shown = undefined;
    this.#cache = { version: -1 };
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  get [Symbol.toStringTag](): string {
    return "ConnectionDraft";
  }

  /** Describes the draft without values of variables or credentials. */
  #describe(): string {
    if (this.#isDisposed) return "ConnectionDraft { disposed }";
    const { id, name } = this.current;
    const { length } = this.issues;
    return `ConnectionDraft { id: ${JSON.stringify(id)}, name: ${JSON.stringify(name)}, isDirty: ${this.isDirty}, issues: ${length} }`;
  }

  #assertUsable(): void {
    if (this.#isDisposed) throw new Error("this draft was disposed: open another one");
  }

  /** The edited value and its keys. Parses the stored connection on the first read. */
  get #state(): EditableState {
    return this.#parsed ?? this.#parse();
  }

  #parse(): EditableState {
    this.#assertUsable();
    this.#base = parseClamped(this.#source);
    this.#parsed = new EditableState(new Tree(this.#base), undefined);
    return this.#parsed;
  }

  get #tree(): Tree {
    return this.#state.tree;
  }

  get #keys(): Keys {
    return this.#state.keys;
  }

  /** The edited value, which later edits do not change, and its keys. */
  get #edited(): Keyed {
    return { value: this.#tree.root, keys: this.#keys };
  }

  /** The stored connection and its keys. */
  get #stored(): Keyed {
    return { value: this.current, keys: this.#baseKeys };
  }

  /**
   * Applies edits, and records them as one entry of the history.
   *
   * @param options.root the value after the edits, if the caller has it
   * @param options.touched the paths to mark as touched. Defaults to those of the values that are set.
   */
  #applyAll(edits: Edit[], { root, touched }: { root?: Immutable<DraftConnection>; touched?: Path[] } = {}): void {
    edits.forEach((edit, index) => {
      try {
        this.#apply(edit);
      } catch (error) {
        for (const applied of edits.slice(0, index).reverse()) this.#apply(invertEdit(applied));
        throw error;
      }
    });
    if (root !== undefined) this.#tree.root = root;
    this.#history.record(edits);
    for (const path of touched ?? edits.flatMap(({ kind, path }) => (kind === "set" ? [path] : []))) this.#touch(path);
    this.#notifyChange();
  }

  /** Applies edits from the history. Returns false if there are none. */
  #replay(edits: Edit[] | undefined): boolean {
    if (edits === undefined) return false;
    for (const edit of edits) this.#apply(edit);
    this.#notifyChange();
    return true;
  }

  #apply(edit: Edit): void {
    const state = this.#state;
    state.apply(edit);
    if (edit.kind === "set" && edit.names !== undefined) this.#validator.onReorder();
    this.#onEdit(edit, state);
  }

  #onEdit(edit: Edit, state: EditableState): void {
    this.#validator.onEdit(edit, state.tree.current);
    this.#editIssues.onEdit(edit, state);
  }

  /** Marks a path as touched; returns false if it was touched before. */
  #touch(path: Path): boolean {
    return this.#touched.add(path, this.#keys);
  }

  #notifyChange(): void {
    this.#version += 1;
    this.#listeners.notify(this.#getVersion);
  }

  /** Notifies the listeners that `isSaving` has changed. */
  #notifySaving(): void {
    this.#listeners.notify(this.#getVersion);
  }

  #currentCache(): VersionCache {
    this.#assertUsable();
    if (this.#cache.version !== this.#version) this.#cache = { version: this.#version };
    return this.#cache;
  }

  /** Compares the value with `#baseJson`. Large numbers are rounded in the same way in both, so unedited numbers are equal. */
  #diff(): DiffResult {
    const cache = this.#currentCache();
    if (cache.diff === undefined) {
      const tree = this.#tree;
      this.#baseJson ??= JSON.stringify(this.#base);
      cache.diff = diffDraft(this.#baseJson, tree.current as object, this.#writtenOptions);
    }
    return cache.diff;
  }

  /**
   * Returns the stored value of the part that is now at `path`, and the keys in it. The value is `undefined` for a new item and for
   * the values in it.
   */
  #initial(path: Path): Keyed {
    return findKeyed(toKeyPath(path, this.#keys), this.#stored);
  }

  /**
   * Bases the draft on a stored connection after a save, and reapplies the edits that were not part of the save. If that fails,
   * bases it on the connection that was sent. With the new connection as its base, it would undo the changes of others.
   *
   * @param stored the connection that is stored now
   * @param remaining the changes that the save did not make
   * @returns the connection that was sent, with the ids that the platform assigned
   */
  #rebaseAfterSave(stored: string | Uint8Array, remaining: string | Uint8Array | undefined, save: EndedSave): Keyed {
    const edit = (base: string | Uint8Array) => (remaining === undefined ? base : applyChanges(base, remaining));
    const before = this.#edited;
    const entries = this.#history.entriesSinceMark();
    const { target, adoption, sent, now, saved, unknown, created } = settleSave(before, stored, save, this.#keySource);
    if (before.value === save.sent.value && save.unsupported.length === 0 && unknown.length === 0) {
      const root = replaceEqualDeep(parseClamped(edit(stored)), target.value);
      const keys = rekeyRebased(root, target, now, this.#keySource);
      this.#restart(stored, target, new EditableState(new Tree(root), keys));
      return sent;
    }
    this.#editIssues.addUnknown(unknown);
    // The draft reapplies the edits that the save did not make.
    const savedJson = JSON.stringify(saved.value);
    const diffed = diffDraft(savedJson, now.value as object, this.#common);
    const edits = { base: saved, baseJson: savedJson, edited: now, diffed };
    // The next save compares the edits with the changes by others. They are in conflict there, as if they were made before.
    const { concurrentChanges, isDone } = save;
    const base = isDone
      ? undefined
      : undoOverruled(edit(stored), target, edits, concurrentChanges, this.#keySource, this.#common);
    const baseJson = base === undefined ? stored : JSON.stringify(base.value);
    const rebased = this.#rebase(edit(baseJson), () => base ?? target, edits, baseJson);
    const isLater = isDone && (rebased.ok ? rebased.conflicts.length > 0 && concurrentChanges.length > 0 : true);
    if (isLater) this.#restart(savedJson, saved, new EditableState(new Tree(now.value), now.keys));
    else if (rebased.ok) {
      // Edits that were made during the save replace the values that the save returned.
      for (const conflict of rebased.conflicts) conflict.resolve("mine");
    } else {
      // An edit cannot be sent, and some requests are left. Nothing is created again.
      this.#editIssues.addUnknown(created);
      this.#notifyChange();
      return save.sent;
    }
    this.#history.reset(translateEntries(entries, before, this.#edited, adoption));
    return sent;
  }

  /**
   * Rebases edits onto the latest connection.
   *
   * @param getStored returns the connection that the draft is based on afterwards
   * @param storedJson the JSON of this connection
   */
  #rebase(
    latest: string | Uint8Array,
    getStored: () => Keyed,
    edits: DraftEdits,
    storedJson: string | Uint8Array,
  ): DraftRebaseResult {
    const [getState, getVersion] = [this.#getState, this.#getVersion];
    const editable: Editable = {
      get current() {
        return getState().tree.current;
      },
      get keys() {
        return getState().keys;
      },
      get version() {
        return getVersion();
      },
      set: (path, value) => this.#set(path, value),
      insert: (list, item, at, keys) => this.#insertWithKeys(this.#resolve(list), item, at, keys),
      remove: (item) => this.remove(item),
      settle: (conflict) => {
        if (this.#conflicts.delete(conflict)) this.#notifyChange();
      },
    };
    const rebased = rebaseDraft(latest, getStored, edits, editable, this.#keySource, this.#writtenOptions);
    if (!rebased.ok) return rebased;
    const { tree, keys, stored, ...result } = rebased;
    this.#restart(storedJson, stored, new EditableState(tree, keys), result.conflicts);
    return result;
  }

  /** Adds an item to a list at an index. The item gets the keys if no other item of the list has its key. */
  #insertWithKeys(path: Path, item: unknown, at: number, keys: ItemKeys | undefined): void {
    const items = valueAt(this.#tree.current, path);
    const isFree = Array.isArray(items) && keys !== undefined && !this.#hasKey(path, keys.key);
    return isFree ? this.#insert(path, item, at, keys) : this.#insertAt(path, item, at);
  }

  /** Bases the draft on a stored connection, and clears the history. `state` contains the edited value. */
  #restart(source: string | Uint8Array, stored: Keyed, state: EditableState, conflicts: DraftConflict[] = []): void {
    this.#source = copyIfBytes(source);
    this.#base = stored.value;
    this.#baseKeys = stored.keys;
    this.#baseJson = undefined;
    this.#parsed = state;
    this.#history.clear();
    this.#validator.reset(source, this.#getStored, state.tree.current);
    this.#editIssues.reset();
    this.#conflicts.clear();
    for (const conflict of conflicts) this.#conflicts.add(conflict);
    this.#notifyChange();
  }
}

function readCurrent(current: unknown, options: ModuleOptions): string | Uint8Array {
  const { json } = readStoredConnection(current, options);
  if (json === undefined) throw new TypeError("current: it cannot be read as JSON without loss");
  return copyIfBytes(json);
}
