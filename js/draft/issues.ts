/**
 * Updates the issues of a connection after each edit: validates the part that the edit affects, and reuses the issues of all
 * other parts. A part is an item of one of the connection's lists, or the connection without its lists.
 */

import { type Issue, type IssueCode, type IssueOf, type Path, validateDraft } from "../core/core.js";
import { readInput } from "../core/input.js";
import { runOnInstance } from "../core/instance.js";
import { isSurelyValidPart, type Part, parts } from "../core/is-valid.js";
import { areTrapIssues, createTrapIssues, decodeIssues, mergeIssues, sortIssues } from "../core/issues.js";
import type { ModuleOptions } from "../core/options.js";
import { getOwn } from "../core/path.js";
import { Slot, writeInput, writeOptions } from "../core/slots.js";
import { findIssues } from "../operations/validate.js";
import { isNew } from "./environments.js";
import { StoredItems } from "./stored.js";
import { isEqual } from "./values.js";

type Members = Record<string, unknown>;

/** The state of one list of the connection. */
interface ListState {
  /** The members whose values must be unique among the items. */
  unique: string[];
  /** The index in `parts` of the description of one item. */
  itemPart: number;
  /** The issues inside each item, by the index of the item. Items without issues have no entry. */
  itemIssues: Map<number, Issue[]>;
  /** The issues about duplicate values, by the index of the item; `undefined` if the duplicates must be searched again. */
  duplicates: Map<number, Issue[]> | undefined;
  /** The issues of all items in the order of the list; `undefined` if the array must be built again. */
  sorted: Issue[] | undefined;
  /**
   * For each member that must be unique, the number of items with each value. The counts are `undefined` until an edit affects
   * such a member.
   */
  counts: Map<string, Map<string, number>> | undefined;
  /** The number of values that occur in more than one item. Until `counts` exists, the number of issues about such values. */
  duplicateCount: number;
  /**
   * For each member that must be unique, the indices of the items with each value, in ascending order. They are `undefined` until
   * a list with duplicates is edited.
   */
  indices: Map<string, Map<string, number[]>> | undefined;
}

/** A change of members that must be unique: items of the list before and after it. */
interface UniqueChange {
  removed: unknown[];
  added: unknown[];
  /** The index of the item, if exactly one item changed or was added at the end. Otherwise `undefined`. */
  index: number | undefined;
}

/** The lists of the connection, with their descriptions in `parts`, which are generated from the table of the contract. */
const LISTS = /* @__PURE__ */ Object.entries((parts[0] as Part).fields ?? {}).map(
  ([name, index]) => [name, parts[index] as Required<Part>] as const,
);

/** The result for a connection without issues. It is always the same array, so that `===` shows that nothing has changed. */
const NO_ISSUES: Issue[] = [];

/**
 * Codes of issues that a comparison with the stored connection can remove or turn into warnings. These are the errors that are
 * judgements of this package, and the warnings about lost data.
 */
const CODES_OF_STORED_VALUES = new Set<IssueCode>([
  "blank-name",
  "deletes-all-environments",
  "duplicate-value",
  "invalid-url",
  "masked-value",
  "missing-field",
  "null-list",
]);

/** Returns true if a comparison with the stored connection can remove an issue or turn it into a warning. */
const dependsOnStoredValue = ({ code, params, source }: Issue): boolean =>
  source === undefined ? CODES_OF_STORED_VALUES.has(code) : code === "invalid-type" && params?.actual === "null";

/** Levels that turn off the issues of items that are reduced to the members that must be unique. */
const LEVELS_OF_REDUCED_ITEMS = {
  "blank-name": "off",
  "invalid-ulid": "off",
  "missing-field": "off",
  "surrounding-whitespace": "off",
};

const NOTHING_STORED = /* @__PURE__ */ new StoredItems(() => undefined);

/** The issues of a connection that is being edited. */
export class DraftIssues {
  /** True if the validator failed. The whole connection must then be validated again. */
  hasFailed = false;
  /** True if the list of issues was truncated. The whole connection must then be validated after each edit. */
  isTruncated = false;
  readonly #options: ModuleOptions;
  /** The options to search duplicates. Items are then reduced, so that they have other issues, which would fill the report. */
  readonly #duplicateOptions: ModuleOptions;
  /** The items of the stored connection. */
  #stored = NOTHING_STORED;
  /** The issues outside the lists. */
  #topLevel: Issue[] = [];
  /** True if a value outside the lists was set after `#topLevel` was found. */
  #isTopLevelStale = false;
  readonly #lists = new Map<string, ListState>();
  /**
   * True if the connection has new environments. Their issues also depend on the variables of the connection. `undefined` if
   * the environments must be searched again.
   */
  #hasNewEnvironments: boolean | undefined;
  /** Every issue in the order of the document; `undefined` if the array must be built again. */
  #all: Issue[] | undefined;

  constructor(options: ModuleOptions) {
    this.#options = options;
    this.#duplicateOptions = { strict: false, ...options, levels: { ...options?.levels, ...LEVELS_OF_REDUCED_ITEMS } };
    for (const [name, { unique, item }] of LISTS) {
      this.#lists.set(name, {
        unique,
        itemPart: item,
        itemIssues: new Map(),
        duplicates: new Map(),
        sorted: NO_ISSUES,
        counts: undefined,
        duplicateCount: 0,
        indices: undefined,
      });
    }
  }

  /** Begins with another stored connection. `getStored` returns its value. */
  rebase(getStored: () => unknown): void {
    this.#stored = new StoredItems(getStored);
  }

  /** Validates a whole connection, given as a value or as JSON. Returns every issue. */
  reset(connection: unknown): Issue[] {
    this.hasFailed = false;
    this.isTruncated = false;
    this.#topLevel = [];
    this.#isTopLevelStale = false;
    this.#hasNewEnvironments = undefined;
    for (const list of this.#lists.values()) resetList(list);
    this.#all = this.#validate(connection, () => this.#stored.root);
    for (const issue of this.#all) this.#store(issue);
    return this.#all;
  }

  /** Returns every issue, in the order of the document. Returns the same array until an issue changes. */
  all(getRoot: () => unknown): Issue[] {
    if (this.#isTopLevelStale) this.#updateTopLevel(getRoot());
    if (this.#all === undefined) {
      const root = getRoot();
      // JSON omits members that are `undefined`, so that their issues are those of absent members.
      const keys = Object.keys((root ?? {}) as object).filter((key) => getOwn(root, key) !== undefined);
      const order = new Map(keys.map((key, at) => [key, at]));
      // The lists in the order of the document. Issues outside the lists are before or between them.
      const lists = [...this.#lists].sort(([a], [b]) => (order.get(a) ?? -1) - (order.get(b) ?? -1));
      const topLevel = this.#topLevel.length > 1 ? sortIssues(this.#topLevel, root) : this.#topLevel;
      const blocks: Issue[][] = [];
      let start = 0;
      for (const [name, list] of lists) {
        const items = this.#sortItems(name, list, root);
        if (items.length === 0) continue;
        // An issue about the list itself is before those of its items.
        const position = order.get(name) as number;
        let end = start;
        while (end < topLevel.length && (order.get(String((topLevel[end] as Issue).path[0])) ?? -1) <= position) end++;
        blocks.push(topLevel.slice(start, end), items);
        start = end;
      }
      const all = blocks.length === 0 ? topLevel : ([] as Issue[]).concat(...blocks, topLevel.slice(start));
      this.#all = all.length === 0 ? NO_ISSUES : all;
    }
    return this.#all;
  }

  /** Returns the issues of the items of a list, in the order of the list. */
  #sortItems(name: string, list: ListState, root: unknown): Issue[] {
    list.duplicates ??= this.#findDuplicates(name, list, root);
    if (list.sorted === undefined) {
      const indices = new Set([...list.itemIssues.keys(), ...list.duplicates.keys()]);
      const blocks = [...indices].sort((a, b) => a - b).map((index) => getItemIssues(list, index, root));
      list.sorted = ([] as Issue[]).concat(...blocks);
    }
    return list.sorted;
  }

  /** Updates the sorted issues after the issues of one item changed. `before` are its issues before. */
  #updateSorted(list: ListState, index: number, before: Issue[], root: unknown): void {
    const after = getItemIssues(list, index, root);
    if (isEqual(before, after)) return;
    this.#all = undefined;
    const { sorted } = list;
    if (sorted === undefined) return;
    const [start, end] = [findItem(sorted, index), findItem(sorted, index + 1)];
    list.sorted = [...sorted.slice(0, start), ...after, ...sorted.slice(end)];
  }

  /** Updates the order of the issues after the members of the connection were reordered. */
  onReorder(): void {
    this.#all = undefined;
  }

  /** Updates the issues after the value at a path was set. */
  onSet(root: unknown, path: Path, before: unknown, after: unknown): void {
    if (path.length === 0) return void this.reset(root);
    const name = path[0] as string;
    const index = path[1];
    const list = this.#lists.get(name);
    // Many values can be set at once, and their issues are found together.
    if (list === undefined) {
      this.#isTopLevelStale = true;
      return;
    }
    const items = getOwn(root, name);
    if (!Array.isArray(items) || typeof index !== "number") return this.#onListSet(root, name, list);
    if (path.length === 2) this.#onItemSet(root, name, list, index, before);
    else this.#onMemberSet(root, name, list, items[index], path, before, after);
    if (name === "environmentVariables") this.#onVariablesChange(root);
  }

  /** Updates the issues after a splice of a list: `added` new items replaced the `removed` items at index `at`. */
  onSplice(root: unknown, path: Path, at: number, removed: unknown[], added: number): void {
    const name = path[0] as string;
    const list = this.#lists.get(name);
    // A list inside an item is validated together with the item.
    if (list === undefined || path.length > 1) return this.onSet(root, path, undefined, undefined);
    const items = getOwn(root, name) as unknown[];
    // Validates many new items together with the others, because their number decides the cost of one.
    if (added > 8) return this.#onListSet(root, name, list);
    const shift = added - removed.length;
    const isAtEnd = removed.length === 0 && at + added === items.length;
    if (list.itemIssues.size > 0 && !isAtEnd) {
      const remaining = [...list.itemIssues].filter(([index]) => index < at || index >= at + removed.length);
      const shiftEntry = ([index, issues]: [number, Issue[]]): [number, Issue[]] =>
        index < at || shift === 0
          ? [index, issues]
          : [index + shift, issues.map((issue) => withItemIndex(issue, name, index + shift))];
      list.itemIssues = new Map(remaining.map(shiftEntry));
      list.sorted = undefined;
      this.#all = undefined;
    }
    const isAppended = removed.length === 0 && added === 1 && at === items.length - 1;
    const change = { removed, added: items.slice(at, at + added), index: isAppended ? at : undefined };
    this.#updateCounts(root, name, list, change);
    if (name === "environments") {
      this.#hasNewEnvironments = undefined;
      // An empty list has an issue outside its items.
      if (items.length === 0 || items.length === shift) this.#isTopLevelStale = true;
    }
    for (let index = at; index < at + added; index++) this.#validateItem(root, name, list, index);
    if (name === "environmentVariables") this.#onVariablesChange(root);
  }

  /** Validates a part of the connection. `getStored` returns the same part of the stored connection. */
  #validate(value: unknown, getStored: () => unknown, options = this.#options): Issue[] {
    let issues = runOnInstance(() => findIssues(value, undefined, options), createTrapIssues);
    if (issues.some(dependsOnStoredValue)) {
      const stored = getStored();
      issues = runOnInstance(() => findDraftIssues(value, stored, options), createTrapIssues);
    }
    this.hasFailed ||= areTrapIssues(issues);
    this.isTruncated ||= issues.some(({ code }) => code === "more-issues");
    return issues;
  }

  /** Stores an issue of the whole connection with the part that it belongs to. */
  #store(issue: Issue): void {
    const [name, index] = issue.path;
    const list = this.#lists.get(name as string);
    if (list === undefined || typeof index !== "number") this.#topLevel.push(issue);
    else if (isDuplicate(issue)) {
      addTo(list.duplicates as Map<number, Issue[]>, index, issue);
      list.duplicateCount += 1;
    } else addTo(list.itemIssues, index, issue);
  }

  /** Updates the issues outside the lists. */
  #updateTopLevel(root: unknown): void {
    this.#isTopLevelStale = false;
    const topLevel = this.#withoutItems(root, 0);
    if (this.#topLevel.length === 0 && isSurelyValidPart(0, topLevel)) return;
    const found = this.#validate(topLevel, () => this.#withoutItems(this.#stored.root, 1));
    if (isEqual(this.#topLevel, found)) return;
    this.#topLevel = found;
    this.#all = undefined;
  }

  /**
   * Copies a connection without the items of its lists.
   *
   * @param environmentCount the number of environments to keep. If it is 0, the copy omits a list that has items, because an empty
   * list would have an issue.
   */
  #withoutItems(root: unknown, environmentCount: 0 | 1): Members {
    const copy: Members = {};
    for (const key of Object.keys(root as Members)) {
      let value = getOwn(root, key);
      if (this.#lists.has(key) && Array.isArray(value)) {
        if (key === "environments" && value.length > 0 && environmentCount === 0) continue;
        value = key === "environments" ? value.slice(0, environmentCount) : [];
      }
      Object.defineProperty(copy, key, { value, enumerable: true });
    }
    return copy;
  }

  #onListSet(root: unknown, name: string, list: ListState): void {
    const value = getOwn(root, name);
    this.#isTopLevelStale = true;
    this.#all = undefined;
    resetList(list);
    if (name === "environments") this.#hasNewEnvironments = undefined;
    for (const issue of Array.isArray(value) ? this.#validateItems(root, name, value, 0) : []) this.#store(issue);
    if (name === "environmentVariables") this.#onVariablesChange(root);
  }

  #onItemSet(root: unknown, name: string, list: ListState, index: number, before: unknown): void {
    const item = (getOwn(root, name) as unknown[])[index];
    const isSame = list.unique.every((key) => getOwn(before, key) === getOwn(item, key));
    if (!isSame) {
      this.#updateCounts(root, name, list, { removed: [before], added: [item], index });
      if (name === "environments") this.#hasNewEnvironments = undefined;
    }
    this.#validateItem(root, name, list, index);
  }

  /** Updates the issues after a value inside an item was set. */
  #onMemberSet(
    root: unknown,
    name: string,
    list: ListState,
    item: unknown,
    path: Path,
    before: unknown,
    after: unknown,
  ): void {
    const index = path[1] as number;
    const key = path[2] as string;
    if (path.length === 3 && list.unique.includes(key) && before !== after) {
      this.#updateCounts(root, name, list, { removed: [{ [key]: before }], added: [{ [key]: after }], index });
      if (key === "id") this.#hasNewEnvironments = undefined;
    }
    const isText = typeof before === "string" && typeof after === "string";
    const isIndependent = name !== "environments" || getOwn(item, "id") !== undefined;
    const hadNone = !list.itemIssues.has(index);
    if (isText && isIndependent && hadNone && isParentSurelyValid(item, list.itemPart, path)) return;
    this.#validateItem(root, name, list, index);
  }

  #validateItem(root: unknown, name: string, list: ListState, index: number): void {
    const item = (getOwn(root, name) as unknown[])[index];
    const hadNone = !list.itemIssues.has(index);
    const found = isSurelyValidPart(list.itemPart, item) ? [] : this.#validateItems(root, name, [item], index);
    if (hadNone && found.length === 0) return;
    const before = getItemIssues(list, index, root);
    if (found.length === 0) list.itemIssues.delete(index);
    else list.itemIssues.set(index, index === 0 ? found : found.map((issue) => withItemIndex(issue, name, index)));
    this.#updateSorted(list, index, before, root);
  }

  /**
   * Validates items of a list, and returns the issues of the items. New environments are validated together with the variables,
   * because their issues depend on the variables.
   *
   * @param first the index of the first item in the list
   */
  #validateItems(root: unknown, name: string, items: unknown[], first: number): Issue[] {
    const variables = getOwn(root, "environmentVariables");
    const needsVariables = name === "environments" && Array.isArray(variables) && items.some(isNew);
    const body = needsVariables ? { environmentVariables: variables, environments: items } : { [name]: items };
    const getStored = () => ({ [name]: this.#stored.findMatches(root, name, items, first) });
    return this.#validate(body, getStored).filter(({ path }) => path[0] === name && path.length > 1);
  }

  /** Returns the issues about duplicate values in a list, by the index of the item. */
  #findDuplicates(name: string, list: ListState, root: unknown): Map<number, Issue[]> {
    const reduce = (connection: unknown) => {
      const items = getOwn(connection, name);
      return (Array.isArray(items) ? items : []).map((item) => reduceItem(item, list));
    };
    const getStored = () => ({ [name]: reduce(this.#stored.root) });
    const duplicates = new Map<number, Issue[]>();
    for (const issue of this.#validate({ [name]: reduce(root) }, getStored, this.#duplicateOptions).filter(
      isDuplicate,
    )) {
      addTo(duplicates, issue.path[1] as number, issue);
    }
    return duplicates;
  }

  /**
   * Returns the issue about an item that is the last of the items with the same value in `key`.
   *
   * @param indices the indices of all items with this value
   */
  #findDuplicate(root: unknown, name: string, list: ListState, key: string, indices: number[]): Issue | undefined {
    const items = getOwn(root, name) as unknown[];
    const value = getOwn(items[indices[0] as number], key);
    const storedItems = this.#stored.findEqual(name, key, value);
    // If fewer items are stored with this value, at least one of the items is not stored, so that the issue is an error.
    const isStored = storedItems.length >= indices.length;
    const compared = isStored ? indices : indices.slice(0, 2);
    const body = { [name]: compared.map((index) => reduceItem(items[index], list)) };
    const getStored = () => ({ [name]: isStored ? storedItems.map((item) => reduceItem(item, list)) : [] });
    const found = this.#validate(body, getStored, this.#duplicateOptions);
    const last = compared.length - 1;
    const issue = found.find((issue) => isDuplicate(issue) && issue.path[1] === last && issue.path[2] === key);
    if (issue === undefined) return undefined;
    const moved = withItemIndex(issue, name, indices.at(-1) as number) as IssueOf<"duplicate-value">;
    return { ...moved, params: { ...moved.params, first: indices[0] as number } };
  }

  /** Validates new environments again, because their issues depend on the variables of the connection. */
  #onVariablesChange(root: unknown): void {
    const environments = getOwn(root, "environments");
    const list = this.#lists.get("environments");
    if (list === undefined || !Array.isArray(environments)) return;
    this.#hasNewEnvironments ??= environments.some(isNew);
    if (!this.#hasNewEnvironments) return;
    const indices = environments.flatMap((environment, index) => (isNew(environment) ? [index] : []));
    // Each validation reads all variables, so that many environments are validated together.
    if (indices.length > 8) this.#onListSet(root, "environments", list);
    else for (const index of indices) this.#validateItem(root, "environments", list, index);
  }

  /** Updates the counts of the values that must be unique, and the issues about duplicates. */
  #updateCounts(root: unknown, name: string, list: ListState, change: UniqueChange): void {
    const hadDuplicates = list.duplicateCount > 0;
    if (list.counts === undefined) {
      list.counts = new Map(list.unique.map((key) => [key, new Map()]));
      list.duplicateCount = 0;
      for (const item of getOwn(root, name) as unknown[]) countValues(list, list.counts, item, 1);
    } else {
      for (const item of change.removed) countValues(list, list.counts, item, -1);
      for (const item of change.added) countValues(list, list.counts, item, 1);
    }
    if (!hadDuplicates && list.duplicateCount === 0) {
      list.indices = undefined;
      return;
    }
    this.#validateEqualItems(root, name, list, change);
    if (this.#addDuplicate(root, name, list, change)) return;
    list.indices = undefined;
    list.duplicates = undefined;
    list.sorted = undefined;
    this.#all = undefined;
  }

  /**
   * Validates the items that have the same id or name as a changed item. They may match other stored items now, because the second
   * item with an id or a name matches the second stored item with it.
   */
  #validateEqualItems(root: unknown, name: string, list: ListState, { removed, added, index }: UniqueChange): void {
    for (const key of list.unique) {
      const values = new Set([...removed, ...added].map((item) => getOwn(item, key)));
      for (const value of values) {
        if (value === undefined || this.#stored.findEqual(name, key, value).length === 0) values.delete(value);
      }
      if (values.size === 0) continue;
      (getOwn(root, name) as unknown[]).forEach((item, at) => {
        if (at !== index && values.has(getOwn(item, key))) this.#validateItem(root, name, list, at);
      });
    }
  }

  /**
   * Updates the issues about duplicates after an item was added at the end of a list. Returns false after other changes: the
   * duplicates must then be searched again.
   */
  #addDuplicate(root: unknown, name: string, list: ListState, { removed, index }: UniqueChange): boolean {
    if (removed.length > 0 || index === undefined || list.duplicates === undefined) return false;
    const items = getOwn(root, name) as unknown[];
    const isComplete = list.indices !== undefined;
    list.indices ??= indexValues(items, list.unique);
    const before = getItemIssues(list, index, root);
    for (const [key, indicesByValue] of list.indices) {
      const value = getOwn(items[index], key);
      if (typeof value !== "string") continue;
      const indices = indicesByValue.get(value) ?? [];
      if (isComplete) indices.push(index);
      indicesByValue.set(value, indices);
      const issue = indices.length > 1 ? this.#findDuplicate(root, name, list, key, indices) : undefined;
      if (issue !== undefined) addTo(list.duplicates, index, issue);
    }
    this.#updateSorted(list, index, before, root);
    return true;
  }
}

/** Returns the issues of one item, in the order of the document. */
function getItemIssues(list: ListState, index: number, root: unknown): Issue[] {
  const issues = list.itemIssues.get(index) ?? NO_ISSUES;
  const duplicates = list.duplicates?.get(index);
  return duplicates === undefined ? issues : sortIssues([...issues, ...duplicates], root);
}

/** Returns the position in sorted issues of the first issue of an item, or of the next item with issues. */
function findItem(sorted: Issue[], index: number): number {
  let [start, end] = [0, sorted.length];
  while (start < end) {
    const middle = (start + end) >>> 1;
    if (((sorted[middle] as Issue).path[1] as number) < index) start = middle + 1;
    else end = middle;
  }
  return start;
}

/** Returns, for each member that must be unique, the indices of the items with each value. */
function indexValues(items: unknown[], unique: string[]): Map<string, Map<string, number[]>> {
  const indices = new Map<string, Map<string, number[]>>();
  for (const key of unique) {
    const indicesByValue = new Map<string, number[]>();
    items.forEach((item, index) => {
      const value = getOwn(item, key);
      if (typeof value === "string") addTo(indicesByValue, value, index);
    });
    indices.set(key, indicesByValue);
  }
  return indices;
}

/** Adds a value to the list of a key. */
function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** Reduces an item to the members that must be unique in its list. */
function reduceItem(item: unknown, list: ListState): Members {
  const members = list.unique.map((key) => [key, getOwn(item, key)] as const);
  // Only strings can be duplicates.
  return Object.fromEntries(members.filter(([, value]) => typeof value === "string"));
}

/** Returns the issues of a part of a draft, compared with the same part of the stored connection. */
function findDraftIssues(value: unknown, stored: unknown, options: ModuleOptions): Issue[] {
  // The value was validated before, so that it can be written as JSON.
  const [draft, current] = [readInput(value, options), readInput(stored, undefined)];
  const lengths = [writeInput(Slot.Body, draft.json ?? ""), writeInput(Slot.Current, current.json ?? "{}")] as const;
  return mergeIssues(draft, decodeIssues(validateDraft(...lengths, writeOptions(options))), options);
}

function resetList(list: ListState): void {
  if (list.itemIssues.size > 0) list.itemIssues = new Map();
  if (list.duplicates === undefined || list.duplicates.size > 0) list.duplicates = new Map();
  list.sorted = undefined;
  list.counts = undefined;
  list.duplicateCount = 0;
  list.indices = undefined;
}

/** Counts the values of one item that must be unique in the list: adds `delta` to the count of each value. */
function countValues(list: ListState, counts: Map<string, Map<string, number>>, item: unknown, delta: 1 | -1): void {
  for (const [key, known] of counts) {
    const value = getOwn(item, key);
    if (typeof value !== "string") continue;
    const times = known.get(value) ?? 0;
    if (times + delta === 0) known.delete(value);
    else known.set(value, times + delta);
    if (times + delta === 2 && delta === 1) list.duplicateCount += 1;
    if (times === 2 && delta === -1) list.duplicateCount -= 1;
  }
}

/** Returns true if an issue reports that two items of a list have the same value. Ignores lists inside items. */
function isDuplicate({ code, path }: Issue): boolean {
  return code === "duplicate-value" && path.length === 3;
}

/** Returns a copy of an issue about a list item. In the paths of the copy, `index` replaces the old index of the item. */
function withItemIndex(issue: Issue, name: string, index: number): Issue {
  const [, before, ...rest] = issue.path;
  return {
    ...issue,
    path: [name, index, ...rest],
    pointer: `/${name}/${index}${issue.pointer.slice(`/${name}/${before}`.length)}`,
    field: `${name}[${index}]${issue.field.slice(`${name}[${before}]`.length)}`,
  };
}

/**
 * Checks quickly if an edit of the string at `path` leaves the item valid. Finds the nearest enclosing object that `parts`
 * describes. Checks this object, and checks that the string is unique if it must be. If the result is true, the item needs no
 * validation. The result may be false for a valid item.
 */
function isParentSurelyValid(item: unknown, itemPart: number, path: Path): boolean {
  let value = item;
  let at = itemPart;
  let inner = value;
  let innerPart = at;
  let siblings: unknown[] | undefined;
  let unique: string[] | undefined;
  for (let depth = 2; depth < path.length - 1; depth++) {
    let part = parts[at] as Part;
    if (part.pick !== undefined) part = parts[part.pick(value as object)] as Part;
    const segment = path[depth] as string | number;
    const next = part.fields === undefined ? part.item : (getOwn(part.fields, segment) as number | undefined);
    if (next === undefined) break;
    value = getOwn(value, segment);
    at = next;
    if (Array.isArray(value)) {
      siblings = value;
      unique = (parts[at] as Part).unique;
    } else {
      inner = value;
      innerPart = at;
      if (depth < path.length - 2) siblings = undefined;
    }
  }
  const key = path[path.length - 1] as string;
  if (siblings !== undefined && unique?.includes(key)) {
    const mine = getOwn(inner, key);
    if (siblings.some((other) => other !== inner && getOwn(other, key) === mine)) return false;
  }
  return isSurelyValidPart(innerPart, inner);
}
