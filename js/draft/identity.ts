/** Matches the items of a list with the items of an earlier version of the list, by id or name. */

import type { Path } from "../core/core.js";
import { getOwn } from "../core/path.js";

const hasId = (item: unknown): boolean => getOwn(item, "id") !== undefined;

/** Returns true if an environment has no id: the platform has not created it yet. */
export const isNew = (environment: unknown): boolean => !hasId(environment);

/** Returns the environments of a connection; an empty list if it has none. */
export function environmentsOf(root: unknown): unknown[] {
  const environments = getOwn(root, "environments");
  return Array.isArray(environments) ? environments : [];
}

/** Returns the index of the environment with an id; -1 if there is none. */
export function indexOfEnvironment(root: unknown, id: unknown): number {
  if (id === undefined) return -1;
  return environmentsOf(root).findIndex((environment) => getOwn(environment, "id") === id);
}

/**
 * Finds each item of `now` in `before`, an earlier version of the list. Returns the index in `before` for each item, or -1 for a
 * new item.
 *
 * Items with an id match by id. Items without an id match by name. The remaining items without an id match by index, if the item
 * of `before` at that index also has no id and no other match.
 */
export function findPreviousIndices(now: readonly unknown[], before: readonly unknown[]): number[] {
  // Most items of a long list have not moved. Their names are not read, to save time.
  const isUnmoved = (index: number) => index < before.length && now[index] === before[index];
  const previousByIdentity = indexByIdentity(before, isUnmoved);
  const currentByIdentity = indexByIdentity(now, isUnmoved);
  const indices = now.map((item, index) => {
    if (isUnmoved(index)) return index;
    const identity = identityOf(item);
    return currentByIdentity.get(identity) === index ? (previousByIdentity.get(identity) ?? -1) : -1;
  });
  const matched = new Set(indices);
  return indices.map((previous, index) => {
    const isFree = previous < 0 && index < before.length && !matched.has(index);
    return isFree && !hasId(now[index]) && !hasId(before[index]) ? index : previous;
  });
}

/** Returns a map key from the id or the name of an item; `undefined` if the item has neither. */
function identityOf(item: unknown): string | undefined {
  const key = hasId(item) ? "id" : "name";
  const value = getOwn(item, key);
  return typeof value === "string" ? `${key} ${value}` : undefined;
}

/** Maps the identity of each moved item to its index. Maps an identity that several items share to -1. */
function indexByIdentity(
  list: readonly unknown[],
  isUnmoved: (index: number) => boolean,
): Map<string | undefined, number> {
  const indices = new Map<string | undefined, number>([[undefined, -1]]);
  list.forEach((item, index) => {
    if (isUnmoved(index)) return;
    const identity = identityOf(item);
    indices.set(identity, indices.has(identity) ? -1 : index);
  });
  return indices;
}

/**
 * Returns the value that the part at `path` of `now` had in `before`, an earlier version. List items are found again if they
 * moved. Returns `undefined` for a new item and for values inside the item.
 *
 * @param indices cache: the result of `findPreviousIndices` for each list of `before`; discard it when `now` changes
 */
export function findInitialValue(path: Path, now: unknown, before: unknown, indices: Map<unknown, number[]>): unknown {
  let [value, initial] = [now, before];
  for (const key of path) {
    const previous = typeof key === "number" ? findPreviousIndex(value, key, initial, indices) : key;
    [value, initial] = [getOwn(value, key), getOwn(initial, previous)];
  }
  return initial;
}

function findPreviousIndex(now: unknown, index: number, before: unknown, indices: Map<unknown, number[]>): number {
  if (!Array.isArray(now) || !Array.isArray(before)) return index;
  const id = getOwn(now[index], "id");
  if (id !== undefined && id === getOwn(before[index], "id")) return index;
  let known = indices.get(before);
  if (known === undefined) {
    known = findPreviousIndices(now, before);
    indices.set(before, known);
  }
  return known[index] ?? -1;
}
