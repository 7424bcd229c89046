/** Finds the stored items that the items of a draft match, to compare them. */

import { getOwn } from "../core/path.js";
import { isNew } from "./environments.js";

/** The lists of a stored connection. Items are found by id or name. */
export class StoredItems {
  readonly #getRoot: () => unknown;
  #indices: Map<string, ListIndex> | undefined;

  /** @param getRoot returns the stored connection, as a value or as JSON */
  constructor(getRoot: () => unknown) {
    this.#getRoot = getRoot;
  }

  /** The stored connection. */
  get root(): unknown {
    return this.#getRoot() ?? {};
  }

  /** Returns the stored items of a list with a value in `key`. */
  findEqual(name: string, key: string, value: unknown): unknown[] {
    const stored = getOwn(this.root, name);
    if (!Array.isArray(stored) || (key !== "id" && key !== "name")) return [];
    return this.#indexOf(name, stored)[key].get(value) ?? [];
  }

  #indexOf(name: string, stored: unknown[]): ListIndex {
    this.#indices ??= new Map();
    let index = this.#indices.get(name);
    if (index === undefined) {
      index = { id: groupBy(stored, "id"), name: groupBy(stored, "name") };
      this.#indices.set(name, index);
    }
    return index;
  }

  /**
   * Returns the stored items that items of a draft match: those with the same id or name. An item without id and name matches the
   * stored item at the same index.
   *
   * @param name the name of the list
   * @param items consecutive items of the list of the draft `root`
   * @param first the index of the first of these items
   */
  findMatches(root: unknown, name: string, items: unknown[], first: number): unknown[] {
    const stored = getOwn(this.root, name);
    if (!Array.isArray(stored)) return [];
    if (items.length > 1) return stored;
    const index = this.#indexOf(name, stored);
    // A new environment matches no stored environment, even with the same name. Other items can have an id that is not stored.
    const hasKnownId = index.id.has(getOwn(items[0], "id"));
    if (name === "environments" && (isNew(items[0]) || !hasKnownId)) return [];
    const key = !isNew(items[0]) && hasKnownId ? "id" : "name";
    const value = getOwn(items[0], key);
    if (value === undefined) return first < stored.length ? [stored[first]] : [];
    const candidates = index[key].get(value) ?? [];
    if (candidates.length === 0) return [];
    // The second item with an id or a name matches the second stored item with it.
    const earlier = (getOwn(root, name) as unknown[]).slice(0, first).filter((item) => getOwn(item, key) === value);
    return candidates.slice(earlier.length, earlier.length + 1);
  }
}

/** The items of a list, grouped by their id and by their name. */
interface ListIndex {
  id: Map<unknown, unknown[]>;
  name: Map<unknown, unknown[]>;
}

function groupBy(items: unknown[], key: string): Map<unknown, unknown[]> {
  const groups = new Map<unknown, unknown[]>();
  for (const item of items) {
    const value = getOwn(item, key);
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [item]);
    else group.push(item);
  }
  return groups;
}
