/** Spells the keys of list items as strings, and caches them. */

import type { Path } from "../core/core.js";
import type { Keys } from "./identity.js";

/** The keys of the lists that were read, by the paths of the lists. */
export class KeyLists {
  readonly #lists = new Map<
    string,
    { numbers: readonly number[] | undefined; length: number; keys: readonly string[] }
  >();

  /** Returns the keys of the list at a path. Returns the same array until they change. */
  get(path: Path, list: Keys, length: number): readonly string[] {
    const name = JSON.stringify(path);
    const numbers = list?.keys;
    const cached = this.#lists.get(name);
    if (cached?.numbers === numbers && cached?.length === length) return cached.keys;
    const all = Array.from({ length }, (_, index) => spell(numbers?.[index] ?? index));
    const isSame = cached?.length === length && all.every((key, index) => key === cached.keys[index]);
    const keys = isSame ? cached.keys : Object.freeze(all);
    this.#lists.set(name, { numbers, length, keys });
    return keys;
  }

  clear(): void {
    this.#lists.clear();
  }
}

/** Spells a key. The keys of new items are negative numbers. */
function spell(key: number): string {
  return key < 0 ? `new${-key}` : String(key);
}
