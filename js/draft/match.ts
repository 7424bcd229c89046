/** Matches the items of a list with the items of another version of the list. */

import { getReadable, isObject } from "./values.js";

/** The index of the matching item in the other list, for each item; -1 for an item without a match. */
export type Matches = number[];

/**
 * Matches each item of `now` with an item of `before`: by id, else by what is unique in both lists (the same object, the name, the
 * content), else by position.
 */
export function matchItems(now: readonly unknown[], before: readonly unknown[]): Matches {
  const matching = matchUnique(now, before);
  matching.pairSameIndices();
  return matching.matches;
}

/** Matches items as `matchItems` does, but not by position. */
export function matchUniqueItems(now: readonly unknown[], before: readonly unknown[]): Matches {
  return matchUnique(now, before).matches;
}

/**
 * Matches each item of a stored list with an item of the list that was sent: by id, else by what is unique, else by position if as
 * many items are left in both lists, else by the name without regard to case, white space and Unicode form.
 */
export function matchStoredItems(stored: readonly unknown[], sent: readonly unknown[]): Matches {
  const matching = matchUnique(stored, sent);
  if (!matching.pairRemaining()) matching.pairBy(looseName);
  return matching.matches;
}

function matchUnique(now: readonly unknown[], before: readonly unknown[]): Matching {
  const matching = new Matching(now, before);
  for (const keyOf of [idOf, objectOf, nameOf]) if (!matching.isComplete) matching.pairBy(keyOf);
  if (!matching.isComplete) matching.pairBy(contentOf, true);
  return matching;
}

const objectOf = (item: unknown): unknown => (isObject(item) ? item : undefined);

const idOf = (item: unknown): unknown => asKey(getReadable(item, "id"));

const nameOf = (item: unknown): unknown => asKey(getReadable(item, "name"));

function looseName(item: unknown): unknown {
  const name = getReadable(item, "name");
  return typeof name === "string" ? name.normalize("NFKC").trim().toLowerCase() : undefined;
}

function contentOf(item: unknown): unknown {
  try {
    return JSON.stringify(item);
  } catch {
    return undefined;
  }
}

/** Returns a value if it can identify an item. */
function asKey(value: unknown): unknown {
  return typeof value === "string" ? value : undefined;
}

/** Returns true if an item can be a new version of another one: it has the same id, or the platform has assigned its id since. */
export function canBeSame(now: unknown, before: unknown): boolean {
  const id = getReadable(before, "id");
  return id === undefined || id === getReadable(now, "id");
}

/** A match of two lists that is built in steps. */
class Matching {
  readonly matches: Matches;
  readonly #now: readonly unknown[];
  readonly #before: readonly unknown[];
  /** The indices of the items of `before` that have no match yet, in ascending order; some of them may have got one. */
  #free: number[];
  readonly #isTaken: Uint8Array;
  #remaining: number;

  constructor(now: readonly unknown[], before: readonly unknown[]) {
    this.#now = now;
    this.#before = before;
    this.#isTaken = new Uint8Array(before.length);
    this.#remaining = Math.min(now.length, before.length);
    this.matches = now.map((item, index) => {
      // Most items of a long list have not moved.
      const isUnmoved = index < before.length && item === before[index];
      if (isUnmoved) this.#take(index);
      return isUnmoved ? index : -1;
    });
    this.#free = before.flatMap((_, index) => (this.#isTaken[index] === 0 ? [index] : []));
  }

  /** True if one of the lists has no unmatched item. */
  get isComplete(): boolean {
    return this.#remaining === 0;
  }

  /**
   * Matches the unmatched items that have the same key. Skips keys that occur more than once in one of the lists, unless equal items
   * have equal contents: these are matched in their order if both lists have the same number of them.
   */
  pairBy(keyOf: (item: unknown) => unknown, inOrder = false): void {
    this.#free = this.#free.filter((index) => this.#isTaken[index] === 0);
    const free = groupBy(this.#free, (index) => keyOf(this.#before[index]));
    for (const [key, indices] of groupBy(this.#unmatched(), (index) => keyOf(this.#now[index]))) {
      const others = free.get(key) ?? [];
      if (others.length !== indices.length || (!inOrder && indices.length > 1)) continue;
      indices.forEach((index, at) => {
        this.#pair(index, others[at] as number);
      });
    }
  }

  /** Matches the unmatched items that have the same index in both lists. */
  pairSameIndices(): void {
    if (this.isComplete) return;
    for (const index of this.#unmatched()) this.#pair(index, index);
  }

  /** Matches the unmatched items in their order. Returns false if one list has more of them. */
  pairRemaining(): boolean {
    const isKnown = (item: unknown) => getReadable(item, "id") !== undefined;
    // A sent item with an id that is no longer stored was deleted by others.
    const free = this.#free.filter((index) => this.#isTaken[index] === 0 && !isKnown(this.#before[index]));
    const unmatched = this.#unmatched();
    if (free.length !== unmatched.length) return false;
    unmatched.forEach((index, at) => {
      this.#pair(index, free[at] as number);
    });
    return true;
  }

  #unmatched(): number[] {
    return this.matches.flatMap((match, index) => (match < 0 ? [index] : []));
  }

  #pair(index: number, before: number): void {
    if (before >= this.#before.length || this.#isTaken[before] === 1) return;
    if (!canBeSame(this.#now[index], this.#before[before])) return;
    this.matches[index] = before;
    this.#take(before);
  }

  #take(before: number): void {
    this.#isTaken[before] = 1;
    this.#remaining -= 1;
  }
}

/** Groups indices by their key. Leaves out those without a key. */
function groupBy(indices: number[], keyOf: (index: number) => unknown): Map<unknown, number[]> {
  const groups = new Map<unknown, number[]>();
  for (const index of indices) {
    const key = keyOf(index);
    const group = groups.get(key);
    if (key === undefined) continue;
    if (group === undefined) groups.set(key, [index]);
    else group.push(index);
  }
  return groups;
}
