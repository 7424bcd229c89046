/** Compares two versions of a value and returns the edits between them, each of which can be made and reverted. */

import type { Path } from "../core/core.js";
import { getOwn } from "../core/path.js";
import { isRecord } from "./values.js";

/** An edit of one value, or of the items of a list. An edit that deletes a member keeps the order of the members in `keys`. */
export type Edit =
  | { kind: "set"; path: Path; before: unknown; after: unknown; keys?: string[] }
  | { kind: "splice"; path: Path; at: number; removed: unknown[]; added: unknown[] };

/** An edit of one value. */
export type SetEdit = Extract<Edit, { kind: "set" }>;

/** An edit of the items of a list. */
export type SpliceEdit = Extract<Edit, { kind: "splice" }>;

/** Returns the edit that reverts another. */
export function inverse(edit: Edit): Edit {
  return edit.kind === "set"
    ? { ...edit, before: edit.after, after: edit.before }
    : { ...edit, removed: edit.added, added: edit.removed };
}

/**
 * Appends the edits between two versions of the value at `path` to `edits`, each as deep as possible. Objects that are `===`
 * are skipped. `path` is the same afterwards. Returns true if the value has its members in the same order as before.
 */
export function diffInto(path: Path, before: unknown, now: unknown, edits: Edit[]): boolean {
  if (Array.isArray(before) && Array.isArray(now)) {
    if (before.length !== now.length) appendSplice(path.slice(), before, now, edits);
    else {
      for (let at = nextDifference(before, now, 0); at < now.length; at = nextDifference(before, now, at + 1)) {
        diffChild(path, at, before[at], now[at], edits);
      }
    }
    return true;
  }
  if (isRecord(before) && isRecord(now)) {
    const differing = differingKeys(before, now);
    if (differing !== undefined) {
      for (const key of differing) diffChild(path, key, before[key], now[key], edits);
      return true;
    }
    if (path.length === 0) {
      // Members of the connection itself may be added and deleted without validating the others again.
      const keys = Object.keys(before);
      for (const key of new Set([...keys, ...Object.keys(now)])) {
        const [was, is] = [getOwn(before, key), getOwn(now, key)];
        if (is === undefined && was !== undefined)
          edits.push({ kind: "set", path: [key], before: was, after: is, keys });
        else if (was !== is) diffChild(path, key, was, is, edits);
      }
      return false;
    }
  }
  edits.push({ kind: "set", path: path.slice(), before, after: now });
  return true;
}

/** Returns the first index from `from` on at which two lists of equal length differ; their length if there is none. */
function nextDifference(before: unknown[], now: unknown[], from: number): number {
  let at = from;
  while (at < now.length && before[at] === now[at]) at++;
  return at;
}

function diffChild(path: Path, segment: string | number, before: unknown, now: unknown, edits: Edit[]): void {
  path.push(segment);
  diffInto(path, before, now, edits);
  path.pop();
}

/** Appends one splice that turns a list into another: the items before and after it are the same in both. */
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
 * Returns the members in which two objects with the same keys in the same order differ; `undefined` if their keys are not the
 * same. Runs on every keystroke, and therefore allocates as little as possible.
 */
function differingKeys(before: Record<string, unknown>, now: Record<string, unknown>): string[] | undefined {
  const keys = Object.keys(before);
  const differing: string[] = [];
  let at = 0;
  for (const key in now) {
    if (keys[at++] !== key) return undefined;
    if (before[key] !== now[key]) differing.push(key);
  }
  return at === keys.length ? differing : undefined;
}
