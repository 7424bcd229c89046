/// <reference lib="esnext.disposable" preserve="true" />

/** The edit session: takes a stored connection and edits to it, keeps at hand what is wrong with the result and what would be sent. */

import type { Target } from "../client/arguments.js";
import type { ConnectClient } from "../client/client.js";
import { Deadline } from "../client/deadline.js";
import { ConnectError } from "../client/errors.js";
import { aborted, whyInvalid } from "../client/exchange.js";
import type { SaveOptions, SaveResult } from "../client/save.js";
import type {
  Changes,
  Connection,
  ConnectionUpdate,
  Effect,
  EnvironmentCreate,
  Issue,
  IssueCode,
  Path,
  UnsupportedEdit,
} from "../core/core.js";
import { DEFAULT_LIMITS, kept, type Options, toCurrentSource } from "../core/input.js";
import { COMMON_OPTIONS, type CommonOptions, expectKnown, readOptions } from "../core/options.js";
import { earlierPlaces, isSamePlace, isWithin, member, type PathLike, toPath, valueAt } from "../core/path.js";
import { type DiffResult, diff } from "../operations/diff.js";
import { type MergeResult, merge } from "../operations/merge.js";
import { preview } from "../operations/preview.js";
import { addEdits, type Edit, inverse } from "./edits.js";
import { DraftIssues } from "./issues.js";
import { type DraftRebaseResult, type MadeEdits, moveOnto, withIds, withoutUnsupported } from "./rebase.js";
import { isSame, parseFinite, shared, Tree } from "./tree.js";

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

/** What was made of one version of the draft. */
interface Memo {
  version: number;
  diff?: DiffResult;
  merge?: MergeResult;
  snapshot?: DraftSnapshot;
  /** Where the items of a list stood at first, by the list that they stood in. */
  places?: Map<unknown, number[]>;
}

/** What a save was made of, and what became of it meanwhile. */
interface Saved {
  /** What was edited by then, on what. */
  sent: DraftConnection;
  before: unknown;
  /** What of it the request could not carry. */
  unsupported: UnsupportedEdit[];
  /** The edits that were made since. */
  since: Edit[];
}

const NONE: Issue[] = [];

/** How many fields are remembered before those that nobody has asked for of late are forgotten. */
const FIELDS_AT_ONCE = 10_000;

/** Options under which what belongs to responses is no matter. */
function withoutResponses(options: Options): Options {
  return { strict: false, ...options, levels: { ...options?.levels, "response-only-field": "off" } };
}

/** The same object for all drafts without options: it need not be written for the module more than once. */
const DEFAULTS = withoutResponses(undefined);

/** Codes of a text that is not JSON, or not within the limits. */
const UNREAD = new Set<IssueCode>(["invalid-json", "invalid-utf8", "too-large", "too-deep", "internal"]);

/**
 * An edit session on a connection.
 *
 * An edit asks the rules about the part that it affects and no more, so that its cost does not grow with the connection.
 * `issues` are those that `validate` finds in the whole, what belongs to responses left aside, and what is stored as
 * `null`. What was handed out never changes.
 */
export class ConnectionDraft {
  readonly #options: Options;
  readonly #verbs: CommonOptions;
  readonly #touchedOnly: boolean;
  readonly #historyLimit: number;
  readonly #issues: DraftIssues;
  readonly #listeners = new Set<() => void>();
  #source: string | Uint8Array;
  #base: unknown;
  #baseText: string | undefined;
  #tree: Tree | undefined;
  #done: Edit[][] = [];
  #undone: Edit[][] = [];
  #isTyping = false;
  #touched: Path[] = [];
  #version = 0;
  #isTelling = false;
  readonly #maxBytes: number;
  /** How many bytes of JSON the whole has at most. */
  #size = 0;
  #isTooLarge = false;
  /** Whether an edit ended in the middle, so that the issues may be of something else. */
  #isTorn = false;
  #isFree = false;
  /** The version of which the rules were asked about the whole again. */
  #askedVersion = -1;
  /** The edits that were made since a save began, while it is under way. */
  #since: Edit[] | undefined;
  /** The end of the save that was called last. */
  #saving: Promise<void> | undefined;
  #memo: Memo = { version: 0 };
  readonly #fields = new Map<string, { version: number; field: DraftField }>();
  #shown: { all: Issue[]; issues: Issue[] } | undefined;

  /**
   * @param current the connection as the platform answered it: a value, its JSON text, or its UTF-8 bytes
   * @throws {TypeError} where it cannot be read as JSON, or an option is not what it should be
   */
  constructor(current: Connection | string | Uint8Array, options: DraftOptions = {}) {
    expectKnown(options, ["touchedOnly", "historyLimit", ...COMMON_OPTIONS], "options");
    const { touchedOnly = false, historyLimit = 1_000, ...verbs } = options;
    if (typeof touchedOnly !== "boolean") throw new TypeError("options.touchedOnly: expected a boolean");
    if (!Number.isInteger(historyLimit) || historyLimit < 0) {
      throw new TypeError("options.historyLimit: expected a whole number");
    }
    this.#touchedOnly = touchedOnly;
    this.#historyLimit = historyLimit;
    this.#verbs = typeof verbs.rules === "object" ? { ...verbs, rules: { ...verbs.rules } } : verbs;
    this.#options = Object.keys(verbs).length === 0 ? DEFAULTS : withoutResponses(readOptions(verbs));
    this.#issues = new DraftIssues(this.#options);
    this.#maxBytes = verbs.maxBytes ?? DEFAULT_LIMITS.maxBytes;
    this.#source = readCurrent(current, this.#options);
    this.#size = sizeOf(this.#source);
    this.#issues.open(this.#source);
    const unread = this.#issues
      .all(undefined)
      .find(({ code, path }) => UNREAD.has(code) || (path.length === 0 && code !== "more-issues"));
    if (unread !== undefined) throw new TypeError(`current: it cannot be read: ${unread.message}`);
  }

  /** The whole connection as it is now. */
  get value(): DraftConnection {
    return this.#edited().root as DraftConnection;
  }

  /** The connection that the edits are made on. */
  get current(): Connection {
    this.#edited();
    return this.#base as Connection;
  }

  /** What stands at a place; `undefined` where nothing does. */
  get(path: PathLike): unknown {
    return this.#edited().get(toPath(path));
  }

  /**
   * Puts a value at a place; `undefined` takes away what is there. An object must not be changed afterwards.
   *
   * @throws {TypeError} where there is nothing around the place
   */
  set(path: PathLike, value: unknown): void {
    const at = toPath(path);
    const tree = this.#edited();
    const parent = valueAt(tree.current, at, at.length - 1);
    const key = at[at.length - 1];
    const before = key === undefined ? tree.current : member(parent, key);
    if (before === value) return;
    if (Array.isArray(parent)) {
      if (value === undefined) return this.remove(at);
      if (key === parent.length) return this.insert(at.slice(0, -1), value);
    }
    const edit: Edit = { kind: "set", path: at, before, after: value };
    if (value === undefined && key !== undefined) edit.keys = Object.keys(parent as object);
    this.#make(edit);
    this.#remember(edit);
    this.#changed();
  }

  /** Puts an item into a list, at its end unless told; it must not be changed afterwards. A list that is absent comes to be. */
  insert(list: PathLike, item: unknown, at?: number): void {
    const path = toPath(list);
    const items = valueAt(this.#edited().current, path);
    if ((items === undefined || items === null) && !at) return this.set(path, [item]);
    const index = at ?? (Array.isArray(items) ? items.length : 0);
    this.#do([{ kind: "splice", path, at: index, removed: [], added: [item] }]);
  }

  /** Takes the item at a place out of its list. */
  remove(item: PathLike): void {
    const path = toPath(item);
    const at = path.at(-1);
    if (typeof at !== "number") throw new TypeError("path: expected the place of an item");
    const removed = valueAt(this.#edited().current, path);
    this.#do([{ kind: "splice", path: path.slice(0, -1), at, removed: [removed], added: [] }]);
  }

  /** Moves an item of a list to another place in it. */
  move(list: PathLike, from: number, to: number): void {
    const path = toPath(list);
    const item = valueAt(this.#edited().current, [...path, from]);
    if (from === to) return;
    this.#do([
      { kind: "splice", path, at: from, removed: [item], added: [] },
      { kind: "splice", path, at: to, removed: [], added: [item] },
    ]);
  }

  /**
   * Takes the whole connection as it should be: what is `===` to what it was is not looked at. For callers who hold
   * immutable objects; what is given must not be changed afterwards.
   */
  replace(next: DraftConnection): void {
    const tree = this.#edited();
    const before = tree.current;
    if (before === next) return;
    const edits: Edit[] = [];
    const isInOrder = addEdits([], before, next, edits);
    const edit = edits[0];
    if (edit === undefined) return;
    if (!isInOrder) this.#issues.forgetOrder();
    if (edits.length > 1 || edit.kind !== "set") {
      // What is given is kept, so that the next call finds it again by identity.
      this.#do(edits, { root: next });
      return;
    }
    this.#grow(edit);
    tree.root = next;
    this.#ask(edit, next);
    this.#remember(edit);
    this.#changed();
  }

  /** Puts back what was there at first: at a place, or everywhere. */
  reset(path: PathLike = []): void {
    const at = toPath(path);
    const tree = this.#edited();
    const [before, after] = [valueAt(tree.current, at), this.#first(at)];
    if (before === after) return;
    // An item that was not there at first goes again.
    if (after === undefined && Array.isArray(valueAt(tree.current, at, at.length - 1))) this.remove(at);
    else this.#do([{ kind: "set", path: at, before, after }], { isReset: true });
  }

  /** Whether a save is under way or waiting for another. */
  get isSaving(): boolean {
    return this.#saving !== undefined;
  }

  /** Whether there is an edit to undo. */
  get canUndo(): boolean {
    return this.#done.length > 0;
  }

  /** Whether there is an undone edit to do again. */
  get canRedo(): boolean {
    return this.#undone.length > 0;
  }

  /** Takes the last edit back; what was typed into one field is one edit. Tells whether there was one. */
  undo(): boolean {
    this.#expectUse();
    const edits = this.#done.pop();
    if (edits === undefined) return false;
    this.#undone.push(edits);
    for (const edit of edits.slice().reverse()) this.#make(inverse(edit));
    this.#isTyping = false;
    this.#changed();
    return true;
  }

  /** Makes the edit again that was taken back last. Tells whether there was one. */
  redo(): boolean {
    this.#expectUse();
    const edits = this.#undone.pop();
    if (edits === undefined) return false;
    this.#done.push(edits);
    for (const edit of edits) this.#make(edit);
    this.#isTyping = false;
    this.#changed();
    return true;
  }

  /** Ends what is undone as one edit, as when a field loses the focus. */
  checkpoint(): void {
    this.#expectUse();
    this.#isTyping = false;
  }

  /**
   * Every issue of the value, in the order of the document; the same array until an issue changes. What is wrong with the
   * edits on the stored connection, such as an id that it does not have, is told by `merged()`.
   */
  get issues(): Issue[] {
    this.#expectUse();
    if (this.#isInDoubt || this.#size > this.#maxBytes) this.#askAgain();
    const all = this.#issues.all(this.#tree?.current);
    if (this.#shown?.all !== all) {
      const isShown = (issue: Issue) => this.#isShown(issue);
      this.#shown = { all, issues: all.every(isShown) ? all : all.filter(isShown) };
    }
    return this.#shown.issues;
  }

  #isShown({ code, path }: Issue): boolean {
    // What is stored as `null` is not sent.
    if (code === "null-list" && this.#first(path) === null) return false;
    return !this.#touchedOnly || this.#touched.some((place) => isWithin(path, place));
  }

  /** The issues at a place; with `inside`, also those of everything in it. */
  issuesAt(path: PathLike, { inside = false }: { inside?: boolean } = {}): Issue[] {
    const at = toPath(path);
    const found = this.issues.filter(
      (issue) => isWithin(issue.path, at) && (inside || issue.path.length === at.length),
    );
    return found.length === 0 ? NONE : found;
  }

  /** Shows the issues at a place although nothing was edited there, as when a field loses the focus; everywhere unless told. */
  touch(path: PathLike = []): void {
    this.#expectUse();
    if (this.#touch(toPath(path))) this.#changed();
  }

  /** Returns true if any value is not the one in `current`. */
  get isDirty(): boolean {
    return this.isDirtyAt([]);
  }

  /** Returns true if the value at a path is not the one in `current`; environments are identified by their ids. */
  isDirtyAt(path: PathLike): boolean {
    const at = toPath(path);
    return !isSame(valueAt(this.#edited().current, at), this.#first(at));
  }

  /** The smallest changes that lead here, for `merge`; `undefined` where something was changed that never can be. */
  get changes(): Changes | undefined {
    const found = this.#diff();
    return found.ok ? found.changes : undefined;
  }

  /** The edits that the request cannot carry, each with the operation that can. */
  get unsupported(): UnsupportedEdit[] {
    const found = this.#diff();
    return found.ok ? found.unsupported : [];
  }

  /** What would be sent, or every issue that keeps it from being sent. */
  merged(): MergeResult {
    const memo = this.#memoOfNow();
    if (memo.merge === undefined) {
      const found = this.#diff();
      memo.merge = found.ok ? merge(this.#source, found.bytes, this.#verbs) : found;
    }
    return memo.merge;
  }

  /** The body that would be sent; `undefined` where an error keeps it from being sent. */
  body(): ConnectionUpdate | undefined {
    const merged = this.merged();
    return merged.ok ? merged.body : undefined;
  }

  /** The same as UTF-8 JSON. */
  bytes(): Uint8Array<ArrayBuffer> | undefined {
    const merged = this.merged();
    return merged.ok ? merged.bytes : undefined;
  }

  /** What sending it would do. */
  get effects(): Effect[] {
    const merged = this.merged();
    return merged.ok ? merged.effects : [];
  }

  /** The connection as the platform would hold it; `undefined` where an error keeps the body from being sent. */
  preview(): Connection | undefined {
    const merged = this.merged();
    if (!merged.ok) return undefined;
    const previewed = preview(this.#source, merged.bytes, this.#verbs);
    return previewed.ok ? previewed.connection : undefined;
  }

  /**
   * Moves the edits onto the connection as it is stored now. Where both sides changed the same in another way, the latest
   * stands until the conflict is resolved. What was done before can no longer be undone.
   *
   * @throws {TypeError} where `latest` cannot be read as JSON
   */
  rebase(latest: Connection | string | Uint8Array): DraftRebaseResult {
    const source = readCurrent(latest, this.#options);
    return this.#moveOnto(source, { json: this.#source, base: this.#base, before: this.value, mine: this.#diff() });
  }

  /**
   * Saves the edits with a client, as its `save` does; the draft then goes on from what the platform holds, with whatever
   * was edited meanwhile and with what belongs to another operation. A save that is called during another follows it.
   */
  async save(client: ConnectClient, options?: SaveOptions): Promise<SaveResult> {
    const earlier = this.#saving;
    const start = () => this.#saveNow(client, options);
    const saving = earlier === undefined ? start() : earlier.then(start);
    const end = () => {
      if (this.#saving === ended) this.#saving = undefined;
    };
    const ended: Promise<void> = saving.then(end, end);
    this.#saving = ended;
    if (earlier !== undefined) {
      const wait = new Deadline(Number.POSITIVE_INFINITY, options?.signal);
      try {
        await wait.race(() => earlier);
      } catch {
        // When its turn comes, it finds that it was aborted, and sends nothing.
        return { ok: false, error: new ConnectError({ ...aborted(options?.signal), maybeApplied: false }) };
      } finally {
        wait.stop();
      }
    }
    return saving;
  }

  async #saveNow(client: ConnectClient, options: SaveOptions | undefined): Promise<SaveResult> {
    const { id, organisationId } = this.current;
    const [sent, before, found, merged] = [this.value, this.#base, this.#diff(), this.merged()];
    if (!found.ok || !merged.ok) {
      const { issues } = found.ok ? merged : found;
      return {
        ok: false,
        error: new ConnectError({ kind: "invalid", message: whyInvalid(issues), issues, maybeApplied: false }),
      };
    }
    const target: Target = { organisationId, connectionId: id };
    const since: Edit[] = [];
    this.#since = since;
    try {
      const outcome = await client.save(target, { base: this.#source, changes: found.bytes }, options);
      if (outcome.ok && !this.#isFree)
        this.#goOn(outcome.bytes, { sent, since, unsupported: found.unsupported, before });
      return outcome;
    } finally {
      this.#since = undefined;
    }
  }

  /** Calls `listener` after every edit; gives a function that ends it. */
  subscribe = (listener: () => void): (() => void) => {
    this.#expectUse();
    if (typeof listener !== "function") throw new TypeError("listener: expected a function");
    // Who listens twice is told twice, and ends one of the two at a time.
    const own = () => listener();
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  };

  /** The draft as it is now: the same object until something changes. */
  getSnapshot = (): DraftSnapshot => {
    const memo = this.#memoOfNow();
    memo.snapshot ??= {
      value: this.value,
      issues: this.issues,
      isDirty: this.isDirty,
      canUndo: this.canUndo,
      canRedo: this.canRedo,
    };
    return memo.snapshot;
  };

  /** One field as it is now: the same object until its value, its issues or its state change. */
  field(path: PathLike): DraftField {
    const at = toPath(path);
    const key = typeof path === "string" ? path : JSON.stringify(path);
    const known = this.#fields.get(key);
    if (known?.version === this.#version) return known.field;
    const [value, issues, isDirty] = [this.get(at), this.issuesAt(at), this.isDirtyAt(at)];
    const old = known?.field;
    const isOld = old !== undefined && old.value === value && old.isDirty === isDirty && isSame(old.issues, issues);
    const field = isOld ? old : { value, issues, isDirty };
    if (known === undefined && this.#fields.size >= FIELDS_AT_ONCE) {
      for (const [other, { version }] of this.#fields) if (version !== this.#version) this.#fields.delete(other);
    }
    this.#fields.set(key, { version: this.#version, field });
    return field;
  }

  /** Ends the session. Any later call but this one throws. */
  dispose(): void {
    this.#isFree = true;
    this.#listeners.clear();
    this.#fields.clear();
    this.#issues.open(undefined);
    this.#tree = undefined;
    this.#base = undefined;
    this.#baseText = undefined;
    this.#source = "";
    this.#done = [];
    this.#undone = [];
    this.#shown = undefined;
    this.#memo = { version: -1 };
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  #expectUse(): void {
    if (this.#isFree) throw new Error("this draft was disposed: open another one");
  }

  /** The tree; made of the text when it is first needed. */
  #edited(): Tree {
    this.#expectUse();
    if (this.#tree === undefined) {
      this.#base = parseFinite(this.#source);
      this.#tree = new Tree(this.#base);
    }
    return this.#tree;
  }

  /** Makes edits as one, which lead to `root` where it is given. */
  #do(edits: Edit[], { root, isReset = false }: { root?: DraftConnection; isReset?: boolean } = {}): void {
    edits.forEach((edit, index) => {
      try {
        this.#make(edit);
      } catch (error) {
        // One that cannot be made takes those before it back.
        for (const made of edits.slice(0, index).reverse()) this.#make(inverse(made));
        throw error;
      }
    });
    if (root !== undefined) this.#edited().root = root;
    this.#isTyping = false;
    this.#undone = [];
    this.#push(edits);
    for (const { kind, path } of edits) if (kind === "set" && !isReset) this.#touch(path);
    this.#changed();
  }

  #make(edit: Edit): void {
    const tree = this.#edited();
    if (edit.kind === "set") {
      tree.set(edit.path, edit.after, edit.keys);
      if (edit.keys !== undefined) this.#issues.forgetOrder();
    } else {
      tree.splice(edit.path, edit.at, edit.removed.length, edit.added);
      this.#moveTouched(edit);
    }
    this.#grow(edit);
    this.#ask(edit, tree.current);
  }

  /** Asks the rules about what an edit affects. */
  #ask(edit: Edit, root: unknown): void {
    this.#since?.push(edit);
    // Should this end in the middle, the rules are asked about the whole when somebody wants to know.
    this.#isTorn = true;
    try {
      if (edit.kind === "set") this.#issues.changed(root, edit.path, edit.before, edit.after);
      else this.#issues.spliced(root, edit.path, edit.at, edit.removed, edit.added.length);
      this.#isTorn = false;
    } catch {
      // A full stack, or a value whose members cannot be read: `issues` will say.
    }
  }

  /** Counts what an edit can add to the whole at most: only where that may be too much is it measured. */
  #grow(edit: Edit): void {
    if (edit.kind === "splice") for (const item of edit.added) this.#size += textSize(item) + 1;
    else if (typeof edit.after === "string") this.#size += 6 * edit.after.length + 8;
    else if (edit.after !== undefined) this.#size += textSize(edit.after) + textSize(edit.path.at(-1)) + 2;
  }

  /** Keeps an edit of one place; what is typed on into a text is one edit. */
  #remember(edit: Edit & { kind: "set" }): void {
    const last = this.#done[this.#done.length - 1]?.[0];
    const isText = typeof edit.before === "string" && typeof edit.after === "string";
    const isOn = this.#isTyping && isText && last?.kind === "set" && isSamePlace(last.path, edit.path);
    if (this.#undone.length > 0) this.#undone = [];
    if (isOn) last.after = edit.after;
    else {
      this.#push([edit]);
      this.#touch(edit.path);
    }
    this.#isTyping = isText;
  }

  #push(edits: Edit[]): void {
    this.#done.push(edits);
    if (this.#done.length > this.#historyLimit) this.#done.shift();
  }

  /** Lets touched places go along with the items that they are in. */
  #moveTouched({ path, at, removed, added }: Edit & { kind: "splice" }): void {
    this.#touched = this.#touched.flatMap((place) => {
      const index = place[path.length];
      if (!isWithin(place, path) || typeof index !== "number" || index < at) return [place];
      if (index < at + removed.length) return [];
      return [[...path, index + added.length - removed.length, ...place.slice(path.length + 1)]];
    });
  }

  /** Whether what is known of the parts may not be what the whole has. */
  get #isInDoubt(): boolean {
    const { hasFailed, isCut } = this.#issues;
    return this.#isTorn || hasFailed || (isCut && this.#askedVersion !== this.#version);
  }

  /** Asks the rules about the whole: after an edit that ended in the middle, and while the whole may be too large. */
  #askAgain(): void {
    const root = this.#edited().current;
    if (this.#size > this.#maxBytes) {
      this.#size = textSize(root);
      const isTooLarge = this.#size > this.#maxBytes;
      // Small enough, and it was before: what is known of its parts still holds.
      if (!isTooLarge && !this.#isTooLarge && !this.#isInDoubt) return;
      this.#isTooLarge = isTooLarge;
    }
    this.#askedVersion = this.#version;
    this.#issues.open(root);
    this.#isTorn = false;
  }

  /** Notes that a place was touched; tells whether that is news. */
  #touch(path: Path): boolean {
    if (!this.#touchedOnly || this.#touched.some((place) => isWithin(path, place))) return false;
    this.#touched.push([...path]);
    this.#shown = undefined;
    return true;
  }

  #changed(): void {
    this.#version += 1;
    if (this.#listeners.size === 0 || this.#isTelling) return;
    this.#isTelling = true;
    try {
      // A listener may edit in turn: all then hear of that too.
      for (let told = -1, rounds = 0; told !== this.#version && rounds < 100; rounds++) {
        told = this.#version;
        for (const listener of [...this.#listeners]) tell(listener);
      }
    } finally {
      this.#isTelling = false;
    }
  }

  #memoOfNow(): Memo {
    this.#expectUse();
    if (this.#memo.version !== this.#version) this.#memo = { version: this.#version };
    return this.#memo;
  }

  /** The difference to the connection as JavaScript reads it: a number that it cannot hold is then no difference. */
  #diff(): DiffResult {
    const memo = this.#memoOfNow();
    if (memo.diff === undefined) {
      const tree = this.#edited();
      this.#baseText ??= JSON.stringify(this.#base);
      memo.diff = diff(this.#baseText, tree.current as object, this.#verbs);
    }
    return memo.diff;
  }

  /** What stood at first where a place is now: items move, and new ones were not there. */
  #first(path: Path): unknown {
    let [now, before]: unknown[] = [this.#edited().current, this.#base];
    for (const key of path) {
      const earlier = typeof key === "number" ? this.#earlier(now, key, before) : key;
      [now, before] = [member(now, key), member(before, earlier)];
    }
    return before;
  }

  /** Where an item of a list stood at first. */
  #earlier(now: unknown, index: number, before: unknown): number {
    if (!Array.isArray(now) || !Array.isArray(before)) return index;
    const id = member(now[index], "id");
    if (id !== undefined && id === member(before[index], "id")) return index;
    const memo = this.#memoOfNow();
    memo.places ??= new Map();
    let places = memo.places.get(before);
    if (places === undefined) {
      places = earlierPlaces(now, before);
      memo.places.set(before, places);
    }
    return places[index] ?? -1;
  }

  /** Goes on from what the platform holds after a save, with what it was not sent. */
  #goOn(answer: Uint8Array, { sent, since, unsupported, before }: Saved): void {
    const now = this.#edited().current;
    if (now === sent && unsupported.length === 0) return this.#open(answer, new Tree(parseFinite(answer)));
    const [known, edited] = withIds(sent, now, parseFinite(answer), since);
    const base = withoutUnsupported(known, unsupported, before);
    const json = JSON.stringify(base);
    const mine = diff(json, edited as object, this.#verbs);
    const moved = this.#moveOnto(answer, { json, base, before: edited, mine });
    // What a person has typed since wins over what was sent before, and over what came back.
    if (moved.ok) for (const conflict of moved.conflicts) conflict.resolve("mine");
    else this.#open(answer, new Tree(now));
  }

  /** Makes edits on a later connection, and goes on from there. */
  #moveOnto(latest: string | Uint8Array, edits: MadeEdits): DraftRebaseResult {
    const moved = moveOnto(latest, edits, this, this.#verbs);
    if (!moved.ok) return moved;
    const { tree, ...rebased } = moved;
    this.#open(latest, tree);
    return rebased;
  }

  /** Starts anew from a connection, with a tree of what it is edited to. */
  #open(source: string | Uint8Array, tree: Tree): void {
    this.#source = kept(source);
    this.#size = sizeOf(source);
    this.#isTooLarge = false;
    this.#base = parseFinite(source);
    this.#baseText = undefined;
    // What is the same is one object, so that it need not be compared again.
    tree.root = shared(tree.root, this.#base);
    this.#tree = tree;
    this.#done = [];
    this.#undone = [];
    this.#isTyping = false;
    this.#issues.open(tree.current);
    this.#changed();
  }
}

function readCurrent(current: unknown, options: Options): string | Uint8Array {
  const { json, findings } = toCurrentSource(current, options);
  if (json === undefined || findings.length > 0) throw new TypeError("current: it cannot be read as JSON without loss");
  return kept(json);
}

/** How many bytes a text has at most, or bytes have. */
function sizeOf(json: string | Uint8Array): number {
  return typeof json === "string" ? 3 * json.length : json.length;
}

/** How many bytes of JSON a value has; what has none counts for nothing. */
function textSize(value: unknown): number {
  try {
    const text = JSON.stringify(value);
    return text === undefined ? 4 : new TextEncoder().encode(text).length;
  } catch {
    return 4;
  }
}

/** Calls a listener; what it throws is reported and keeps nobody else from hearing. */
function tell(listener: () => void): void {
  try {
    listener();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
