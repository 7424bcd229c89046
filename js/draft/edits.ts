/** Edits: takes a value as it was and as it should be, gives the places in which they differ, each to be made and taken back. */

import type { Path } from "../core/core.js";
import { member } from "../core/path.js";

/** An edit that can be made again, and the other way round: where it takes a member away, `keys` are those that stood there. */
export type Edit =
  | { kind: "set"; path: Path; before: unknown; after: unknown; keys?: string[] }
  | { kind: "splice"; path: Path; at: number; removed: unknown[]; added: unknown[] };

/** The edit that takes another back. */
export function inverse(edit: Edit): Edit {
  return edit.kind === "set"
    ? { ...edit, before: edit.after, after: edit.before }
    : { ...edit, removed: edit.added, added: edit.removed };
}

/**
 * Adds the edits that lead from one value to another, as deep inside as they go; what is `===` is not looked at. `path` is
 * where they are, and is left as it was. Tells whether the value itself has its members in the order that they had.
 */
export function addEdits(path: Path, before: unknown, now: unknown, edits: Edit[]): boolean {
  if (Array.isArray(before) && Array.isArray(now)) {
    if (before.length !== now.length) addSplice(path.slice(), before, now, edits);
    else {
      for (let at = nextDifference(before, now, 0); at < now.length; at = nextDifference(before, now, at + 1)) {
        addEditsAt(path, at, before[at], now[at], edits);
      }
    }
    return true;
  }
  if (isRecord(before) && isRecord(now)) {
    const differing = differingKeys(before, now);
    if (differing !== undefined) {
      for (const key of differing) addEditsAt(path, key, before[key], now[key], edits);
      return true;
    }
    if (path.length === 0) {
      // Of the connection itself, members may come and go: the others need not be asked about again.
      const keys = Object.keys(before);
      for (const key of new Set([...keys, ...Object.keys(now)])) {
        const [was, is] = [member(before, key), member(now, key)];
        if (is === undefined && was !== undefined)
          edits.push({ kind: "set", path: [key], before: was, after: is, keys });
        else if (was !== is) addEditsAt(path, key, was, is, edits);
      }
      return false;
    }
  }
  edits.push({ kind: "set", path: path.slice(), before, after: now });
  return true;
}

/** Where two lists of one length differ, from a position on. */
function nextDifference(before: unknown[], now: unknown[], from: number): number {
  let at = from;
  while (at < now.length && before[at] === now[at]) at++;
  return at;
}

function addEditsAt(path: Path, segment: string | number, before: unknown, now: unknown, edits: Edit[]): void {
  path.push(segment);
  addEdits(path, before, now, edits);
  path.pop();
}

/** Items were taken out of a list, or put into it, at one place: what stands before and behind is the same. */
function addSplice(path: Path, before: unknown[], now: unknown[], edits: Edit[]): void {
  let [at, end, endNow] = [0, before.length, now.length];
  while (at < end && at < endNow && before[at] === now[at]) at++;
  while (end > at && endNow > at && before[end - 1] === now[endNow - 1]) {
    end--;
    endNow--;
  }
  edits.push({ kind: "splice", path, at, removed: before.slice(at, end), added: now.slice(at, endNow) });
}

/** An object whose members can be edited one by one: one of a class is more than them. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * The members in which two objects differ that have the same members in the same order, so that one becomes the other by
 * their values alone; `undefined` where they have not. It runs on every keystroke, and makes no list that it does not need.
 */
function differingKeys(before: Record<string, unknown>, now: Record<string, unknown>): string[] | undefined {
  const own = Object.keys(before);
  const differing: string[] = [];
  let at = 0;
  for (const key in now) {
    if (own[at++] !== key) return undefined;
    if (before[key] !== now[key]) differing.push(key);
  }
  return at === own.length ? differing : undefined;
}
