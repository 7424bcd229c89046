/** Finds items of long lists by their ids or names. */

import { getOwn } from "../core/path.js";

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
