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
import { isEqual, parseClamped } from "./values.js";

/**
 * A value that the draft and the latest connection changed in different ways. Until the conflict is resolved, the draft has the
 * value of the latest connection.
 */
export interface DraftConflict extends Conflict {
  /**
   * Resolves the conflict: `"latest"` keeps the latest value, and `"mine"` reapplies the edit of this draft. Later calls do
   * nothing.
   */
  resolve(choice: "mine" | "latest"): void;
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
  /** Finders of environments of the draft, variables of the draft, and environments of `edited`. */
  finders: { ids: ItemFinder; names: ItemFinder; editedIds: ItemFinder };
}

interface PendingConflict {
  conflict: Conflict;
  /** Reapplies the edit of this draft. */
  reapply: () => void;
}

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
  const finders = { ids: new ItemFinder("id"), names: new ItemFinder("name"), editedIds: new ItemFinder("id") };
  const pending: PendingConflict[] = rebased.conflicts.map((conflict) => ({
    conflict,
    reapply: () => reapplyEdit(draft, conflict, { changes: diffed.changes, edited, finders }),
  }));
  const matchers = { base: new ListMatcher(), latest: new ListMatcher(), draft: new ListMatcher() };
  for (const edit of diffed.unsupported) pending.push(...reapplyUnsupported(edit, versions, matchers, tree, draft));
  return { ok: true, issues: rebased.issues, tree, conflicts: pending.map(toDraftConflict) };
}

/**
 * Reapplies an edit that the request does not support to `tree`. Returns a conflict for each field that the latest connection
 * has changed or deleted.
 */
function reapplyUnsupported(
  { environment, fields, path }: UnsupportedEdit,
  { base, edited, latest }: { base: unknown; edited: unknown; latest: unknown },
  matchers: { base: ListMatcher; latest: ListMatcher; draft: ListMatcher },
  tree: Tree,
  draft: Editable,
): PendingConflict[] {
  const pending: PendingConflict[] = [];
  for (const field of fields) {
    const editedPath = [...path, field];
    const basePath = mapPath(editedPath, edited, base, matchers.base);
    const latestPath = mapPath(editedPath, edited, latest, matchers.latest);
    const values = {
      base: basePath && valueAt(base, basePath),
      mine: valueAt(edited, editedPath),
      latest: latestPath && valueAt(latest, latestPath),
    };
    if (latestPath !== undefined && isEqual(values.mine, values.latest)) continue;
    if (latestPath !== undefined && isEqual(values.base, values.latest)) {
      tree.set(latestPath, values.mine);
      continue;
    }
    const name = `the environment \`${environment.name}\``;
    const message = latestPath
      ? `both sides changed \`${field}\` of ${name}`
      : `the edited part of ${name} was deleted`;
    const conflict = { path: latestPath ?? basePath ?? editedPath, message, environment, values };
    const reapply = () => {
      const path = mapPath(editedPath, edited, draft.current, matchers.draft, draft.version);
      if (path !== undefined) draft.set(path, values.mine);
    };
    pending.push({ conflict, reapply });
  }
  return pending;
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

/**
 * Undoes the edits that the request does not support: returns `edited`, in which their fields have the values of `base` again.
 */
export function revertUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown {
  const tree = new Tree(edited);
  const matcher = new ListMatcher();
  for (const { path, fields } of unsupported) {
    for (const field of fields) {
      const basePath = mapPath([...path, field], edited, base, matcher);
      if (basePath !== undefined) tree.set([...path, field], valueAt(base, basePath));
    }
  }
  return tree.root;
}

function toDraftConflict({ conflict, reapply }: PendingConflict): DraftConflict {
  let isPending = true;
  const resolve = (choice: "mine" | "latest") => {
    if (isPending && choice === "mine") reapply();
    isPending = false;
  };
  // Makes `values` not enumerable, so that the values do not reach logs or copies.
  return Object.defineProperty({ ...conflict, resolve } as DraftConflict, "values", {
    enumerable: false,
    get: () => conflict.values,
  });
}

/**
 * Reapplies the edit of a conflict to a draft.
 *
 * @param edits the changes of this draft, in which `conflict.mine` is the path of the edit, and the connection after these changes;
 * the finders are shared by all conflicts
 */
function reapplyEdit(draft: Editable, conflict: Conflict, { changes, edited, finders }: ReappliedEdits): void {
  const { mine: changePath = [], environment } = conflict;
  const [name, keyword, key] = changePath as [string?, (string | number)?, (string | number)?];
  const now = draft.current;
  if (name === undefined) {
    // This conflict represents all conflicts beyond the limit.
    for (const member of Object.keys(changes)) draft.set([member], getOwn(edited, member));
    return;
  }
  if (name === "environmentVariables") {
    const list = getOwn(now, name);
    const change = valueAt(changes, changePath);
    if (keyword === undefined || !Array.isArray(list)) {
      const mine =
        keyword === undefined
          ? changes[name]
          : { [keyword]: keyword === "set" ? { [key as string]: change } : [change] };
      const applied = JSON.parse(applyChanges(JSON.stringify({ [name]: list }), JSON.stringify({ [name]: mine })));
      return draft.set([name], applied[name]);
    }
    const variable = keyword === "set" ? key : change;
    const index = finders.names.find(list, variable, draft.version);
    if (keyword !== "set") return index < 0 ? undefined : draft.remove([name, index]);
    if (index < 0) return draft.insert([name], { name: variable, value: change });
    return draft.set([name, index, "value"], change);
  }
  if (name === "environments") {
    // An added environment is an item of `add`, or an item of the list if the changes contain the whole list.
    const isAdded = keyword === "add" || typeof keyword === "number";
    if (isAdded) return draft.insert([name], valueAt(changes, changePath));
    const id = environment?.id;
    const index = id === undefined ? -1 : finders.ids.find(environmentsOf(now), id, draft.version);
    const isRemoved = id !== undefined && finders.editedIds.find(environmentsOf(edited), id) < 0;
    if (keyword === "remove" || isRemoved) return index < 0 ? undefined : draft.remove([name, index]);
    return draft.set([name], orderAsEdited(edited, now));
  }
  draft.set([name], getOwn(edited, name));
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
  const currentBySent = new Map(trackIndices(sentEnvironments, edits).map((before, index) => [before, index]));
  const storedEnvironments = environmentsOf(response);
  const names = new ItemFinder("name");
  const ids = new Map<unknown, unknown>();
  sentEnvironments.forEach((environment, index) => {
    if (!isNew(environment)) return;
    const stored = storedEnvironments[names.find(storedEnvironments, getOwn(environment, "name"))];
    if (stored === undefined) return;
    const current = currentEnvironments[currentBySent.get(index) ?? -1];
    for (const item of [environment, current]) ids.set(item, getOwn(stored, "id"));
  });
  const addIds = (root: unknown) => {
    const addId = (item: unknown) => (ids.has(item) ? { id: ids.get(item), ...(item as object) } : item);
    return { ...(root as object), environments: environmentsOf(root).map(addId) };
  };
  return ids.size === 0 ? [sent, now] : [addIds(sent), addIds(now)];
}

/** Returns, for each environment after the edits, its index before the edits; -1 for a new environment. */
function trackIndices(before: readonly unknown[], edits: readonly Edit[]): number[] {
  let indices = before.map((_, index) => index);
  const removedIndices = new Map<unknown, number>();
  for (const edit of edits) {
    const { kind, path } = edit;
    if (path.length > 1 || (path.length === 1 && path[0] !== "environments")) continue;
    if (kind === "splice") {
      // A move of an item is recorded as a removal and an insertion.
      edit.removed.forEach((item, at) => {
        removedIndices.set(item, indices[edit.at + at] ?? -1);
      });
      indices.splice(edit.at, edit.removed.length, ...edit.added.map((item) => removedIndices.get(item) ?? -1));
    } else {
      const [old, next] = [edit.before, edit.after].map((root) => (path.length === 0 ? environmentsOf(root) : root));
      const previous = Array.isArray(old) && Array.isArray(next) ? findPreviousIndices(next, old) : [];
      indices = previous.map((index) => indices[index] ?? -1);
    }
  }
  return indices;
}
