/** Rebases the edits of a draft onto a newer stored connection. Returns the rebased value and the conflicts to resolve. */

import type { Changes, Path, UnsupportedEdit } from "../core/core.js";
import type { Messages } from "../core/messages.js";
import type { CommonOptions } from "../core/options.js";
import { getOwn, type PathLike, valueAt } from "../core/path.js";
import type { Conflict } from "../core/values.js";
import { applyChanges } from "../operations/call.js";
import type { DiffResult } from "../operations/diff.js";
import { readMine, rebase } from "../operations/rebase.js";
import { environmentsOf, isNew } from "./environments.js";
import {
  fromKeyPath,
  type ItemKeys,
  indexOfKey,
  type KeySource,
  type Keys,
  keyAt,
  keysAt,
  keysInside,
  replaceKeys,
  toKeyPath,
} from "./identity.js";
import { ItemFinder } from "./item-finder.js";
import { findKeyed, itemOf, type Keyed, memberOf, rekey, rekeyRebased } from "./rekey.js";
import { Tree } from "./tree.js";
import type { DraftConflict, DraftRebaseResult } from "./types.js";
import { isEqual, isObject, isRecord, parseClamped, replaceEqualDeep } from "./values.js";

/** The edits of a draft. */
export interface DraftEdits {
  /** The connection before the edits. */
  base: Keyed;
  /** The JSON of `base`. */
  baseJson: string | Uint8Array;
  /** The connection after the edits. */
  edited: Keyed;
  /** The changes from `base` to `edited`. */
  diffed: DiffResult;
}

/** The members of a draft that are used to resolve a conflict. */
export interface Editable {
  /** The edited connection. The next edit can change it in place. */
  readonly current: unknown;
  /** The keys in `current`. */
  readonly keys: Keys;
  /** The number of edits. */
  readonly version: number;
  set(path: PathLike, value: unknown): void;
  /** Adds an item to a list at an index. The item gets the keys if no other item of the list has its key. */
  insert(list: PathLike, item: unknown, at: number, keys?: ItemKeys): void;
  remove(item: PathLike): void;
  /** Called after a conflict was resolved. */
  settle?(conflict: DraftConflict): void;
}

/** The edits that conflicts reapply. */
interface ReappliedEdits {
  changes: Changes;
  edited: Keyed;
  /** The connection after the rebase, before a conflict is resolved. */
  rebased: Keyed;
  /** The indices of the new environments in `edited`. */
  added?: number[];
  /** Finders of environments of the draft, and of `edited`. */
  finders: { ids: ItemFinder; editedIds: ItemFinder };
  /** Finders of the items of other lists, by the paths of these lists in the changes. */
  itemFinders: Map<string, ItemFinder>;
  source: KeySource;
}

interface PendingConflict {
  conflict: Conflict;
  /** Reapplies the edit of this draft, or sets another value instead. */
  reapply: (other?: OtherValue) => void;
}

/** A value to set instead of the value of an edit. */
type OtherValue = { value: unknown } | undefined;

/**
 * Rebases edits onto the latest connection, and returns the edited connection as `tree`, with the keys in it. The caller must make
 * `tree` the value of `draft` before it resolves a conflict.
 *
 * @param getStored returns the stored connection that the draft is based on afterwards
 */
export function rebaseDraft(
  latest: string | Uint8Array,
  getStored: () => Keyed,
  { base, baseJson, edited, diffed }: DraftEdits,
  draft: Editable,
  source: KeySource,
  common: CommonOptions,
): (DraftRebaseResult & { ok: false }) | (DraftRebaseResult & { ok: true; tree: Tree; keys: Keys; stored: Keyed }) {
  if (!diffed.ok) return diffed;
  const rebased = rebase(baseJson, diffed.bytes, latest, common);
  if (!rebased.ok) return rebased;
  const stored = getStored();
  // Equal parts become the same object, so that later comparisons skip them.
  const root = replaceEqualDeep(parseClamped(applyChanges(latest, rebased.bytes)), stored.value);
  const target: Target = { tree: new Tree(root), keys: rekeyRebased(root, stored, edited, source) };
  const finders = { ids: new ItemFinder("id"), editedIds: new ItemFinder("id") };
  const result = { value: root, keys: target.keys };
  const reapplied: ReappliedEdits = {
    changes: diffed.changes,
    edited,
    rebased: result,
    finders,
    itemFinders: new Map(),
    source,
  };
  const pending: PendingConflict[] = rebased.conflicts.map((conflict) => ({
    conflict,
    reapply: (other) => reapplyEdit(draft, conflict, reapplied, other),
  }));
  for (const edit of omitInnerEdits(diffed.unsupported)) {
    pending.push(...reapplyUnsupported(edit, { base, edited, latest: result }, target, draft, common.messages));
  }
  return {
    ok: true,
    issues: rebased.issues,
    stored,
    ...target,
    conflicts: pending.map((conflict) => toDraftConflict(conflict, draft)),
  };
}

/** A rebased connection to which edits are reapplied. */
interface Target {
  readonly tree: Tree;
  keys: Keys;
}

/**
 * Reapplies an edit that no request makes to `target`. Returns a conflict if the latest connection has changed or deleted the
 * value.
 */
function reapplyUnsupported(
  edit: UnsupportedEdit,
  { base, edited, latest }: { base: Keyed; edited: Keyed; latest: Keyed },
  target: Target,
  draft: Editable,
  messages: Messages | undefined,
): PendingConflict[] {
  const { environment } = edit;
  const editedPath = findEditedPath(edit);
  const basePath = findPath(editedPath, edited, base);
  const latestPath = findPath(editedPath, edited, latest);
  const values = {
    base: basePath && valueAt(base.value, basePath),
    mine: valueAt(edited.value, editedPath),
    latest: latestPath && valueAt(latest.value, latestPath),
  };
  if (latestPath !== undefined && isEqual(values.mine, values.latest)) return [];
  if (latestPath !== undefined && isEqual(values.base, values.latest)) {
    const changed = withParents(target.tree.current, latestPath, values.mine);
    target.tree.set(changed.path, changed.value);
    target.keys = replaceKeys(target.keys, latestPath, keysAt(editedPath, edited.keys));
    return [];
  }
  const name = environment === undefined ? "the connection" : `the environment \`${environment.name}\``;
  const [member] = editedPath.slice(-1);
  const english = latestPath
    ? `both sides changed ${member === undefined ? "" : `\`${member}\` of `}${name}`
    : `the edited part of ${name} was deleted`;
  const kind = latestPath ? "value" : "deleted";
  const path = latestPath ?? basePath ?? editedPath;
  const conflict: Conflict = { kind, path, message: english, ...(environment && { environment }), values };
  conflict.message = messages?.conflict?.(conflict) ?? english;
  const reapply = (other?: OtherValue) => {
    const path = findPath(editedPath, edited, { value: draft.current, keys: draft.keys });
    if (path !== undefined) setWithParents(draft, path, other === undefined ? values.mine : other.value);
  };
  return [{ conflict, reapply }];
}

/** Sets a value of a draft. Creates the objects around it that the draft does not have. */
function setWithParents(draft: Editable, target: Path, after: unknown): void {
  const { path, value } = withParents(draft.current, target, after);
  draft.set(path, value);
}

/**
 * Returns the path and the value to set so that `root` has a value at a path. If `root` has no object around this value, it is the
 * path of that object.
 */
function withParents(root: unknown, path: Path, value: unknown): { path: Path; value: unknown } {
  if (value === undefined) return { path, value };
  let depth = path.length - 1;
  while (depth > 0 && !isObject(valueAt(root, path, depth))) depth--;
  const inside = path.slice(depth + 1).reduceRight((inner: unknown, name) => ({ [name]: inner }), value);
  return { path: path.slice(0, depth + 1), value: inside };
}

/** Returns the path in `to` of the value at a path of `from`; `undefined` if a list on the path has no such item. */
function findPath(path: Path, from: Keyed, to: Keyed): Path | undefined {
  const found = fromKeyPath(toKeyPath(path, from.keys), to.keys);
  let end = path.length;
  while (end > 0 && typeof path[end - 1] !== "number") end--;
  // A list with its first keys can be shorter than the index of an item.
  const isFound = found !== undefined && valueAt(to.value, found, end) !== undefined;
  return isFound ? found : findPathById(path, from.value, to.value);
}

/** Finds a path as `findPath` does, but by the ids of the items. An item that was removed and added again has another key. */
function findPathById(path: Path, from: unknown, to: unknown): Path | undefined {
  const found: Path = [];
  for (const segment of path) {
    let next: string | number = segment;
    if (typeof segment === "number") {
      const id = valueAt(from, [segment, "id"]);
      next = id === undefined ? -1 : listOf(to).findIndex((item) => getOwn(item, "id") === id);
      if (next < 0) return undefined;
    }
    found.push(next);
    [from, to] = [getOwn(from, segment), getOwn(to, next)];
  }
  return found;
}

/** Returns the path of the value that an edit changed. With another type, an auth scheme also has other members. */
function findEditedPath({ reason, path }: UnsupportedEdit): Path {
  return reason === "scheme-type" ? path.slice(0, -1) : path;
}

/** Omits edits inside a value that another edit changed as a whole, such as edits of entries in a list with other entries. */
function omitInnerEdits(edits: UnsupportedEdit[]): UnsupportedEdit[] {
  const paths = new Set(edits.map((edit) => JSON.stringify(findEditedPath(edit))));
  return edits.filter((edit) => {
    const path = findEditedPath(edit);
    return path.every((_, length) => !paths.has(JSON.stringify(path.slice(0, length))));
  });
}

/**
 * Undoes the edits that no request makes: returns `edited`, in which their fields have the values of `base` again.
 */
export function revertUnsupported(edited: Keyed, unsupported: UnsupportedEdit[], base: Keyed): Keyed {
  const tree = new Tree(edited.value);
  let { keys } = edited;
  for (const edit of omitInnerEdits(unsupported)) {
    const path = findEditedPath(edit);
    const basePath = findPath(path, edited, base);
    if (basePath === undefined) continue;
    tree.set(path, valueAt(base.value, basePath));
    keys = replaceKeys(keys, path, keysAt(basePath, base.keys));
  }
  return { value: tree.root, keys };
}

function toDraftConflict({ conflict, reapply }: PendingConflict, draft: Editable): DraftConflict {
  let isPending = true;
  const settle = (apply: () => void) => {
    if (!isPending) return;
    apply();
    isPending = false;
    draft.settle?.(draftConflict);
  };
  const resolve = (side: "mine" | "latest") => settle(() => side === "mine" && reapply());
  const resolveWith = (value: unknown) => settle(() => reapply({ value }));
  // Makes `values` not enumerable, so that the values do not reach logs or copies.
  const draftConflict = Object.defineProperty({ ...conflict, resolve, resolveWith } as DraftConflict, "values", {
    enumerable: false,
    get: () => conflict.values,
  });
  return draftConflict;
}

/**
 * Reapplies the edit of a conflict to a draft, or sets another value instead.
 *
 * @param edits the changes of this draft, in which `conflict.mine` is the path of the edit, and the connection after these
 * changes; the finders are shared by all conflicts
 */
function reapplyEdit(draft: Editable, conflict: Conflict, edits: ReappliedEdits, other: OtherValue): void {
  const { changes, edited } = edits;
  const { mine: changePath = [] } = conflict;
  const [name] = changePath as [string?];
  if (name === undefined) {
    // This conflict represents all conflicts beyond the limit.
    for (const member of Object.keys(changes)) draft.set([member], getOwn(edited.value, member));
    return;
  }
  if (name === "environmentVariables")
    return reapplyVariable(draft, [name], changePath.slice(1), edits, conflict, other);
  if (name === "environments") return reapplyEnvironment(draft, conflict, edits, other);
  draft.set([name], other === undefined ? getOwn(edited.value, name) : other.value);
}

/**
 * Reapplies an edit of the list of variables at `list`, or of one of its variables. `inside` is the rest of the path of the edit
 * after the list.
 */
function reapplyVariable(
  draft: Editable,
  list: Path,
  inside: Path,
  { changes, edited, rebased, itemFinders }: ReappliedEdits,
  conflict: Conflict,
  other: OtherValue,
): void {
  const { mine: changePath = [], name } = conflict;
  const variables = valueAt(draft.current, list);
  if (name === undefined) {
    const change = other === undefined ? valueAt(changes, changePath) : other.value;
    if (!isRecord(change)) return draft.set(list, change);
    const current = JSON.stringify({ environmentVariables: variables });
    const applied = JSON.parse(applyChanges(current, JSON.stringify({ environmentVariables: change })));
    return draft.set(list, applied.environmentVariables);
  }
  const value = other === undefined ? readMine(conflict, changes) : other.value;
  if (!Array.isArray(variables)) return value === undefined ? undefined : draft.set(list, [{ name, value }]);
  // The variable can have another name or index by now. It is the one that had the name after the rebase.
  const keyPath = toKeyPath(list, draft.keys);
  const listPath = changePath.slice(0, changePath.length - inside.length);
  const findKey = (side: Keyed, finder: string): number | undefined => {
    const { value: items, keys } = findKeyed(keyPath, side);
    const at = Array.isArray(items) ? getFinder(itemFinders, [finder, ...listPath], "name").find(items, name) : -1;
    return at < 0 ? undefined : keyAt(keys, at);
  };
  const target = findKey(rebased, "rebased");
  const index = target === undefined ? -1 : indexOfKey(keysAt(list, draft.keys), target);
  const isFound = index >= 0 && index < variables.length;
  if (value === undefined) return isFound ? draft.remove([...list, index]) : undefined;
  if (!isFound) {
    const key = findKey(edited, "edited");
    const keys = key === undefined ? undefined : { key, inside: undefined };
    return draft.insert(list, { name, value }, variables.length, keys);
  }
  return draft.set([...list, index, "value"], value);
}

/** Returns the finder of the list at a path of the changes. */
function getFinder(finders: Map<string, ItemFinder>, list: Path, key: "id" | "name"): ItemFinder {
  const name = JSON.stringify(list);
  const finder = finders.get(name) ?? new ItemFinder(key);
  finders.set(name, finder);
  return finder;
}

/** Reapplies an edit of the environments, or of one environment. */
function reapplyEnvironment(draft: Editable, conflict: Conflict, edits: ReappliedEdits, other: OtherValue): void {
  const { changes, edited, finders, source } = edits;
  const { kind, mine: changePath = [], environment } = conflict;
  const [name, keyword, key, member, ...inside] = changePath as [string, ...(string | number)[]];
  const now = draft.current;
  // As in a rebase without conflicts, an added environment comes last if the order was not edited.
  const insert = (created: unknown, at: number) => {
    if (created === undefined) return;
    const list = memberOf(edited, name);
    const key = keyAt(list.keys, at);
    const item = itemOf(list, key);
    const keys = { key, inside: other === undefined ? item.keys : rekey(created, item, source) };
    const isOrdered = getOwn(changes.environments, "order") !== undefined;
    draft.insert([name], created, isOrdered ? findPlace(edited, at, draft) : environmentsOf(now).length, keys);
  };
  if (keyword === "add") {
    edits.added ??= environmentsOf(edited.value).flatMap((item, at) => (isNew(item) ? [at] : []));
    return insert(
      other === undefined ? valueAt(changes, changePath) : other.value,
      edits.added[key as number] as number,
    );
  }
  if (keyword === "update") {
    if (member === undefined) {
      // The latest connection does not have the environment. It is created again.
      const at = finders.editedIds.find(environmentsOf(edited.value), key);
      return insert(other === undefined ? toNewEnvironment(environmentsOf(edited.value)[at]) : other.value, at);
    }
    const index = finders.ids.find(environmentsOf(now), key, draft.version);
    // The person has removed the environment since the rebase.
    if (index < 0) return;
    const path = [name, index, member];
    if (member === "variables") return reapplyVariable(draft, path, inside, edits, conflict, other);
    if (member === "credentials") {
      const at = finders.editedIds.find(environmentsOf(edited.value), key);
      const mine = valueAt(edited.value, [name, at, member]);
      return reapplyCredentials(draft, path, inside, edits, { conflict, mine, other });
    }
    return draft.set(path, other === undefined ? valueAt(changes, changePath) : other.value);
  }
  if (keyword === "remove") {
    const index = finders.ids.find(environmentsOf(now), environment?.id, draft.version);
    if (index < 0) return;
    return other === undefined ? draft.remove([name, index]) : draft.set([name, index], other.value);
  }
  const mine = () => (kind === "list" ? getOwn(edited.value, name) : orderAsEdited(edited, draft));
  draft.set([name], other === undefined ? mine() : other.value);
}

/**
 * Returns the index at which to add an environment to a draft: before the environment that follows it in the edited connection, or
 * at the end.
 *
 * @param at the index of the environment in the edited connection
 */
function findPlace(edited: Keyed, at: number, draft: Editable): number {
  const following = indicesInDraft(edited, draft).slice(at + 1);
  return following.find((index) => index >= 0) ?? environmentsOf(draft.current).length;
}

/** Returns the index in a draft of each environment of `edited`; -1 for those that the draft does not have. */
function indicesInDraft(edited: Keyed, { current, keys }: Editable): number[] {
  const [editedKeys, currentKeys] = [edited.keys, keys].map((keys) => keysInside(keys, "environments"));
  const indices = new Map(environmentsOf(current).map((_, index) => [keyAt(currentKeys, index), index]));
  return environmentsOf(edited.value).map((_, index) => indices.get(keyAt(editedKeys, index)) ?? -1);
}

/** Reapplies an edit of the credentials of an environment: their order, or the auth scheme of one of them. */
function reapplyCredentials(
  draft: Editable,
  path: Path,
  [usage = "action", index]: Path,
  { changes, itemFinders }: ReappliedEdits,
  { conflict, mine, other }: { conflict: Conflict; mine: unknown; other: OtherValue },
): void {
  const { mine: changePath = [] } = conflict;
  const list = [...path, usage];
  const stored = valueAt(draft.current, list);
  if (typeof index !== "number") {
    if (other !== undefined) return setWithParents(draft, list, other.value);
    const now = [...listOf(stored), ...findRemoved(conflict, stored, getOwn(mine, usage))];
    const order = valueAt(changes, changePath.slice(0, 5));
    const ranks = new Map(listOf(order).map((entry, rank) => [getOwn(entry, "id"), rank]));
    const rank = (entry: unknown) => ranks.get(getOwn(entry, "id")) ?? -1;
    return setWithParents(
      draft,
      list,
      now.sort((a, b) => rank(a) - rank(b)),
    );
  }
  const now = listOf(stored);
  const id = valueAt(changes, [...changePath.slice(0, 6), "id"]);
  const at = getFinder(itemFinders, changePath.slice(0, 5), "id").find(now, id, draft.version);
  if (at < 0) return;
  const scheme = valueAt(changes, [...changePath.slice(0, 6), "authSchemeConfig"]);
  draft.set([...list, at, "authSchemeConfig"], other === undefined ? scheme : other.value);
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/**
 * Returns the entries of credentials that this draft edited and the other side removed. No request adds an entry, so that the draft
 * reports them as unsupported.
 *
 * @param stored the entries that are left
 * @param mine the entries as edited
 */
function findRemoved({ kind, values: { base } }: Conflict, stored: unknown, mine: unknown): unknown[] {
  if (kind !== "deleted") return [];
  const left = new Set(listOf(stored).map((entry) => getOwn(entry, "id")));
  const schemes = new Map(listOf(base).map((entry) => [getOwn(entry, "id"), getOwn(entry, "authSchemeConfig")]));
  return listOf(mine).filter((entry) => {
    const id = getOwn(entry, "id");
    return schemes.has(id) && !left.has(id) && !isEqual(getOwn(entry, "authSchemeConfig"), schemes.get(id));
  });
}

/**
 * Returns an edited connection in which environments that a save deleted, and that an edit restored since, are new.
 *
 * @param sent the connection that was sent
 * @param base the connection before the save
 */
export function recreateDeleted(edited: Keyed, sent: Keyed, base: Keyed): Keyed {
  const [wanted, known] = [sent, base].map(
    ({ value }) => new Set(environmentsOf(value).map((environment) => getOwn(environment, "id"))),
  ) as [Set<unknown>, Set<unknown>];
  const isDeleted = (environment: unknown): boolean => {
    const id = getOwn(environment, "id");
    return id !== undefined && known.has(id) && !wanted.has(id);
  };
  const environments = environmentsOf(edited.value);
  if (!environments.some(isDeleted)) return edited;
  const next = environments.map((environment) =>
    isDeleted(environment) ? toNewEnvironment(environment) : environment,
  );
  return { ...edited, value: { ...(edited.value as object), environments: next } };
}

/** Returns a stored environment as one to create: without ids and times, and with references to its credentials. */
function toNewEnvironment(environment: unknown): unknown {
  const toEntry = (entry: unknown) => ({
    authSchemeConfig: getOwn(entry, "authSchemeConfig"),
    credential: { id: valueAt(entry, ["credential", "id"]) },
  });
  const usages = Object.entries((getOwn(environment, "credentials") ?? {}) as Record<string, unknown>);
  const credentials = usages.map(([usage, list]) => [usage, Array.isArray(list) ? list.map(toEntry) : list]);
  return {
    name: getOwn(environment, "name"),
    credentials: Object.fromEntries(credentials),
    variables: getOwn(environment, "variables") ?? [],
  };
}

/** Returns the environments of a draft in the order of `edited`. Environments that only the draft contains come last. */
export function orderAsEdited(edited: Keyed, draft: Editable): unknown[] {
  const environments = environmentsOf(draft.current);
  const indices = indicesInDraft(edited, draft).filter((index) => index >= 0);
  const ordered = new Set(indices);
  return [...indices.map((index) => environments[index]), ...environments.filter((_, index) => !ordered.has(index))];
}
