/** Gives keys to the items of a new version of a value: the keys of the items that they match, else new keys. */

import {
  type Identity,
  indexOfKey,
  type KeyPath,
  type KeySource,
  type Keys,
  keyAt,
  keysInside,
  makeIdentity,
} from "./identity.js";
import { type Matches, matchItems, matchUniqueItems } from "./match.js";
import { getReadable, isObject, isRecord } from "./values.js";

/** A value, and the keys in it. */
export interface Keyed {
  readonly value: unknown;
  readonly keys: Keys;
}

/** Matches the items of a new version of a list with those of an earlier version. */
export type MatchLists = (now: readonly unknown[], before: readonly unknown[]) => Matches;

/** A value, and the objects around it. */
interface Ancestors {
  readonly value: unknown;
  readonly around: Ancestors | undefined;
}

/**
 * Returns the keys in `now`, a new version of a value.
 *
 * @param before an earlier version, and its keys
 * @param around the objects around the value. A value that is one of them has no keys, because it contains itself without end.
 */
export function rekey(
  now: unknown,
  before: Keyed,
  source: KeySource,
  match: MatchLists = matchItems,
  around?: Ancestors,
): Keys {
  if (now === before.value) return before.keys;
  for (let other = around; other !== undefined; other = other.around) if (other.value === now) return;
  const ancestors = { value: now, around };
  if (!Array.isArray(now)) {
    return mapMembers(now, (name, value) => rekey(value, memberOf(before, name), source, match, ancestors));
  }
  const list = Array.isArray(before.value) ? before.value : [];
  const matches = match(now, list);
  const keys: (number | undefined)[] = matches.map((index) => (index < 0 ? undefined : keyAt(before.keys, index)));
  const parts = new Map<string | number, Identity>();
  keys.forEach((known, at) => {
    if (known !== undefined) return;
    const { key, inside } = source.next(now[at], (other) => keys.includes(other));
    keys[at] = key;
    if (inside !== undefined) parts.set(key, inside);
  });
  now.forEach((item, at) => {
    const index = matches[at] as number;
    if (index < 0 || !isObject(item)) return;
    const key = keys[at] as number;
    const inside = rekey(item, { value: list[index], keys: keysInside(before.keys, key) }, source, match, ancestors);
    if (inside !== undefined) parts.set(key, inside);
  });
  const isUnmoved =
    before.keys?.keys === undefined && now.length === list.length && keys.every((key, at) => key === at);
  return makeIdentity(isUnmoved ? undefined : (keys as number[]), parts);
}

/**
 * Returns the keys in the value of a draft after it has moved onto another stored connection.
 *
 * @param stored the stored connection, and its keys
 * @param edited the value before, and its keys
 */
export function rekeyRebased(now: unknown, stored: Keyed, edited: Keyed, source: KeySource): Keys {
  if (now === stored.value) return stored.keys;
  if (!Array.isArray(now)) {
    return mapMembers(now, (name, value) =>
      rekeyRebased(value, memberOf(stored, name), memberOf(edited, name), source),
    );
  }
  const storedList = Array.isArray(stored.value) ? stored.value : [];
  const inEdited = matchUniqueItems(now, Array.isArray(edited.value) ? edited.value : []);
  const keys = matchUniqueItems(now, storedList).map((index) => (index < 0 ? undefined : keyAt(stored.keys, index)));
  const used = new Set(keys);
  const parts = new Map<string | number, Identity>();
  const all = now.map((item, at) => {
    let key = keys[at];
    const index = inEdited[at] as number;
    if (key === undefined && index >= 0) {
      key = keyAt(edited.keys, index);
      if (used.has(key)) key = undefined;
    }
    key ??= source.next(item, (other) => used.has(other)).key;
    used.add(key);
    const inside = isObject(item) ? rekeyRebased(item, itemOf(stored, key), itemOf(edited, key), source) : undefined;
    if (inside !== undefined) parts.set(key, inside);
    return key;
  });
  const isUnmoved =
    stored.keys?.keys === undefined && now.length === storedList.length && all.every((key, at) => key === at);
  return makeIdentity(isUnmoved ? undefined : all, parts);
}

/** Returns a member of a value. */
export function memberOf({ value, keys }: Keyed, name: string): Keyed {
  return { value: getReadable(value, name), keys: keysInside(keys, name) };
}

/** Returns the item of a list with a key. */
export function itemOf({ value, keys }: Keyed, key: number): Keyed {
  return { value: getReadable(value, indexOfKey(keys, key)), keys: keysInside(keys, key) };
}

function mapMembers(value: unknown, map: (name: string, member: unknown) => Keys): Keys {
  if (!isRecord(value)) return undefined;
  const parts = new Map<string, Identity>();
  for (const name of Object.keys(value)) {
    const member = getReadable(value, name);
    const keys = isObject(member) ? map(name, member) : undefined;
    if (keys !== undefined) parts.set(name, keys);
  }
  return makeIdentity(undefined, parts);
}

/** Returns the value at a path of keys, with the keys in it. The value is `undefined` if there is none. */
export function findKeyed(path: KeyPath, root: Keyed): Keyed {
  let found = root;
  for (const segment of path) found = typeof segment === "number" ? itemOf(found, segment) : memberOf(found, segment);
  return found;
}
