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

/**
 * Finds items by the value of one member. It is fast if the lists of consecutive calls differ in few items. Most items then have the
 * same index as in the earlier list, or an index next to it.
 */
export class ItemFinder {
  readonly #key: "id" | "name";
  /** The list of the last full search, its version, and the first index of each value in it. */
  #list: readonly unknown[] | undefined;
  #version = 0;
  #indices = new Map<unknown, number>();
  /** The difference between the index of the last item that was found and its index in `#indices`. */
  #shift = 0;

  constructor(key: "id" | "name") {
    this.#key = key;
  }

  /**
   * Returns the index of the first item whose member has this value; -1 if there is none.
   *
   * @param version a number that changes if items of `list` are added, removed or replaced in place
   */
  find(list: readonly unknown[], value: unknown, version = 0): number {
    if (list !== this.#list || version !== this.#version) {
      const index = this.#indices.get(value);
      for (const delta of index === undefined ? [] : [0, -1, 1]) {
        const at = (index as number) + this.#shift + delta;
        if (at < 0 || at >= list.length || getOwn(list[at], this.#key) !== value) continue;
        this.#shift += delta;
        return at;
      }
      this.#list = list;
      this.#version = version;
      this.#shift = 0;
      this.#indices = new Map();
      list.forEach((item, at) => {
        const known = getOwn(item, this.#key);
        if (known !== undefined && !this.#indices.has(known)) this.#indices.set(known, at);
      });
    }
    return this.#indices.get(value) ?? -1;
  }
}

/** Finds the items of lists in other versions of these lists, and remembers the matches. */
export class ListMatcher {
  readonly #matches = new WeakMap<readonly unknown[], ListMatch>();
  /** A finder for each list of the source. A path leads through several lists, whose searches alternate. */
  readonly #finders = new WeakMap<readonly unknown[], ItemFinder>();

  /**
   * Returns the index in `target` of the item that is at `index` in `source`; -1 if there is none.
   *
   * @param version a number that changes if items of `target` are added, removed or replaced in place
   */
  find(source: readonly unknown[], index: number, target: readonly unknown[], version = 0): number {
    const id = getOwn(source[index], "id");
    if (typeof id === "string") {
      const finder = this.#finders.get(source) ?? new ItemFinder("id");
      this.#finders.set(source, finder);
      return finder.find(target, id, version);
    }
    let match = this.#matches.get(source);
    if (match?.list !== target || match.version !== version) {
      match = { list: target, version, indices: findPreviousIndices(source, target) };
      this.#matches.set(source, match);
    }
    return match.indices[index] ?? -1;
  }
}

interface ListMatch {
  list: readonly unknown[];
  version: number;
  indices: number[];
}
