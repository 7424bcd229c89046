/** Rebases the edits of a draft onto a newer stored connection. Returns the rebased value and the conflicts to resolve. */

import type { Changes, Issue, Path, UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { getOwn, type PathLike, valueAt } from "../core/path.js";
import { applyChanges } from "../operations/call.js";
import type { DiffResult } from "../operations/diff.js";
import { type Conflict, rebase } from "../operations/rebase.js";
import type { Edit } from "./edits.js";
import { environmentsOf, findPreviousIndices, ItemFinder, isNew, ListMatcher } from "./identity.js";
import { Tree } from "./tree.js";
import { isEqual, isRecord, parseClamped } from "./values.js";

/**
 * A value that the draft and the latest connection changed in different ways. Until the conflict is resolved, the draft has the
 * value of the latest connection.
 */
export interface DraftConflict extends Conflict {
  /**
   * Resolves the conflict: `"latest"` keeps the latest value, and `"mine"` reapplies the edit of this draft. Later calls do
   * nothing.
   */
  resolve(side: "mine" | "latest"): void;
  /**
   * Resolves the conflict with another value, in the form of `values.mine`: for example, the value of a variable, a name, an
   * environment, or the list of environments in their order. Later calls do nothing.
   */
  resolveWith(value: unknown): void;
}

/** The conflicts of a rebase, or the issues that prevent the rebase. */
export type DraftRebaseResult =
  | {
      /** The draft is now based on the latest connection. */
      ok: true;
      /** Values that both sides changed differently. Resolve each of them. */
      conflicts: DraftConflict[];
      /** Warnings and information; no errors. */
      issues: Issue[];
    }
  | {
      /** The draft is unchanged. */
      ok: false;
      /** Every issue that prevents the rebase. */
      issues: Issue[];
    };

/** The edits of a draft. */
export interface DraftEdits {
  /** The connection before the edits. */
  base: unknown;
  /** The JSON of `base`. */
  baseJson: string | Uint8Array;
  /** The connection after the edits. */
  edited: unknown;
  /** The changes from `base` to `edited`. */
  diffed: DiffResult;
}

/** The members of a draft that are used to resolve a conflict. */
export interface Editable {
  /** The edited connection. The next edit can change it in place. */
  readonly current: unknown;
  /** The number of edits. */
  readonly version: number;
  set(path: PathLike, value: unknown): void;
  insert(list: PathLike, item: unknown): void;
  remove(item: PathLike): void;
}

/** The edits that conflicts reapply. */
interface ReappliedEdits {
  changes: Changes;
  edited: unknown;
  /** Finders of environments of the draft, and of `edited`. */
  finders: { ids: ItemFinder; editedIds: ItemFinder };
  /** Finders of the items of the draft's other lists, by the paths of these lists in the changes. */
  itemFinders: Map<string, ItemFinder>;
}

interface PendingConflict {
  conflict: Conflict;
  /** Reapplies the edit of this draft, or sets another value instead. */
  reapply: (other?: OtherValue) => void;
}

/** A value to set instead of the value of an edit. */
type OtherValue = { value: unknown } | undefined;

/**
 * Rebases edits onto the latest connection, and returns the result as `tree`. The caller must make `tree` the value of `draft`
 * before it resolves a conflict.
 */
export function rebaseDraft(
  latest: string | Uint8Array,
  { base, baseJson, edited, diffed }: DraftEdits,
  draft: Editable,
  common: CommonOptions,
): (DraftRebaseResult & { ok: false }) | (DraftRebaseResult & { ok: true; tree: Tree }) {
  if (!diffed.ok) return diffed;
  const rebased = rebase(baseJson, diffed.bytes, latest, common);
  if (!rebased.ok) return rebased;
  const tree = new Tree(parseClamped(applyChanges(latest, rebased.bytes)));
  const versions = { base, edited, latest: tree.root };
  const finders = { ids: new ItemFinder("id"), editedIds: new ItemFinder("id") };
  const reapplied: ReappliedEdits = { changes: diffed.changes, edited, finders, itemFinders: new Map() };
  const pending: PendingConflict[] = rebased.conflicts.map((conflict) => ({
    conflict,
    reapply: (other) => reapplyEdit(draft, conflict, reapplied, other),
  }));
  const matchers = { base: new ListMatcher(), latest: new ListMatcher(), draft: new ListMatcher() };
  for (const edit of omitInnerEdits(diffed.unsupported))
    pending.push(...reapplyUnsupported(edit, versions, matchers, tree, draft));
  return { ok: true, issues: rebased.issues, tree, conflicts: pending.map(toDraftConflict) };
}

/**
 * Reapplies an edit that no request makes to `tree`. Returns a conflict if the latest connection has changed or deleted the
 * value.
 */
function reapplyUnsupported(
  edit: UnsupportedEdit,
  { base, edited, latest }: { base: unknown; edited: unknown; latest: unknown },
  matchers: { base: ListMatcher; latest: ListMatcher; draft: ListMatcher },
  tree: Tree,
  draft: Editable,
): PendingConflict[] {
  const { environment } = edit;
  const editedPath = findEditedPath(edit);
  const basePath = mapPath(editedPath, edited, base, matchers.base);
  const latestPath = mapPath(editedPath, edited, latest, matchers.latest);
  const values = {
    base: basePath && valueAt(base, basePath),
    mine: valueAt(edited, editedPath),
    latest: latestPath && valueAt(latest, latestPath),
  };
  if (latestPath !== undefined && isEqual(values.mine, values.latest)) return [];
  if (latestPath !== undefined && isEqual(values.base, values.latest)) {
    tree.set(latestPath, values.mine);
    return [];
  }
  const name = environment === undefined ? "the connection" : `the environment \`${environment.name}\``;
  const message = latestPath
    ? `both sides changed \`${editedPath.at(-1)}\` of ${name}`
    : `the edited part of ${name} was deleted`;
  const kind = latestPath ? "value" : "deleted";
  const path = latestPath ?? basePath ?? editedPath;
  const conflict: Conflict = { kind, path, message, ...(environment && { environment }), values };
  const reapply = (other?: OtherValue) => {
    const path = mapPath(editedPath, edited, draft.current, matchers.draft, draft.version);
    if (path !== undefined) draft.set(path, other === undefined ? values.mine : other.value);
  };
  return [{ conflict, reapply }];
}

/**
 * Translates a path in `source` to the path of the same value in `target`. Returns `undefined` if a list item on the path has
 * no counterpart in `target`.
 */
function mapPath(
  path: Path,
  source: unknown,
  target: unknown,
  matcher: ListMatcher,
  version?: number,
): Path | undefined {
  let [inSource, inTarget] = [source, target];
  const mapped: Path = [];
  for (const key of path) {
    let targetKey = key;
    if (typeof key === "number" && Array.isArray(inSource) && Array.isArray(inTarget)) {
      targetKey = matcher.find(inSource, key, inTarget, version);
      if (targetKey < 0) return undefined;
    }
    mapped.push(targetKey);
    [inSource, inTarget] = [getOwn(inSource, key), getOwn(inTarget, targetKey)];
  }
  return mapped;
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
export function revertUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown {
  const tree = new Tree(edited);
  const matcher = new ListMatcher();
  for (const edit of omitInnerEdits(unsupported)) {
    const path = findEditedPath(edit);
    const basePath = mapPath(path, edited, base, matcher);
    if (basePath !== undefined) tree.set(path, valueAt(base, basePath));
  }
  return tree.root;
}

function toDraftConflict({ conflict, reapply }: PendingConflict): DraftConflict {
  let isPending = true;
  const settle = (apply: () => void) => {
    if (isPending) apply();
    isPending = false;
  };
  const resolve = (side: "mine" | "latest") => settle(() => side === "mine" && reapply());
  const resolveWith = (value: unknown) => settle(() => reapply({ value }));
  // Makes `values` not enumerable, so that the values do not reach logs or copies.
  return Object.defineProperty({ ...conflict, resolve, resolveWith } as DraftConflict, "values", {
    enumerable: false,
    get: () => conflict.values,
  });
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
    for (const member of Object.keys(changes)) draft.set([member], getOwn(edited, member));
    return;
  }
  if (name === "environmentVariables")
    return reapplyVariable(draft, [name], changePath.slice(1), edits, conflict, other);
  if (name === "environments") return reapplyEnvironment(draft, conflict, edits, other);
  draft.set([name], other === undefined ? getOwn(edited, name) : other.value);
}

/** Reapplies an edit of the list of variables at `list`. `inside` is the rest of the path of the edit after the list. */
function reapplyVariable(
  draft: Editable,
  list: Path,
  inside: Path,
  { changes, itemFinders }: ReappliedEdits,
  { mine: changePath = [] }: Conflict,
  other: OtherValue,
): void {
  const [keyword, key] = inside;
  const variables = valueAt(draft.current, list);
  const change = valueAt(changes, changePath);
  if (keyword !== "set" && keyword !== "remove") {
    if (other !== undefined || Array.isArray(change))
      return draft.set(list, other === undefined ? change : other.value);
    const current = JSON.stringify({ environmentVariables: variables });
    const applied = JSON.parse(applyChanges(current, JSON.stringify({ environmentVariables: change })));
    return draft.set(list, applied.environmentVariables);
  }
  const variable = keyword === "set" ? key : change;
  const value = other === undefined ? change : other.value;
  if (!Array.isArray(variables))
    return keyword === "set" || other ? draft.set(list, [{ name: variable, value }]) : undefined;
  const listPath = changePath.slice(0, changePath.length - inside.length);
  const index = getFinder(itemFinders, listPath, "name").find(variables, variable, draft.version);
  if (keyword !== "set" && other === undefined) return index < 0 ? undefined : draft.remove([...list, index]);
  if (index < 0) return draft.insert(list, { name: variable, value });
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
  const { changes, edited, finders } = edits;
  const { kind, mine: changePath = [], environment } = conflict;
  const [name, keyword, key, member, ...inside] = changePath as [string, ...(string | number)[]];
  const now = draft.current;
  // An added environment is an item of `add`, or an item of the list if the changes contain the whole list.
  if (keyword === "add" || typeof keyword === "number") {
    return draft.insert([name], other === undefined ? valueAt(changes, changePath) : other.value);
  }
  if (keyword === "update") {
    // Without a member, the latest connection does not have the environment.
    const index = member === undefined ? -1 : finders.ids.find(environmentsOf(now), key, draft.version);
    if (index >= 0 && member !== undefined) {
      const path = [name, index, member];
      if (member === "variables") return reapplyVariable(draft, path, inside, edits, conflict, other);
      if (member === "credentials") return reapplyCredentials(draft, path, inside, edits, conflict, other);
      return draft.set(path, other === undefined ? valueAt(changes, changePath) : other.value);
    }
    // The environment is created again.
    const mine = environmentsOf(edited)[finders.editedIds.find(environmentsOf(edited), key)];
    return draft.insert([name], other === undefined ? toNewEnvironment(mine) : other.value);
  }
  const id = environment?.id;
  const index = id === undefined ? -1 : finders.ids.find(environmentsOf(now), id, draft.version);
  const isRemoved = id !== undefined && finders.editedIds.find(environmentsOf(edited), id) < 0;
  if (keyword === "remove" || isRemoved) {
    if (index < 0) return;
    return other === undefined ? draft.remove([name, index]) : draft.set([name, index], other.value);
  }
  if (other !== undefined) return draft.set([name], other.value);
  return draft.set([name], kind === "list" ? environmentsOf(edited) : orderAsEdited(edited, now));
}

/** Reapplies an edit of the credentials of an environment: their order, or the auth scheme of one of them. */
function reapplyCredentials(
  draft: Editable,
  path: Path,
  [usage = "action", index]: Path,
  { changes, itemFinders }: ReappliedEdits,
  { mine: changePath = [] }: Conflict,
  other: OtherValue,
): void {
  const list = [...path, usage];
  const now = valueAt(draft.current, list);
  if (!Array.isArray(now)) return;
  if (typeof index !== "number") {
    if (other !== undefined) return draft.set(list, other.value);
    const order = valueAt(changes, changePath.slice(0, 5));
    const ranks = new Map((Array.isArray(order) ? order : []).map((entry, rank) => [getOwn(entry, "id"), rank]));
    const rank = (entry: unknown) => ranks.get(getOwn(entry, "id")) ?? -1;
    return draft.set(
      list,
      [...now].sort((a, b) => rank(a) - rank(b)),
    );
  }
  const id = valueAt(changes, [...changePath.slice(0, 6), "id"]);
  const at = getFinder(itemFinders, changePath.slice(0, 5), "id").find(now, id, draft.version);
  if (at < 0) return;
  const scheme = valueAt(changes, [...changePath.slice(0, 6), "authSchemeConfig"]);
  draft.set([...list, at, "authSchemeConfig"], other === undefined ? scheme : other.value);
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

/** Returns the environments of `now` in the order of `edited`. Environments that only `now` contains come last. */
function orderAsEdited(edited: unknown, now: unknown): unknown[] {
  const environments = environmentsOf(now);
  const indices = findPreviousIndices(environmentsOf(edited), environments).filter((index) => index >= 0);
  const ordered = new Set(indices);
  return [...indices.map((index) => environments[index]), ...environments.filter((_, index) => !ordered.has(index))];
}

/**
 * Adds the ids that the platform assigned to new environments. Returns both connections, `sent` and `now`, with these ids.
 *
 * @param sent the connection that was sent
 * @param now the connection as the draft contains it now
 * @param response the connection in the response
 * @param edits the edits from `sent` to `now`
 */
export function assignServerIds(
  sent: unknown,
  now: unknown,
  response: unknown,
  edits: readonly Edit[],
): [sent: unknown, now: unknown] {
  const [sentEnvironments, currentEnvironments] = [environmentsOf(sent), environmentsOf(now)];
  const tracked = trackIndices(sentEnvironments, edits);
  const currentBySent = new Map(tracked.map((before, index) => [before, index]));
  const untracked = currentEnvironments.filter((item, index) => isNew(item) && (tracked[index] ?? -1) < 0);
  const untrackedByName = new Map(untracked.map((item) => [getOwn(item, "name"), item]));
  const storedEnvironments = environmentsOf(response);
  const names = new ItemFinder("name");
  const created = new Map<unknown, unknown>();
  sentEnvironments.forEach((environment, index) => {
    if (!isNew(environment)) return;
    const stored = storedEnvironments[names.find(storedEnvironments, getOwn(environment, "name"))];
    if (stored === undefined) return;
    // A list that was replaced can contain a copy of the environment at another index.
    const current =
      currentEnvironments[currentBySent.get(index) ?? -1] ?? untrackedByName.get(getOwn(environment, "name"));
    for (const item of [environment, current]) {
      const withEntryIds = addEntryIds(item, environment, stored) as object | undefined;
      created.set(item, { id: getOwn(stored, "id"), ...withEntryIds });
    }
  });
  const addIds = (root: unknown) => {
    const addId = (item: unknown) => created.get(item) ?? item;
    return { ...(root as object), environments: environmentsOf(root).map(addId) };
  };
  return created.size === 0 ? [sent, now] : [addIds(sent), addIds(now)];
}

/**
 * Adds the ids that the platform assigned to the credentials of a new environment.
 *
 * @param environment `sent`, or `sent` after some edits
 * @param stored the environment in the response
 */
function addEntryIds(environment: unknown, sent: unknown, stored: unknown): unknown {
  const credentials = getOwn(environment, "credentials");
  if (!isRecord(credentials)) return environment;
  const usages = Object.entries(credentials).map(([usage, entries]) => {
    const [before, after] = [sent, stored].map((one) => valueAt(one, ["credentials", usage]));
    if (!Array.isArray(entries) || !Array.isArray(before) || !Array.isArray(after)) return [usage, entries];
    if (before.length !== after.length) return [usage, entries];
    const indices = new Map(before.map((entry, index) => [entry, index]));
    const kept = new Set(entries);
    // An edited entry is another object at the same index.
    const findIndex = (index: number) => (entries.length === before.length && !kept.has(before[index]) ? index : -1);
    const withIds = entries.map((entry, index) => {
      const id = getOwn(after[indices.get(entry) ?? findIndex(index)], "id");
      return isRecord(entry) && id !== undefined ? { id, ...entry } : entry;
    });
    return [usage, withIds];
  });
  return { ...(environment as object), credentials: Object.fromEntries(usages) };
}

/** Returns, for each environment after the edits, its index before the edits; -1 if it is new or unknown. */
function trackIndices(before: readonly unknown[], edits: readonly Edit[]): number[] {
  let indices = before.map((_, index) => index);
  const removedIndices = new Map<unknown, number>();
  for (const edit of edits) {
    const { kind, path } = edit;
    if (path.length > 2 || (path.length > 0 && path[0] !== "environments")) continue;
    if (path.length === 2) {
      // Another environment was set at this index.
      if (kind === "set" && !(isNew(edit.before) && isNew(edit.after))) indices[path[1] as number] = -1;
    } else if (kind === "splice") {
      // A move of an item is recorded as a removal and an insertion. A replaced list can contain copies of its items.
      const { at, removed, added } = edit;
      const replaced = indices.slice(at, at + removed.length);
      removed.forEach((item, index) => {
        removedIndices.set(item, replaced[index] ?? -1);
      });
      const previous = findPreviousIndices(added, removed);
      const find = (item: unknown, index: number) => removedIndices.get(item) ?? replaced[previous[index] ?? -1] ?? -1;
      indices.splice(at, removed.length, ...added.map(find));
    } else {
      const [old, next] = [edit.before, edit.after].map((root) => (path.length === 0 ? environmentsOf(root) : root));
      const previous = Array.isArray(old) && Array.isArray(next) ? findPreviousIndices(next, old) : [];
      indices = previous.map((index) => indices[index] ?? -1);
    }
  }
  return indices;
}
