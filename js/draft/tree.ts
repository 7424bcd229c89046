/**
 * Edits a JSON value with copy-on-write: a value that was returned never changes, and an object that only the tree refers to is
 * edited in place. An edit therefore costs the same in a list of three items as in one of thousands.
 */

import type { Path } from "../core/core.js";
import { getOwn, isSamePath, valueAt } from "../core/path.js";
import { defineMember, isObject } from "./values.js";

type Node = Record<string | number, unknown>;

/** A JSON value under edit. */
export class Tree {
  #root: unknown;
  /** The objects that only this tree refers to; `undefined` if there are none. */
  #owned: WeakSet<object> | undefined;
  /** The path of the last edit and its parent: most edits have the path of the one before. */
  #last: { path: Path; parent: Node } | undefined;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** The whole value, which the caller may keep. */
  get root(): unknown {
    this.#release();
    return this.#root;
  }

  set root(root: unknown) {
    this.#release();
    this.#root = root;
  }

  /** The whole value, valid until the next edit. */
  get current(): unknown {
    return this.#root;
  }

  /** Returns the value at a path, which the caller may keep. */
  get(path: Path): unknown {
    const value = valueAt(this.#root, path);
    if (isObject(value)) this.#release();
    return value;
  }

  /**
   * Sets the value at a path, or deletes the member if it is `undefined`; returns the value before. `keys` are the members of
   * the object in the order to restore when a deleted member is set again.
   */
  set(path: Path, value: unknown, keys?: readonly string[]): unknown {
    const key = path[path.length - 1];
    if (key === undefined) {
      const before = this.#root;
      this.root = value;
      return before;
    }
    const parent = this.#parent(path);
    if (Array.isArray(parent) && !(Number.isInteger(key) && (key as number) >= 0 && (key as number) < parent.length)) {
      throw new TypeError(`path: a list of ${parent.length} has no item ${String(key)}`);
    }
    const before = getOwn(parent, key);
    // Callers may keep both the old and the new object.
    if (isObject(before) || isObject(value)) this.#release();
    if (value === undefined && !Array.isArray(parent)) {
      delete parent[key];
      return before;
    }
    defineMember(parent, key, value);
    for (const later of keys?.slice(keys.indexOf(String(key)) + 1) ?? []) {
      if (!Object.hasOwn(parent, later)) continue;
      const inner = parent[later];
      delete parent[later];
      defineMember(parent, later, inner);
    }
    return before;
  }

  /** Removes `count` items of a list from index `at` on and inserts others; returns the removed items. */
  splice(list: Path, at: number, count: number, items: unknown[]): unknown[] {
    const target = this.#parent([...list, 0]);
    this.#last = undefined;
    if (!Array.isArray(target)) throw new TypeError("path: there is no list at this path");
    if (!Number.isInteger(at) || at < 0 || at + count > target.length) {
      throw new TypeError(`index: expected an index in a list of ${target.length}`);
    }
    const removed = target.splice(at, count, ...items);
    this.#release();
    return removed;
  }

  /** Gives up all owned objects: the next edit copies them. */
  #release(): void {
    this.#owned = undefined;
    this.#last = undefined;
  }

  /** Returns the object or list around a path, after making it and everything around it owned. */
  #parent(path: Path): Node {
    if (this.#last !== undefined && isSamePath(this.#last.path, path)) return this.#last.parent;
    let node = this.#ownedCopy(this.#root);
    this.#root = node;
    for (let at = 0; at < path.length - 1; at++) {
      const key = path[at] as string | number;
      const child = getOwn(node, key);
      const owned = this.#ownedCopy(child);
      if (owned !== child) node[key] = owned;
      node = owned;
    }
    this.#last = { path, parent: node };
    return node;
  }

  #ownedCopy(value: unknown): Node {
    if (!isObject(value)) throw new TypeError("path: there is nothing to edit at this path");
    if (this.#owned?.has(value)) return value as Node;
    const copy = Array.isArray(value) ? value.slice() : { ...value };
    this.#owned ??= new WeakSet();
    this.#owned.add(copy);
    return copy as Node;
  }
}
