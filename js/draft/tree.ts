/**
 * Edits a JSON value with copy-on-write: a value that the tree has returned never changes. An object that only the tree refers
 * to is edited in place. The time for such an edit therefore does not depend on the length of a list.
 */

import type { Path } from "../core/core.js";
import { getOwn, isSamePath, valueAt } from "../core/path.js";
import { defineMember, isObject } from "./values.js";

type Container = Record<string | number, unknown>;

/** A JSON value that is being edited. */
export class Tree {
  #root: unknown;
  /** The objects that only this tree refers to. They can be edited in place. */
  #owned: WeakSet<object> | undefined;
  /**
   * The path of the last edit, and the parent of the edited value. Cached because consecutive edits often have the same path.
   */
  #lastParent: { path: Path; parent: Container } | undefined;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** The whole value. It does not change after later edits. */
  get root(): unknown {
    this.#release();
    return this.#root;
  }

  set root(root: unknown) {
    this.#release();
    this.#root = root;
  }

  /** The whole value. The next edit may change it in place. */
  get current(): unknown {
    return this.#root;
  }

  /** Returns the value at a path. The value does not change after later edits. */
  get(path: Path): unknown {
    const value = valueAt(this.#root, path);
    if (isObject(value)) this.#release();
    return value;
  }

  /**
   * Sets the value at a path; `undefined` deletes the member. Returns the previous value.
   *
   * @param keys the keys of the object in their original order, so that a restored member returns to its position
   */
  set(path: Path, value: unknown, keys?: readonly string[]): unknown {
    const key = path[path.length - 1];
    if (key === undefined) {
      const before = this.#root;
      this.root = value;
      return before;
    }
    const parent = this.#ownParent(path);
    // The callers resolve paths, so that `key` is an index if the parent is a list.
    if (Array.isArray(parent) && !((key as number) < parent.length)) {
      throw new TypeError(`path: a list of ${parent.length} has no item ${String(key)}`);
    }
    const before = getOwn(parent, key);
    // The caller may still refer to the old or the new object, so the next edit must copy objects.
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

  /** Removes `count` items of a list from index `at` on, and inserts `items` there. Returns the removed items. */
  splice(list: Path, at: number, count: number, items: unknown[]): unknown[] {
    const target = this.#ownParent([...list, 0]);
    this.#lastParent = undefined;
    if (!Array.isArray(target)) throw new TypeError("path: there is no list at this path");
    if (!Number.isInteger(at) || at < 0 || at + count > target.length) {
      throw new TypeError(`index: expected an index in a list of ${target.length}`);
    }
    const removed = target.splice(at, count, ...items);
    this.#release();
    return removed;
  }

  /** Forgets which objects only this tree refers to, so that the next edits copy the objects. */
  #release(): void {
    this.#owned = undefined;
    this.#lastParent = undefined;
  }

  /** Returns the parent of the value at a path. Copies the parent and its ancestors if other code may refer to them. */
  #ownParent(path: Path): Container {
    if (this.#lastParent !== undefined && isSamePath(this.#lastParent.path, path)) return this.#lastParent.parent;
    let node = this.#own(this.#root);
    this.#root = node;
    for (let at = 0; at < path.length - 1; at++) {
      const key = path[at] as string | number;
      const child = getOwn(node, key);
      const owned = this.#own(child);
      if (owned !== child) node[key] = owned;
      node = owned;
    }
    this.#lastParent = { path, parent: node };
    return node;
  }

  /** Returns an object that can be edited in place: `value` if only this tree refers to it, or a new shallow copy. */
  #own(value: unknown): Container {
    if (!isObject(value)) throw new TypeError("path: there is nothing to edit at this path");
    if (this.#owned?.has(value)) return value as Container;
    const copy = Array.isArray(value) ? value.slice() : { ...value };
    this.#owned ??= new WeakSet();
    this.#owned.add(copy);
    return copy as Container;
  }
}
