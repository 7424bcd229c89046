/** Finds the edits between two versions of a value, and inverts edits. */

import type { Path } from "../core/core.js";
import { getOwn } from "../core/path.js";
import { isRecord } from "./values.js";

/**
 * An edit of one value, or of the items of a list. If an edit deletes a member of an object, `keys` contains all members of the
 * object in their order, so that undo can restore the order.
 */
export type Edit =
  | { kind: "set"; path: Path; before: unknown; after: unknown; keys?: string[] }
  | { kind: "splice"; path: Path; at: number; removed: unknown[]; added: unknown[] };

/** An edit of one value. */
export type SetEdit = Extract<Edit, { kind: "set" }>;

/** An edit of the items of a list. */
export type SpliceEdit = Extract<Edit, { kind: "splice" }>;

/** Returns the edit that reverts `edit`. */
export function invertEdit(edit: Edit): Edit {
  return edit.kind === "set"
    ? { ...edit, before: edit.after, after: edit.before }
    : { ...edit, removed: edit.added, added: edit.removed };
}

/**
 * Compares two versions of the value at `path`, and appends the edits between them to `edits`. An inner object whose keys
 * have changed is replaced as a whole. Skips objects that are `===`. Restores `path` before it returns.
 *
 * @returns false if the members of the connection itself were added, deleted or reordered
 */
export function collectEdits(path: Path, before: unknown, now: unknown, edits: Edit[]): boolean {
  if (Array.isArray(before) && Array.isArray(now)) {
    if (before.length !== now.length) appendSplice(path.slice(), before, now, edits);
    else {
      for (let at = findDifference(before, now, 0); at < now.length; at = findDifference(before, now, at + 1)) {
        collectChildEdits(path, at, before[at], now[at], edits);
      }
    }
    return true;
  }
  if (isRecord(before) && isRecord(now)) {
    const differing = findDifferingKeys(before, now);
    if (differing !== undefined) {
      for (const key of differing) collectChildEdits(path, key, before[key], now[key], edits);
      return true;
    }
    if (path.length === 0) {
      // One edit for each member, so that adding or deleting a member does not revalidate all others.
      const keys = Object.keys(before);
      for (const key of new Set([...keys, ...Object.keys(now)])) {
        const [old, next] = [getOwn(before, key), getOwn(now, key)];
        if (next === undefined && old !== undefined)
          edits.push({ kind: "set", path: [key], before: old, after: next, keys });
        else if (old !== next) collectChildEdits(path, key, old, next, edits);
      }
      return false;
    }
  }
  edits.push({ kind: "set", path: path.slice(), before, after: now });
  return true;
}

/** Returns the first index, not before `from`, at which two lists of equal length differ; their length if there is none. */
function findDifference(before: unknown[], now: unknown[], from: number): number {
  let at = from;
  while (at < now.length && before[at] === now[at]) at++;
  return at;
}

function collectChildEdits(path: Path, segment: string | number, before: unknown, now: unknown, edits: Edit[]): void {
  path.push(segment);
  collectEdits(path, before, now, edits);
  path.pop();
}

/** Appends one splice that turns `before` into `now`. The splice excludes the equal items at the start and the end. */
function appendSplice(path: Path, before: unknown[], now: unknown[], edits: Edit[]): void {
  let [at, end, endNow] = [0, before.length, now.length];
  while (at < end && at < endNow && before[at] === now[at]) at++;
  while (end > at && endNow > at && before[end - 1] === now[endNow - 1]) {
    end--;
    endNow--;
  }
  edits.push({ kind: "splice", path, at, removed: before.slice(at, end), added: now.slice(at, endNow) });
}

/**
 * Returns the keys of the members that differ between two objects; `undefined` if the objects do not have the same keys in the
 * same order. Allocates as little as possible, because it runs on every keystroke.
 */
function findDifferingKeys(before: Record<string, unknown>, now: Record<string, unknown>): string[] | undefined {
  const keys = Object.keys(before);
  const differing: string[] = [];
  let at = 0;
  for (const key in now) {
    if (keys[at++] !== key) return undefined;
    if (before[key] !== now[key]) differing.push(key);
  }
  return at === keys.length ? differing : undefined;
}
