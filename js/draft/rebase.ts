/** Rebases the edits of a draft onto a later connection; returns the result, and every conflict with a way to resolve it. */

import type { Changes, Issue, Path, UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { getOwn, type PathLike, valueAt } from "../core/path.js";
import { applyChanges } from "../operations/call.js";
import type { DiffResult } from "../operations/diff.js";
import { type Conflict, rebase } from "../operations/rebase.js";
import type { Edit } from "./edits.js";
import { environmentsOf, indexOfEnvironment, isNew, previousIndices } from "./identity.js";
import { Tree } from "./tree.js";
import { isEqual, parseClamped } from "./values.js";

/** Two different changes to the same value. The draft has the latest value until the conflict is resolved. */
export interface DraftConflict extends Conflict {
  /** Resolves the conflict, once: keeps the latest value, or makes the edit of this draft again. */
  resolve(choice: "mine" | "latest"): void;
}

/** The conflicts of a rebase, or every issue. */
export type DraftRebaseResult =
  | {
      /** The draft is based on the later connection. */
      ok: true;
      /** Values that both sides changed differently, each to be resolved. */
      conflicts: DraftConflict[];
      /** Warnings and information; no errors. */
      issues: Issue[];
    }
  | {
      /** The draft is as it was. */
      ok: false;
      /** Every issue that prevents the rebase. */
      issues: Issue[];
    };

/** The edits of a draft: `base` and its JSON, `before`, which it was edited to, and the changes between the two. */
export interface DraftEdits {
  json: string | Uint8Array;
  base: unknown;
  before: unknown;
  mine: DiffResult;
}

/** The draft that the resolution of a conflict edits. */
interface Editable {
  readonly value: unknown;
  set(path: PathLike, value: unknown): void;
  insert(list: PathLike, item: unknown): void;
  remove(item: PathLike): void;
}

/** A conflict, and a function that makes the edit of this draft again. */
interface PendingConflict {
  conflict: Conflict;
  applyMine: () => void;
}

/** Rebases edits onto a later connection. `draft` contains the resulting tree by the time a conflict is resolved. */
export function rebaseDraft(
  latest: string | Uint8Array,
  { json, base, before, mine }: DraftEdits,
  draft: Editable,
  common: CommonOptions,
): (DraftRebaseResult & { ok: false }) | (DraftRebaseResult & { ok: true; tree: Tree }) {
  if (!mine.ok) return mine;
  const rebased = rebase(json, mine.bytes, latest, common);
  if (!rebased.ok) return rebased;
  const tree = new Tree(parseClamped(applyChanges(latest, rebased.bytes)));
  const now = tree.root;
  const pending: PendingConflict[] = rebased.conflicts.map((conflict) => ({
    conflict,
    applyMine: () => applyMine(draft, conflict, mine.changes, before),
  }));
  for (const edit of mine.unsupported) pending.push(...reapplyUnsupported(edit, { base, before, now }, tree, draft));
  return { ok: true, issues: rebased.issues, tree, conflicts: pending.map(toDraftConflict) };
}

/** Makes an unsupported edit on a later connection too, if the other side did not change the same field. */
function reapplyUnsupported(
  { environment, fields, path }: UnsupportedEdit,
  { base, before, now }: { base: unknown; before: unknown; now: unknown },
  tree: Tree,
  draft: Editable,
): PendingConflict[] {
  const pending: PendingConflict[] = [];
  for (const field of fields) {
    const edited = [...path, field];
    const [first, later] = [mapPath(base, edited, before), mapPath(now, edited, before)];
    const mine = valueAt(before, edited);
    const [was, is] = [first && valueAt(base, first), later && valueAt(now, later)];
    if (later !== undefined && isEqual(mine, is)) continue;
    if (later !== undefined && isEqual(was, is)) {
      tree.set(later, mine);
      continue;
    }
    const name = `the environment \`${environment.name}\``;
    const message = later ? `both sides changed \`${field}\` of ${name}` : `the edited part of ${name} was deleted`;
    const conflict = { path: later ?? first ?? edited, message, environment, values: { base: was, mine, latest: is } };
    const applyMine = () => {
      const path = mapPath(draft.value, edited, before);
      if (path !== undefined) draft.set(path, mine);
    };
    pending.push({ conflict, applyMine });
  }
  return pending;
}

/** Maps a path of the connection `of` to the same items in `root`; returns `undefined` if one of them is not there. */
function mapPath(root: unknown, path: Path, of: unknown): Path | undefined {
  let [there, here] = [root, of];
  const found: Path = [];
  for (const key of path) {
    let at = key;
    if (typeof key === "number" && Array.isArray(here) && Array.isArray(there)) {
      at = previousIndices(here, there)[key] ?? -1;
      if (at < 0) return undefined;
    }
    found.push(at);
    [there, here] = [getOwn(there, at), getOwn(here, key)];
  }
  return found;
}

/** Returns an edited connection without its unsupported edits: those fields are as in `base`. */
export function withoutUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown {
  const tree = new Tree(edited);
  for (const { path, fields } of unsupported) {
    for (const field of fields) {
      const first = mapPath(base, [...path, field], edited);
      if (first !== undefined) tree.set([...path, field], valueAt(base, first));
    }
  }
  return tree.root;
}

/** Adds `resolve` to a conflict. */
function toDraftConflict({ conflict, applyMine }: PendingConflict): DraftConflict {
  let isPending = true;
  const resolve = (choice: "mine" | "latest") => {
    if (isPending && choice === "mine") applyMine();
    isPending = false;
  };
  // Not enumerable, so that the values do not reach logs or copies.
  return Object.defineProperty({ ...conflict, resolve } as DraftConflict, "values", {
    enumerable: false,
    get: () => conflict.values,
  });
}

/** Makes the edit of a conflict again. `conflict.mine` is its path in the changes. */
function applyMine(draft: Editable, { mine: at = [], environment }: Conflict, changes: Changes, before: unknown): void {
  const [name, keyword, key] = at as [string, string?, (string | number)?];
  const now = draft.value;
  if (name === "environmentVariables") {
    const edit =
      keyword === "set" ? { set: { [key as string]: valueAt(changes, at) } } : { remove: [valueAt(changes, at)] };
    const mine = { [name]: keyword === undefined ? changes[name] : edit };
    const list = getOwn(now, name);
    const applied = JSON.parse(applyChanges(JSON.stringify({ [name]: list }), JSON.stringify(mine)));
    return draft.set([name], applied[name]);
  }
  if (name === "environments") {
    if (keyword === "add") return draft.insert([name], valueAt(changes, at));
    const index = indexOfEnvironment(now, environment?.id);
    const isRemoved = environment?.id !== undefined && indexOfEnvironment(before, environment.id) < 0;
    if (keyword === "remove" || isRemoved) return index < 0 ? undefined : draft.remove([name, index]);
    return draft.set([name], inMyOrder(before, now));
  }
  draft.set([name], getOwn(before, name));
}

/** Returns the environments that exist now in the order of `before`, with those that are new on either side. */
function inMyOrder(before: unknown, now: unknown): unknown[] {
  const mine = getOwn(before, "environments") as unknown[];
  const theirs = getOwn(now, "environments") as unknown[];
  const matches = (item: unknown) => (other: unknown) => isNew(other) && getOwn(other, "name") === getOwn(item, "name");
  const ordered = mine.map((item) =>
    isNew(item) ? (theirs.find(matches(item)) ?? item) : theirs[indexOfEnvironment(now, getOwn(item, "id"))],
  );
  const others = theirs.filter((item) => !ordered.includes(item));
  return [...ordered.filter((item) => item !== undefined), ...others];
}

/**
 * Adds the ids that the platform assigned to new environments: to the connection that was sent, and to the one that it was
 * edited to since.
 *
 * @param edits the edits between the two
 */
export function assignServerIds(
  sent: unknown,
  now: unknown,
  response: unknown,
  edits: readonly Edit[],
): [sent: unknown, now: unknown] {
  const [created, current] = [environmentsOf(sent), environmentsOf(now)];
  const indices = trackIndices(created, edits);
  const ids = new Map<unknown, unknown>();
  created.forEach((one, index) => {
    const made = environmentsOf(response).find((other) => getOwn(other, "name") === getOwn(one, "name"));
    if (!isNew(one) || made === undefined) return;
    for (const item of [one, current[indices.indexOf(index)]]) ids.set(item, getOwn(made, "id"));
  });
  const named = (root: unknown) => {
    const give = (one: unknown) => (ids.has(one) ? { id: ids.get(one), ...(one as object) } : one);
    return { ...(root as object), environments: environmentsOf(root).map(give) };
  };
  return ids.size === 0 ? [sent, now] : [named(sent), named(now)];
}

/** Returns the index of each environment before the edits; -1 for new ones. */
function trackIndices(before: readonly unknown[], edits: readonly Edit[]): number[] {
  let indices = before.map((_, index) => index);
  const gone = new Map<unknown, number>();
  for (const edit of edits) {
    const { kind, path } = edit;
    if (path.length > 1 || (path.length === 1 && path[0] !== "environments")) continue;
    if (kind === "splice") {
      // An item that moves is removed and inserted again.
      edit.removed.forEach((item, at) => {
        gone.set(item, indices[edit.at + at] ?? -1);
      });
      indices.splice(edit.at, edit.removed.length, ...edit.added.map((item) => gone.get(item) ?? -1));
    } else {
      const [old, next] = [edit.before, edit.after].map((root) => (path.length === 0 ? environmentsOf(root) : root));
      const earlier = Array.isArray(old) && Array.isArray(next) ? previousIndices(next, old) : [];
      indices = earlier.map((at) => indices[at] ?? -1);
    }
  }
  return indices;
}
