/** Finds the edits between two versions of a value, and inverts edits. */

import type { Path } from "../core/core.js";
import { getOwn } from "../core/path.js";
import { isRecord } from "./values.js";

/**
 * An edit of one value, or of the items of a list. If a member is deleted, `keys` contains all keys of the object in their
 * order. Undo restores this order.
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
 * Compares two versions of the value at `path`, and appends the edits between them to `edits`. Replaces an inner object as a
 * whole if its keys have changed. Skips objects that are `===`. Changes `path` while it runs, and restores `path` at the end.
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
      // Appends one edit for each changed member, because one edit of the whole connection would revalidate all members.
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

/**
 * Returns the first index from `from` on at which two lists of equal length differ. Returns the length if they do not differ.
 */
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
 * Returns the keys whose values differ between two objects. Returns `undefined` if the objects have different keys, or the same
 * keys in a different order. Allocates as little as possible, because it runs on every keystroke.
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
