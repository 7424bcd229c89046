/**
 * Finds the issues of a draft that depend on the stored connection: edits that cannot be sent, edits that no request makes, and the
 * environments and values that a save would lose. After an edit, compares only the parts that the edit affects.
 */

import type { Connection, Issue, IssueCode } from "../core/core.js";
import { areTrapIssues, issuesFromFindings } from "../core/issues.js";
import type { CommonOptions, ModuleOptions } from "../core/options.js";
import { getOwn, isSamePath, startsWith } from "../core/path.js";
import { moveIssue, Place } from "../core/place.js";
import { diffDraft } from "../operations/diff.js";
import { plan } from "../operations/plan.js";
import type { Edit, SetEdit } from "./edits.js";
import { environmentsOf, isNew } from "./environments.js";
import { fromKeyPath, indexOfKey, type KeyPath, type Keys, keyAt, keysInside, toKeyPath } from "./identity.js";
import { ItemFinder } from "./item-finder.js";
import { LostValues } from "./lost-values.js";
import { itemOf, type Keyed, memberOf } from "./rekey.js";
import { isEqual } from "./values.js";

/** An issue, and the path of keys of the value that it is about. */
interface KeyedIssue {
  path: KeyPath;
  issue: Issue;
}

/** Codes of the issues that a comparison with the stored connection adds to those of the value itself. */
const CODES = new Set<IssueCode>(["immutable-field", "missing-list", "unknown-environment", "unsupported-edit"]);

const ENVIRONMENTS = "environments";
const VARIABLES = "environmentVariables";

/** Members of the connection whose texts can be edited without an issue of this module. */
const PLAIN_MEMBERS = new Set(["name", "baseUrl", "datasetId"]);

const NO_ISSUES: Issue[] = [];

/** The issues of a draft that depend on the stored connection. */
export class EditIssues {
  readonly #options: ModuleOptions;
  readonly #common: CommonOptions;
  readonly #getBase: () => Keyed;
  readonly #lostValues: LostValues;
  readonly #baseIds = new ItemFinder("id");
  /** True if a part must be compared, or if items have other indices. */
  #isStale = false;
  /** True if all parts must be compared. */
  #isWholeStale = false;
  #isTopLevelStale = false;
  /** The environments to compare, by key. */
  #staleEnvironments = new Set<number>();
  /** The environments that may have been added or removed, by key. */
  #staleDeletions = new Set<number>();
  /** True if an environment can have the id of a stored environment with another key. */
  #hasOtherIds = false;
  /** The environments whose names may have changed, by key. */
  #staleNames = new Set<number>();
  /** The stored environments that have another name in the draft, by the key of the environment in the draft. */
  readonly #renamed = new Map<number, unknown>();
  #topLevel: KeyedIssue[] = [];
  readonly #environments = new Map<number, KeyedIssue[]>();
  /** The issues about deleted environments, by the key of the environment. */
  readonly #deletions = new Map<number, Issue>();
  #nameCycles: KeyedIssue[] = [];
  /** The issues of the platform about the last save. */
  #rejected: KeyedIssue[] = [];
  /** The environments that a request may have created, by key. */
  readonly #unknown = new Set<number>();
  #cached = NO_ISSUES;
  /** The keys in the connection when `#cached` was filled. */
  #cachedKeys: Keys;
  /** True if an issue may have changed since `#cached` was filled. */
  #hasChanged = false;

  constructor(options: ModuleOptions, common: CommonOptions, getBase: () => Keyed) {
    this.#options = options;
    this.#common = common;
    this.#getBase = getBase;
    this.#lostValues = new LostValues(common, getBase);
  }

  /** Starts again with another stored connection. The draft may have edits. */
  reset(): void {
    this.#deletions.clear();
    this.#rejected = [];
    this.#restart();
  }

  #restart(): void {
    this.#isStale = true;
    this.#isWholeStale = true;
    this.#lostValues.reset();
  }

  /** Adds the issues of the platform about the last save. They stay until the values are edited. */
  reject(issues: Issue[], keys: Keys): void {
    this.#rejected = issues.map((issue) => ({ path: toKeyPath(issue.path, keys), issue }));
    this.#isStale = true;
    this.#hasChanged = true;
  }

  /** Adds environments that a request may have created, by key. */
  addUnknown(environments: readonly number[]): void {
    for (const key of environments) this.#unknown.add(key);
    this.#isStale = true;
    this.#hasChanged = true;
  }

  /** Records an edit. `value` is the connection after the edit. */
  onEdit(edit: Edit, value: Keyed): void {
    const { path } = edit;
    const { keys } = value;
    const [name, index, member] = path;
    if (this.#rejected.length > 0) this.#dropRejected(edit, keys);
    if (path.length > 3 && member === "variables" && name === ENVIRONMENTS) {
      // The most frequent edit.
      const key = keyAt(keysInside(keys, name), index as number);
      if (this.#lostValues.onEnvironmentEdit(key)) this.#isStale = true;
      return;
    }
    this.#isStale = true;
    if (name === ENVIRONMENTS) {
      if (typeof index === "number") this.#onEnvironmentEdit(edit, keyAt(keysInside(keys, name), index));
      else this.#onListEdit(edit);
    } else if (name === VARIABLES) {
      if (path.length === 1) this.#isTopLevelStale = true;
      if (path.length === 3 && member === "value" && isTextEdit(edit)) this.#lostValues.onSharedText(edit, value);
      else this.#lostValues.onSharedEdit();
    } else if (name === undefined) this.#isWholeStale = true;
    else if (!PLAIN_MEMBERS.has(name as string) || !isTextEdit(edit)) this.#isTopLevelStale = true;
  }

  #onEnvironmentEdit(edit: Edit, key: number): void {
    const { path } = edit;
    const member = path[2];
    if (member === "variables") {
      this.#lostValues.onEnvironmentEdit(key);
      if (edit.kind === "splice") return;
      if (Array.isArray(edit.before) && Array.isArray(edit.after)) return;
    } else if (member === "name") {
      // The comparison of an environment finds no issue of its name.
      this.#staleNames.add(key);
      return;
    } else if (member === "id" || member === undefined) {
      this.#hasOtherIds = true;
      this.#staleDeletions.add(key);
      this.#staleNames.add(key);
      this.#lostValues.onEnvironmentEdit(key);
    }
    this.#staleEnvironments.add(key);
  }

  #onListEdit(edit: Edit): void {
    if (edit.kind === "set") {
      this.#isWholeStale = true;
      return;
    }
    this.#hasOtherIds ||= edit.addedKeys.some(({ key }, at) => key < 0 && !isNew(edit.added[at]));
    for (const { key } of [...edit.removedKeys, ...edit.addedKeys]) {
      this.#staleDeletions.add(key);
      this.#staleEnvironments.add(key);
      this.#staleNames.add(key);
      this.#lostValues.onEnvironmentEdit(key);
    }
  }

  #dropRejected({ kind, path }: Edit, keys: Keys): void {
    const edited = toKeyPath(path, keys);
    // Items that are moved, or removed and restored, keep their issues.
    const isEdited = ({ path }: KeyedIssue): boolean =>
      startsWith(edited, path) || (kind === "set" && startsWith(path, edited));
    const kept = this.#rejected.filter((rejected) => !isEdited(rejected));
    if (kept.length === this.#rejected.length) return;
    this.#rejected = kept;
    this.#isStale = true;
    this.#hasChanged = true;
  }

  /** True if a save would overwrite the variables of environments. It is up to date after a call of `issues`. */
  get overwritesVariables(): boolean {
    return this.#lostValues.isSharedEdited;
  }

  /** Returns the issues, in no particular order. Returns the same array until an issue changes. */
  issues(getValue: () => Keyed): Issue[] {
    if (!this.#isStale) return this.#cached;
    const value = getValue();
    try {
      this.#update(value);
    } catch {
      // The members of a value cannot be read, which is another issue, or the module trapped. The next call compares all parts.
      this.#restart();
      return NO_ISSUES;
    }
    if (this.#hasChanged || value.keys !== this.#cachedKeys) {
      const issues = this.#collect(value);
      if (!isEqual(issues, this.#cached)) this.#cached = issues;
    }
    this.#cachedKeys = value.keys;
    this.#hasChanged = false;
    this.#isStale = false;
    return this.#cached;
  }

  #collect(value: Keyed): Issue[] {
    const all = [this.#topLevel, this.#nameCycles, this.#rejected, ...this.#environments.values()];
    const issues: Issue[] = [];
    for (const { path, issue } of all.flat()) {
      const now = fromKeyPath(path, value.keys);
      if (now !== undefined) issues.push(isSamePath(now, issue.path) ? issue : moveIssue(issue, now));
    }
    issues.push(...this.#deletions.values(), ...this.#lostValues.issues(), ...this.#findUnknown(value));
    return issues;
  }

  /** Returns the issues about environments that a request may have created. */
  #findUnknown(value: Keyed): Issue[] {
    const list = memberOf(value, ENVIRONMENTS);
    const findings = [...this.#unknown].flatMap((key) => {
      const environment = itemOf(list, key).value;
      if (environment === undefined) return [];
      const place = new Place(new Place(undefined, ENVIRONMENTS), indexOfKey(list.keys, key));
      const name = String(getOwn(environment, "name"));
      return [{ code: "unknown-outcome" as const, place, params: [["name", name]] as [string, string][] }];
    });
    return issuesFromFindings(findings, this.#options);
  }

  #update(value: Keyed): void {
    if (this.#isWholeStale) this.#markEdited(value);
    if (this.#isTopLevelStale) this.#updateTopLevel(value);
    if (this.#staleEnvironments.size > 0) this.#updateEnvironments(value);
    if (this.#staleDeletions.size > 0) this.#updateDeletions(value);
    if (this.#staleNames.size > 0) this.#updateNames(value);
    if (this.#lostValues.update(value)) this.#hasChanged = true;
  }

  /** Marks all parts that differ from the stored connection. Unedited parts are the same object in both. */
  #markEdited(value: Keyed): void {
    this.#isWholeStale = false;
    this.#isTopLevelStale = true;
    this.#hasOtherIds = true;
    this.#staleDeletions.add(0);
    this.#environments.clear();
    this.#renamed.clear();
    this.#nameCycles = [];
    this.#lostValues.restart();
    const [list, stored] = [memberOf(value, ENVIRONMENTS), memberOf(this.#getBase(), ENVIRONMENTS)];
    const present = new Set<number>();
    environmentsOf(value.value).forEach((environment, index) => {
      const key = keyAt(list.keys, index);
      present.add(key);
      if (environment === itemOf(stored, key).value) return;
      this.#staleEnvironments.add(key);
      this.#staleNames.add(key);
      this.#lostValues.onEnvironmentEdit(key);
    });
    environmentsOf(this.#getBase().value).forEach((_, index) => {
      const key = keyAt(stored.keys, index);
      if (!present.has(key)) this.#lostValues.onEnvironmentEdit(key);
    });
  }

  #updateTopLevel(value: Keyed): void {
    this.#isTopLevelStale = false;
    const found = this.#compare(withoutItems(this.#getBase().value), withoutItems(value.value));
    this.#topLevel = found.map((issue) => ({ path: toKeyPath(issue.path, value.keys), issue }));
    this.#hasChanged = true;
  }

  #updateEnvironments(value: Keyed): void {
    const list = memberOf(value, ENVIRONMENTS);
    const edited: unknown[] = [];
    const indices: number[] = [];
    const found: unknown[] = [];
    for (const key of this.#staleEnvironments) {
      if (this.#environments.delete(key)) this.#hasChanged = true;
      const environment = itemOf(list, key).value;
      if (environment === undefined || isNew(environment)) continue;
      edited.push(environment);
      indices.push(indexOfKey(list.keys, key));
      const stored = this.#findStored(environment);
      if (stored !== undefined) found.push(stored);
    }
    this.#staleEnvironments = new Set();
    if (edited.length === 0) return;
    const connection = withoutLists(this.#getBase().value);
    const current = { ...connection, environments: found };
    for (const issue of this.#compare(current, { ...connection, environments: edited })) {
      const [, index, ...inside] = issue.path;
      if (typeof index !== "number") continue;
      const path = toKeyPath([ENVIRONMENTS, indices[index] as number, ...inside], value.keys);
      const key = path[1] as number;
      this.#environments.set(key, [...(this.#environments.get(key) ?? []), { path, issue }]);
      this.#hasChanged = true;
    }
  }

  /** Returns the stored environment with the id of an environment of the draft, whose variables and name a save would overwrite. */
  #findStored(environment: unknown): unknown {
    const stored = environmentsOf(this.#getBase().value);
    return stored[this.#baseIds.find(stored, getOwn(environment, "id"))];
  }

  /** Compares parts of the stored connection and of the draft. Returns the issues about the edits. */
  #compare(current: object, edited: object): Issue[] {
    const { issues } = diffDraft(current, edited, this.#common);
    if (areTrapIssues(issues)) throw new Error("the comparison failed");
    return issues.filter(({ code }) => CODES.has(code));
  }

  #updateDeletions(value: Keyed): void {
    const [list, stored] = [memberOf(value, ENVIRONMENTS), memberOf(this.#getBase(), ENVIRONMENTS)];
    const base = environmentsOf(this.#getBase().value);
    const keys = this.#hasOtherIds ? base.map((_, index) => keyAt(stored.keys, index)) : this.#staleDeletions;
    const ids = this.#hasOtherIds ? new Set(environmentsOf(value.value).map((item) => getOwn(item, "id"))) : undefined;
    this.#staleDeletions = new Set();
    const added: number[] = [];
    for (const key of keys) {
      const environment = itemOf(stored, key).value;
      const isKept = ids?.has(getOwn(environment, "id")) ?? itemOf(list, key).value !== undefined;
      const isDeleted = environment !== undefined && !isKept && Array.isArray(list.value);
      if (!isDeleted && this.#deletions.delete(key)) this.#hasChanged = true;
      if (isDeleted && !this.#deletions.has(key)) added.push(key);
    }
    if (added.length === 0) return;
    const findings = added.map((key, at) => {
      const environment = itemOf(stored, key).value;
      const params = ["id", "name"].map((name) => [name, String(getOwn(environment, name))] as [string, string]);
      // The place identifies the environment until its issue is created.
      return { code: "deletes-environment" as const, place: new Place(undefined, at), params };
    });
    for (const issue of issuesFromFindings(findings, this.#options)) {
      this.#deletions.set(added[issue.path[0] as number] as number, moveIssue(issue, [ENVIRONMENTS]));
    }
    this.#hasChanged = true;
  }

  /** Finds environments that exchange their names. */
  #updateNames(value: Keyed): void {
    const list = memberOf(value, ENVIRONMENTS);
    for (const key of this.#staleNames) {
      const environment = itemOf(list, key).value;
      const stored = this.#findStored(environment);
      const names = [getOwn(environment, "name"), getOwn(stored, "name")];
      if (names.includes(undefined) || names[0] === names[1]) this.#renamed.delete(key);
      else this.#renamed.set(key, stored);
    }
    this.#staleNames = new Set();
    const storedNames = new Set([...this.#renamed.values()].map((stored) => getOwn(stored, "name")));
    const nameOf = (key: number) => getOwn(itemOf(list, key).value, "name");
    const candidates = [...this.#renamed.keys()].filter((key) => storedNames.has(nameOf(key)));
    if (candidates.length === 0 && this.#nameCycles.length === 0) return;
    this.#nameCycles = candidates.length < 2 ? [] : this.#findNameCycles(nameOf);
    this.#hasChanged = true;
  }

  #findNameCycles(nameOf: (key: number) => unknown): KeyedIssue[] {
    const renamed = [...this.#renamed.keys()];
    const environments = [...this.#renamed.values()];
    const ids = environments.map((environment) => getOwn(environment, "id") as string);
    const update = Object.fromEntries(renamed.map((key, at) => [ids[at], { name: nameOf(key) as string }]));
    const current = { ...withoutLists(this.#getBase().value), environments } as unknown as Connection;
    const planned = plan(current, { environments: { update } }, this.#common);
    return planned.issues.flatMap((issue) => {
      const at = issue.code === "unsupported-edit" ? ids.indexOf(issue.path[2] as string) : -1;
      return at < 0 ? [] : [{ path: [ENVIRONMENTS, renamed[at] as number, ...issue.path.slice(3)], issue }];
    });
  }
}

/** Returns true if an edit replaces a text with another text. */
function isTextEdit(edit: Edit): edit is SetEdit {
  return edit.kind === "set" && typeof edit.before === "string" && typeof edit.after === "string";
}

/** Returns a connection whose environments and variables are empty lists. */
function withoutItems(connection: unknown): object {
  const copy = { ...(connection as Record<string, unknown>) };
  for (const name of [ENVIRONMENTS, VARIABLES]) if (Array.isArray(copy[name])) copy[name] = [];
  return copy;
}

/** Returns a connection without its lists. */
function withoutLists(connection: unknown): object {
  const members = Object.entries(connection as object).filter(([, value]) => !Array.isArray(value));
  return Object.fromEntries(members);
}
