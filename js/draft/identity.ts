/**
 * Gives each item of each list a key that the item keeps while the list changes, and translates paths to paths of keys and back.
 *
 * Each function takes and returns immutable trees of keys, which parallel the value. A part of the value without a node in its tree
 * has its first keys: the key of each item is its index at that time. All later keys are negative, so that no key is used twice.
 */

import type { Path } from "../core/core.js";

/** The keys in a value, and in the values inside it. */
export interface Identity {
  /** The key of each item, if the value is a list. If `undefined`, the key of each item is its index. */
  readonly keys: readonly number[] | undefined;
  /** The keys inside the members or items, by name or key. A part without an entry has its first keys. */
  readonly parts: ReadonlyMap<string | number, Identity> | undefined;
}

/** The keys in a value that may be absent. `undefined` means its first keys. */
export type Keys = Identity | undefined;

/** A path with the keys of list items instead of their indices. */
export type KeyPath = readonly (string | number)[];

/** The key of a list item, and the keys inside it. */
export interface ItemKeys {
  readonly key: number;
  readonly inside: Keys;
}

/** The key of a stored item, and a function that returns the keys inside another version of it. */
export interface StoredKeys {
  readonly key: number;
  readonly getInside: () => Keys;
}

/** Creates the keys of new items. */
export class KeySource {
  readonly #findStored: (item: unknown) => StoredKeys | undefined;
  #last = 0;

  /** @param findStored returns the keys of the stored item with the id of an item */
  constructor(findStored: (item: unknown) => StoredKeys | undefined) {
    this.#findStored = findStored;
  }

  /**
   * Returns the keys of an item that is added to a list. The item of a stored environment gets its key back, and so do the items
   * inside it. All other items get a key that no item of the draft had before.
   *
   * @param isTaken returns true if another item of the list has a key
   */
  next(item: unknown, isTaken: (key: number) => boolean): ItemKeys {
    const stored = this.#findStored(item);
    if (stored !== undefined && !isTaken(stored.key)) return { key: stored.key, inside: stored.getInside() };
    this.#last -= 1;
    return { key: this.#last, inside: undefined };
  }
}

/** Returns the key of the item at an index. */
export function keyAt(list: Keys, index: number): number {
  return list?.keys?.[index] ?? index;
}

/** Returns the index of the item with a key; -1 if there is none. In a list with its first keys, the index can be too great. */
export function indexOfKey(list: Keys, key: number): number {
  if (list?.keys === undefined) return key < 0 ? -1 : key;
  // Most items of a long list have not moved.
  return list.keys[key] === key ? key : list.keys.indexOf(key);
}

/** Returns the keys inside a member, or inside the item with a key. */
export function keysInside(keys: Keys, nameOrKey: string | number): Keys {
  return keys?.parts?.get(nameOrKey);
}

/** Translates a path to the path of keys. */
export function toKeyPath(path: Path, keys: Keys): KeyPath {
  let node = keys;
  return path.map((segment) => {
    const key = typeof segment === "number" ? keyAt(node, segment) : segment;
    node = keysInside(node, key);
    return key;
  });
}

/** Translates a path of keys to the path of the same value; `undefined` if a list has no such item. */
export function fromKeyPath(path: KeyPath, keys: Keys): Path | undefined {
  let node = keys;
  const found: Path = [];
  for (const key of path) {
    const segment = typeof key === "number" ? indexOfKey(node, key) : key;
    if (segment === -1) return undefined;
    found.push(segment);
    node = keysInside(node, key);
  }
  return found;
}

/** Returns the keys inside the value at a path. */
export function keysAt(path: Path, keys: Keys): Keys {
  let node = keys;
  for (const segment of path) node = keysInside(node, typeof segment === "number" ? keyAt(node, segment) : segment);
  return node;
}

/** Returns a tree in which the value at a path has other keys. */
export function replaceKeys(keys: Keys, path: Path, after: Keys, depth = 0): Keys {
  const segment = path[depth];
  if (segment === undefined) return after;
  const key = typeof segment === "number" ? keyAt(keys, segment) : segment;
  const before = keysInside(keys, key);
  const inside = replaceKeys(before, path, after, depth + 1);
  if (before === inside) return keys;
  const parts = new Map(keys?.parts);
  if (inside === undefined) parts.delete(key);
  else parts.set(key, inside);
  return makeIdentity(keys?.keys, parts);
}

/** Returns a tree in which other items replace `count` items of the list at a path, which has `length` items before. */
export function spliceKeys(
  keys: Keys,
  list: Path,
  { at, count, added, length }: { at: number; count: number; added: readonly ItemKeys[]; length: number },
): Keys {
  const before = keysAt(list, keys);
  const all: number[] = [];
  for (let index = 0; index < at; index++) all.push(keyAt(before, index));
  for (const { key } of added) all.push(key);
  for (let index = at + count; index < length; index++) all.push(keyAt(before, index));
  let parts = before?.parts;
  if (parts !== undefined || added.some(({ inside }) => inside !== undefined)) {
    const copy = new Map(parts);
    for (let index = at; index < at + count; index++) copy.delete(keyAt(before, index));
    for (const { key, inside } of added) if (inside !== undefined) copy.set(key, inside);
    parts = copy;
  }
  return replaceKeys(keys, list, makeIdentity(all, parts));
}

/** Returns the keys of `count` items of the list at a path. */
export function readItemKeys(keys: Keys, list: Path, at: number, count: number): ItemKeys[] {
  const node = keysAt(list, keys);
  const items: ItemKeys[] = [];
  for (let index = at; index < at + count; index++) {
    const key = keyAt(node, index);
    items.push({ key, inside: keysInside(node, key) });
  }
  return items;
}

/** Creates a node; `undefined` if it would only contain first keys. */
export function makeIdentity(keys: Identity["keys"], parts: Identity["parts"]): Keys {
  const hasParts = parts !== undefined && parts.size > 0;
  return keys === undefined && !hasParts ? undefined : { keys, parts: hasParts ? parts : undefined };
}

/** Returns true if two values of the same shape have the same keys. */
export function areSameKeys(a: Keys, b: Keys): boolean {
  if (a === b) return true;
  const numbers = [a?.keys ?? [], b?.keys ?? []] as const;
  const length = Math.max(numbers[0].length, numbers[1].length);
  for (let at = 0; at < length; at++) if (keyAt(a, at) !== keyAt(b, at)) return false;
  const names = new Set([...(a?.parts?.keys() ?? []), ...(b?.parts?.keys() ?? [])]);
  return [...names].every((name) => areSameKeys(keysInside(a, name), keysInside(b, name)));
}
