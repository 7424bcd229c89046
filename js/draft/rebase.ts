/**
 * The edits of a draft on a later connection: takes them and the connection as it is stored now, gives what the two make, and
 * every conflict with a way to make the edit all the same.
 */

import type { Changes, Issue, Path, UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { earlierPlaces, indexOfEnvironment, member, type PathLike, valueAt } from "../core/path.js";
import { apply } from "../operations/call.js";
import type { DiffResult } from "../operations/diff.js";
import { type Conflict, rebase } from "../operations/rebase.js";
import type { Edit } from "./edits.js";
import { isNew } from "./issues.js";
import { isSame, parseFinite, Tree } from "./tree.js";

/** Something that both sides changed, until one of them is chosen; the latest stands until then. */
export interface DraftConflict extends Conflict {
  /** Takes one of the two sides. */
  resolve(choice: "mine" | "latest"): void;
}

/** What became of the edits on a later connection. */
export type DraftRebaseResult =
  | {
      /** The draft stands on the later connection. */
      ok: true;
      /** What both sides changed differently, each to be resolved. */
      conflicts: DraftConflict[];
      /** Warnings and information; no errors. */
      issues: Issue[];
    }
  | {
      /** The draft is as it was. */
      ok: false;
      /** Why the edits cannot be moved. */
      issues: Issue[];
    };

/** Edits as they were made: on which connection, its JSON, what it was edited to, and the difference. */
export interface MadeEdits {
  json: string | Uint8Array;
  base: unknown;
  before: unknown;
  mine: DiffResult;
}

/** What the resolution of a conflict edits. */
interface Editable {
  readonly value: unknown;
  set(path: PathLike, value: unknown): void;
  insert(list: PathLike, item: unknown): void;
  remove(item: PathLike): void;
}

/** A conflict, and how my edit is made all the same. */
interface Open {
  conflict: Conflict;
  take: () => void;
}

/** Makes edits on a later connection. `draft` holds the tree that comes of it by the time a conflict is resolved. */
export function moveOnto(
  latest: string | Uint8Array,
  { json, base, before, mine }: MadeEdits,
  draft: Editable,
  verbs: CommonOptions,
): (DraftRebaseResult & { ok: false }) | (DraftRebaseResult & { ok: true; tree: Tree }) {
  if (!mine.ok) return mine;
  const rebased = rebase(json, mine.bytes, latest, verbs);
  if (!rebased.ok) return rebased;
  const tree = new Tree(parseFinite(apply(latest, rebased.bytes)));
  const now = tree.root;
  const open: Open[] = rebased.conflicts.map((conflict) => ({
    conflict,
    take: () => insist(draft, conflict, mine.changes, before),
  }));
  for (const edit of mine.unsupported) open.push(...carry(edit, { base, before, now }, tree, draft));
  return { ok: true, issues: rebased.issues, tree, conflicts: open.map(resolvable) };
}

/** Makes an unsupported edit on a later connection too, if the other side did not change the same field. */
function carry(
  { environment, fields, path }: UnsupportedEdit,
  { base, before, now }: { base: unknown; before: unknown; now: unknown },
  tree: Tree,
  draft: Editable,
): Open[] {
  const open: Open[] = [];
  for (const field of fields) {
    const place = [...path, field];
    const [first, later] = [placeIn(base, place, before), placeIn(now, place, before)];
    const mine = valueAt(before, place);
    const [was, is] = [first && valueAt(base, first), later && valueAt(now, later)];
    if (later !== undefined && isSame(mine, is)) continue;
    if (later !== undefined && isSame(was, is)) {
      tree.set(later, mine);
      continue;
    }
    const name = `the environment \`${environment.name}\``;
    const message = later ? `both sides changed \`${field}\` of ${name}` : `what these edit in ${name} was deleted`;
    const conflict = { path: later ?? first ?? place, message, environment, values: { base: was, mine, latest: is } };
    const take = () => {
      const there = placeIn(draft.value, place, before);
      if (there !== undefined) draft.set(there, mine);
    };
    open.push({ conflict, take });
  }
  return open;
}

/** Where a place of one connection is in another, in which items of lists may stand elsewhere; `undefined` where one is not. */
function placeIn(root: unknown, place: Path, of: unknown): Path | undefined {
  let [there, here] = [root, of];
  const found: Path = [];
  for (const key of place) {
    let at = key;
    if (typeof key === "number" && Array.isArray(here) && Array.isArray(there)) {
      at = earlierPlaces(here, there)[key] ?? -1;
      if (at < 0) return undefined;
    }
    found.push(at);
    [there, here] = [member(there, at), member(here, key)];
  }
  return found;
}

/** What a connection was edited to, without the unsupported edits: those fields are as in `base`. */
export function withoutUnsupported(edited: unknown, unsupported: UnsupportedEdit[], base: unknown): unknown {
  const tree = new Tree(edited);
  for (const { path, fields } of unsupported) {
    for (const field of fields) {
      const first = placeIn(base, [...path, field], edited);
      if (first !== undefined) tree.set([...path, field], valueAt(base, first));
    }
  }
  return tree.root;
}

/** Lets a conflict be resolved, once: by leaving the latest, or by making the edit all the same. */
function resolvable({ conflict, take }: Open): DraftConflict {
  let isOpen = true;
  const resolve = (choice: "mine" | "latest") => {
    if (isOpen && choice === "mine") take();
    isOpen = false;
  };
  // The values stay out of logs and copies.
  return Object.defineProperty({ ...conflict, resolve } as DraftConflict, "values", {
    enumerable: false,
    get: () => conflict.values,
  });
}

/** Makes an edit all the same that is in conflict: `at` is its place in the changes. */
function insist(draft: Editable, { mine: at = [], environment }: Conflict, changes: Changes, before: unknown): void {
  const [name, verb, key] = at as [string, string?, (string | number)?];
  const now = draft.value;
  if (name === "environmentVariables") {
    const edit =
      verb === "set" ? { set: { [key as string]: valueAt(changes, at) } } : { remove: [valueAt(changes, at)] };
    const mine = { [name]: verb === undefined ? changes[name] : edit };
    const list = member(now, name);
    const applied = JSON.parse(apply(JSON.stringify({ [name]: list }), JSON.stringify(mine)));
    return draft.set([name], applied[name]);
  }
  if (name === "environments") {
    if (verb === "add") return draft.insert([name], valueAt(changes, at));
    const index = indexOfEnvironment(now, environment?.id);
    const isRemoved = environment?.id !== undefined && indexOfEnvironment(before, environment.id) < 0;
    if (verb === "remove" || isRemoved) return index < 0 ? undefined : draft.remove([name, index]);
    return draft.set([name], inMyOrder(before, now));
  }
  draft.set([name], member(before, name));
}

/** The environments that are there now, in the order that they had before, with what is new to either side. */
function inMyOrder(before: unknown, now: unknown): unknown[] {
  const mine = member(before, "environments") as unknown[];
  const theirs = member(now, "environments") as unknown[];
  const isIt = (item: unknown) => (other: unknown) => isNew(other) && member(other, "name") === member(item, "name");
  const kept = mine.map((item) =>
    isNew(item) ? (theirs.find(isIt(item)) ?? item) : theirs[indexOfEnvironment(now, member(item, "id"))],
  );
  const others = theirs.filter((item) => !kept.includes(item));
  return [...kept.filter((item) => item !== undefined), ...others];
}

/**
 * What was sent and what it was edited to since, in which environments that were new have the ids that they were given.
 *
 * @param edits those since
 */
export function withIds(
  sent: unknown,
  now: unknown,
  answer: unknown,
  edits: readonly Edit[],
): [sent: unknown, now: unknown] {
  const [created, current] = [environmentsOf(sent), environmentsOf(now)];
  const places = followed(created, edits);
  const ids = new Map<unknown, unknown>();
  created.forEach((one, index) => {
    const made = environmentsOf(answer).find((other) => member(other, "name") === member(one, "name"));
    if (!isNew(one) || made === undefined) return;
    for (const item of [one, current[places.indexOf(index)]]) ids.set(item, member(made, "id"));
  });
  const named = (root: unknown) => {
    const give = (one: unknown) => (ids.has(one) ? { id: ids.get(one), ...(one as object) } : one);
    return { ...(root as object), environments: environmentsOf(root).map(give) };
  };
  return ids.size === 0 ? [sent, now] : [named(sent), named(now)];
}

/** Where each environment stood before edits, by where it stands after them; -1 where it is new. */
function followed(before: readonly unknown[], edits: readonly Edit[]): number[] {
  let places = before.map((_, index) => index);
  const gone = new Map<unknown, number>();
  for (const edit of edits) {
    const { kind, path } = edit;
    if (path.length > 1 || (path.length === 1 && path[0] !== "environments")) continue;
    if (kind === "splice") {
      // One that moves is taken out and put in again.
      edit.removed.forEach((item, at) => {
        gone.set(item, places[edit.at + at] ?? -1);
      });
      places.splice(edit.at, edit.removed.length, ...edit.added.map((item) => gone.get(item) ?? -1));
    } else {
      const [old, next] = [edit.before, edit.after].map((root) => (path.length === 0 ? environmentsOf(root) : root));
      const earlier = Array.isArray(old) && Array.isArray(next) ? earlierPlaces(next, old) : [];
      places = earlier.map((at) => places[at] ?? -1);
    }
  }
  return places;
}

function environmentsOf(root: unknown): unknown[] {
  const environments = member(root, "environments");
  return Array.isArray(environments) ? environments : [];
}
