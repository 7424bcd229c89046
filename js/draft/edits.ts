/** Finds the edits between two versions of a value, and inverts edits. */

import type { Path } from "../core/core.js";
import { getOwn } from "../core/path.js";
import { type ItemKeys, indexOfKey, type KeySource, type Keys, keyAt, keysInside, readItemKeys } from "./identity.js";
import { canBeSame, matchItems } from "./match.js";
import { rekey } from "./rekey.js";
import { isObject, isRecord } from "./values.js";

/**
 * An edit of one value, or of the items of a list.
 *
 * An edit of one value can have these members:
 *
 * - `names`: all names of the object if a member is deleted, in their order. Undo restores this order.
 * - `keys`: the keys inside the value before and after the edit. Absent if there are none, such as in a string.
 */
export type Edit =
  | { kind: "set"; path: Path; before: unknown; after: unknown; names?: string[]; keys?: { before: Keys; after: Keys } }
  | {
      kind: "splice";
      path: Path;
      at: number;
      removed: unknown[];
      added: unknown[];
      removedKeys: ItemKeys[];
      addedKeys: ItemKeys[];
    };

/** An edit of one value. */
export type SetEdit = Extract<Edit, { kind: "set" }>;

/** An edit of the items of a list. */
export type SpliceEdit = Extract<Edit, { kind: "splice" }>;

/** Returns the edit that reverts `edit`. */
export function invertEdit(edit: Edit): Edit {
  if (edit.kind === "set") {
    const { keys, ...inverse } = { ...edit, before: edit.after, after: edit.before };
    return keys === undefined ? inverse : { ...inverse, keys: { before: keys.after, after: keys.before } };
  }
  const { removed, added, removedKeys, addedKeys } = edit;
  return { ...edit, removed: added, added: removed, removedKeys: addedKeys, addedKeys: removedKeys };
}

/** Creates an edit of one value. `keys` are the keys inside the value before. */
export function createSetEdit(path: Path, before: unknown, after: unknown, keys: Keys, source: KeySource): SetEdit {
  const edit: SetEdit = { kind: "set", path, before, after };
  if (!isObject(after) && keys === undefined) return edit;
  return { ...edit, keys: { before: keys, after: rekey(after, { value: before, keys }, source) } };
}

/** Finds the edits between two versions of a value. */
export class EditCollector {
  readonly edits: Edit[] = [];
  readonly #source: KeySource;
  readonly #path: Path = [];

  constructor(source: KeySource) {
    this.#source = source;
  }

  /**
   * Appends the edits between two versions of the value at the current path. Replaces an inner object as a whole if its names have
   * changed. Skips objects that are `===`.
   *
   * @param keys the keys in `before`
   * @returns false if the members of the connection itself were added, deleted or reordered
   */
  collect(before: unknown, now: unknown, keys: Keys): boolean {
    if (Array.isArray(before) && Array.isArray(now)) {
      this.#collectItems(before, now, keys);
      return true;
    }
    if (isRecord(before) && isRecord(now)) {
      const differing = findDifferingKeys(before, now);
      if (differing !== undefined) {
        for (const name of differing) this.#collectInside(name, before[name], now[name], keysInside(keys, name));
        return true;
      }
      if (this.#path.length === 0) {
        // Appends one edit for each changed member, because one edit of the whole connection would revalidate all members.
        const names = Object.keys(before);
        for (const name of new Set([...names, ...Object.keys(now)])) {
          const [old, next] = [getOwn(before, name), getOwn(now, name)];
          const inside = keysInside(keys, name);
          if (next === undefined && old !== undefined)
            this.edits.push({ ...createSetEdit([name], old, next, inside, this.#source), names });
          else if (old !== next) this.#collectInside(name, old, next, inside);
        }
        return false;
      }
    }
    this.edits.push(createSetEdit(this.#path.slice(), before, now, keys, this.#source));
    return true;
  }

  #collectInside(segment: string | number, before: unknown, now: unknown, keys: Keys): void {
    this.#path.push(segment);
    this.collect(before, now, keys);
    this.#path.pop();
  }

  #collectItems(before: unknown[], now: unknown[], keys: Keys): void {
    if (before.length === now.length) {
      const first = findDifference(before, now, 0);
      if (first === now.length) return;
      const isOnly = findDifference(before, now, first + 1) === now.length;
      if (isOnly && canBeSame(now[first], before[first])) return this.#collectItem(before, now, first, keys);
      const matches = isOnly ? [] : matchItems(now, before);
      if (now.every((item, index) => item === before[index] || matches[index] === index)) {
        for (let at = first; at < now.length; at = findDifference(before, now, at + 1)) {
          this.#collectItem(before, now, at, keys);
        }
        return;
      }
    }
    this.#appendSplice(before, now, keys);
  }

  #collectItem(before: unknown[], now: unknown[], at: number, keys: Keys): void {
    this.#collectInside(at, before[at], now[at], keysInside(keys, keyAt(keys, at)));
  }

  /** Appends one splice that turns `before` into `now`. The splice excludes the equal items at the start and the end. */
  #appendSplice(before: unknown[], now: unknown[], keys: Keys): void {
    let [at, end, endNow] = [0, before.length, now.length];
    while (at < end && at < endNow && before[at] === now[at]) at++;
    while (end > at && endNow > at && before[end - 1] === now[endNow - 1]) {
      end--;
      endNow--;
    }
    const [removed, added] = [before.slice(at, end), now.slice(at, endNow)];
    const removedKeys = readItemKeys(keys, [], at, removed.length);
    const matches = matchItems(added, removed);
    const addedKeys: ItemKeys[] = [];
    const isTaken = (key: number): boolean => {
      const index = indexOfKey(keys, key);
      const isKept = index >= 0 && index < before.length && (index < at || index >= end);
      return (
        isKept || matches.some((match) => removedKeys[match]?.key === key) || addedKeys.some((item) => item.key === key)
      );
    };
    added.forEach((item, index) => {
      const match = removedKeys[matches[index] as number];
      const before = { value: removed[matches[index] as number], keys: match?.inside };
      addedKeys.push(
        match === undefined
          ? this.#source.next(item, isTaken)
          : { key: match.key, inside: rekey(item, before, this.#source) },
      );
    });
    this.edits.push({ kind: "splice", path: this.#path.slice(), at, removed, added, removedKeys, addedKeys });
  }
}

/**
 * Returns the first index from `from` on at which two lists of equal length differ. Returns the length if they do not differ.
 */
function findDifference(before: unknown[], now: unknown[], from: number): number {
  let at = from;
  while (at < now.length && before[at] === now[at]) at++;
  return at;
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
