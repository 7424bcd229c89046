/** Finds the items of a list in another version of the list, by id or name, and the values before a draft was edited. */

import type { Path } from "../core/core.js";
import { getOwn } from "../core/path.js";

const hasId = (item: unknown): boolean => getOwn(item, "id") !== undefined;

/** Returns true if an environment has no id, because it is not created yet. */
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
 * Returns the index of each item of a list in an earlier version of the list; -1 for new items. Items are identified by id, or
 * by name if they have none. An item without both is identified by its index, unless another item is found there.
 */
export function previousIndices(now: readonly unknown[], before: readonly unknown[]): number[] {
  // Most items of a long list have not moved: their names are not read.
  const isUnmoved = (index: number) => index < before.length && now[index] === before[index];
  const [known, own] = [indicesByIdentity(before, isUnmoved), indicesByIdentity(now, isUnmoved)];
  const indices = now.map((item, index) => {
    if (isUnmoved(index)) return index;
    const identity = identityOf(item);
    return own.get(identity) === index ? (known.get(identity) ?? -1) : -1;
  });
  const found = new Set(indices);
  return indices.map((previous, index) => {
    const isFree = previous < 0 && index < before.length && !found.has(index);
    return isFree && !hasId(now[index]) && !hasId(before[index]) ? index : previous;
  });
}

/** Returns the id or the name of an item, as a key; `undefined` if it has neither. */
function identityOf(item: unknown): string | undefined {
  const key = hasId(item) ? "id" : "name";
  const value = getOwn(item, key);
  return typeof value === "string" ? `${key} ${value}` : undefined;
}

/** Returns the indices of items by identity, without those that have not moved; -1 for an identity that is not unique. */
function indicesByIdentity(
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
 * Returns the value before the edits of what is at a path now; `undefined` for new items and everything in them. `indices` caches
 * the previous indices of the items of each list, and is valid for one version of the value.
 */
export function initialValue(path: Path, now: unknown, before: unknown, indices: Map<unknown, number[]>): unknown {
  let [value, initial] = [now, before];
  for (const key of path) {
    const previous = typeof key === "number" ? previousIndex(value, key, initial, indices) : key;
    [value, initial] = [getOwn(value, key), getOwn(initial, previous)];
  }
  return initial;
}

function previousIndex(now: unknown, index: number, before: unknown, indices: Map<unknown, number[]>): number {
  if (!Array.isArray(now) || !Array.isArray(before)) return index;
  const id = getOwn(now[index], "id");
  if (id !== undefined && id === getOwn(before[index], "id")) return index;
  let known = indices.get(before);
  if (known === undefined) {
    known = previousIndices(now, before);
    indices.set(before, known);
  }
  return known[index] ?? -1;
}
