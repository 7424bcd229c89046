/**
 * A JSON value that is edited in place until someone holds it: what was handed out never changes, and what nobody holds is
 * not copied again, so that an edit costs the same in a list of three as in one of thousands.
 */

import type { Path } from "../core/core.js";
import { isSamePlace, member, valueAt } from "../core/path.js";
import { isRecord } from "./edits.js";

type Node = Record<string | number, unknown>;

export class Tree {
  #root: unknown;
  /** The objects that only this tree holds; none where others hold all. */
  #own: WeakSet<object> | undefined;
  /** The place that was edited last and what holds it: most edits are made where the last one was. */
  #last: { path: Path; parent: Node } | undefined;

  constructor(root: unknown) {
    this.#root = root;
  }

  /** The whole value, for others to keep. */
  get root(): unknown {
    this.#share();
    return this.#root;
  }

  set root(root: unknown) {
    this.#share();
    this.#root = root;
  }

  /** The whole value, to look at until the next edit. */
  get current(): unknown {
    return this.#root;
  }

  /** What stands at a place, for others to keep. */
  get(path: Path): unknown {
    const value = valueAt(this.#root, path);
    if (typeof value === "object" && value !== null) this.#share();
    return value;
  }

  /**
   * Puts a value at a place, or takes the member away where it is `undefined`; gives what was there. A member that comes back
   * stands where it stood among `keys`.
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
      throw new TypeError(`path: a list of ${parent.length} has no place ${String(key)}`);
    }
    const before = member(parent, key);
    // What goes in and what comes out is held by others from now on.
    if (isHeld(before) || isHeld(value)) this.#share();
    if (value === undefined && !Array.isArray(parent)) {
      delete parent[key];
      return before;
    }
    put(parent, key, value);
    for (const later of keys?.slice(keys.indexOf(String(key)) + 1) ?? []) {
      if (!Object.hasOwn(parent, later)) continue;
      const inner = parent[later];
      delete parent[later];
      put(parent, later, inner);
    }
    return before;
  }

  /** Takes items out of a list and puts others in their place; gives those that were there. */
  splice(list: Path, at: number, count: number, items: unknown[]): unknown[] {
    const target = this.#parent([...list, 0]);
    this.#last = undefined;
    if (!Array.isArray(target)) throw new TypeError("path: there is no list at this place");
    if (!Number.isInteger(at) || at < 0 || at + count > target.length) {
      throw new TypeError(`index: expected a place in a list of ${target.length}`);
    }
    const removed = target.splice(at, count, ...items);
    this.#share();
    return removed;
  }

  /** Notes that others hold what was handed out. */
  #share(): void {
    this.#own = undefined;
    this.#last = undefined;
  }

  /** The object or list that holds a place, made this tree's own with all around it. */
  #parent(path: Path): Node {
    if (this.#last !== undefined && isSamePlace(this.#last.path, path)) return this.#last.parent;
    let node = this.#mine(this.#root);
    this.#root = node;
    for (let at = 0; at < path.length - 1; at++) {
      const key = path[at] as string | number;
      const child = member(node, key);
      const mine = this.#mine(child);
      if (mine !== child) node[key] = mine;
      node = mine;
    }
    this.#last = { path, parent: node };
    return node;
  }

  #mine(value: unknown): Node {
    if (typeof value !== "object" || value === null)
      throw new TypeError("path: there is nothing to edit at this place");
    if (this.#own?.has(value)) return value as Node;
    const copy = Array.isArray(value) ? value.slice() : { ...value };
    this.#own ??= new WeakSet();
    this.#own.add(copy);
    return copy as Node;
  }
}

function put(parent: Node, key: string | number, value: unknown): void {
  if (key === "__proto__") {
    // An assignment would set the prototype.
    Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
  } else parent[key] = value;
}

const isHeld = (value: unknown): boolean => typeof value === "object" && value !== null;

/** Whether two JSON values are alike; the order of members does not count, and a member that is `undefined` is none. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isSame(item, b[index]));
  }
  const held = (object: object) => Object.keys(object).filter((key) => member(object, key) !== undefined);
  try {
    const keys = held(a);
    return keys.length === held(b).length && keys.every((key) => isSame(member(a, key), member(b, key)));
  } catch {
    // Members that cannot be read are no JSON, and like nothing.
    return false;
  }
}

/** A value in which everything that is alike in another is the other's own. */
export function shared(value: unknown, other: unknown): unknown {
  if (value === other || typeof value !== "object" || value === null) return value;
  if (isSame(value, other)) return other;
  if (Array.isArray(value)) return value.map((item, at) => shared(item, member(other, at)));
  if (!isRecord(value)) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) {
    const inner = shared(value[key], member(other, key));
    Object.defineProperty(copy, key, { value: inner, enumerable: true, configurable: true, writable: true });
  }
  return copy;
}

/** The value of JSON text, in which a number beyond all that JavaScript can hold is the largest that it can. */
export function parseFinite(json: string | Uint8Array): unknown {
  const text = typeof json === "string" ? json : new TextDecoder().decode(json);
  if (!/\de\+?\d{3}|\d{309}/i.test(text)) return JSON.parse(text);
  const most = Number.MAX_VALUE;
  return JSON.parse(text, (_, value) => (typeof value === "number" ? Math.min(Math.max(value, -most), most) : value));
}
