/** What JSON would lose: takes a JavaScript value, gives a finding for everything in it that has no faithful JSON text. */

import type { IssueCode, Path } from "./core.js";

/** A finding before it has words: what, where, and details by name. */
export interface Finding {
  code: IssueCode;
  path: Path;
  params: [string, string | number][];
}

export interface Limits {
  maxBytes: number;
  maxDepth: number;
}

/**
 * Whether a value is plain data throughout, so that its JSON text loses nothing: what {@link inspect} would find nothing
 * in. It says no rather than look closer, and keeps no paths: most values are plain, and this is the cost that all pay.
 */
export function isPlainData(value: unknown, limits: Limits): boolean {
  try {
    return isPlain(value, limits.maxDepth, { values: limits.maxBytes });
  } catch {
    return false;
  }
}

/** A cycle ends here too: it is deeper than any limit. `left` is how many more values may come. */
function isPlain(value: unknown, depth: number, left: { values: number }): boolean {
  left.values -= 1;
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      return depth > 0 && left.values > 0 && isPlainObject(value as Record<string, unknown>, depth - 1, left);
    default:
      return false;
  }
}

function isPlainObject(object: Record<string, unknown>, depth: number, left: { values: number }): boolean {
  if (object.toJSON !== undefined) return false;
  if (Array.isArray(object)) {
    for (let index = 0; index < object.length; index++) {
      if (!isPlain(object[index], depth, left)) return false;
    }
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in object) {
    const member = object[key];
    if (member !== undefined && !isPlain(member, depth, left)) return false;
  }
  return true;
}

/** What a walk over a value gives: what JSON would lose, and a copy with `null` in the place of what cannot be sent. */
export interface Inspection {
  findings: Finding[];
  /** Nothing where there is no telling what the value holds: it is too large. */
  copy?: unknown;
}

/**
 * Walks a value as `JSON.stringify` would and notes what it would drop, change or throw at.
 *
 * The walk is bounded: by `maxDepth`, and by `maxBytes` values, since each is at least one byte of text.
 */
export function inspect(value: unknown, limits: Limits): Inspection {
  const walk = new Walk(limits);
  const root = walk.read(() => value, "");
  const copy = root === undefined ? walk.refuse("undefined-value") : walk.copy(root);
  return walk.isTooLarge() ? { findings: walk.findings } : { findings: walk.findings, copy };
}

class Walk {
  readonly findings: Finding[] = [];
  readonly #limits: Limits;
  readonly #path: Path = [];
  readonly #open: object[] = [];
  #values = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  #note(code: IssueCode, ...params: Finding["params"]): void {
    this.findings.push({ code, path: [...this.#path], params });
  }

  /** Notes a value that cannot be sent; gives what stands in its place. */
  refuse(code: IssueCode, ...params: Finding["params"]): null {
    this.#note(code, ...params);
    return null;
  }

  /** Reads a value the way `JSON.stringify` does, `toJSON` included; anything may throw here. */
  read(get: () => unknown, key: string): unknown {
    try {
      const value = get();
      if ((typeof value === "object" && value !== null) || typeof value === "bigint") {
        const { toJSON } = value as { toJSON?: unknown };
        return typeof toJSON === "function" ? toJSON.call(value, key) : value;
      }
      return value;
    } catch {
      return this.refuse("unreadable-value");
    }
  }

  copy(value: unknown): unknown {
    this.#values += 1;
    switch (typeof value) {
      case "number":
        return Number.isFinite(value) ? value : this.refuse("non-finite-number");
      case "bigint":
        return this.refuse("bigint-value");
      case "function":
      case "symbol":
        return this.refuse("not-serializable", ["type", typeof value]);
      case "object":
        return value === null ? null : this.#copyObject(value);
      default:
        return value;
    }
  }

  #copyObject(value: object): unknown {
    if (this.#open.includes(value)) return this.refuse("cyclic-value");
    if (this.#open.length >= this.#limits.maxDepth) return this.refuse("too-deep", ["limit", this.#limits.maxDepth]);
    this.#open.push(value);
    const depth = this.#path.length;
    try {
      return Array.isArray(value) ? this.#copyItems(value) : this.#copyMembers(value);
    } catch {
      this.#path.length = depth;
      return this.refuse("unreadable-value");
    } finally {
      this.#open.pop();
    }
  }

  #copyItems(list: unknown[]): unknown[] {
    const items: unknown[] = [];
    const length = list.length;
    for (let index = 0; index < length && !this.isTooLarge(); index++) {
      this.#path.push(index);
      const item = this.read(() => list[index], String(index));
      items.push(item === undefined ? this.refuse("undefined-value") : this.copy(item));
      this.#path.pop();
    }
    return items;
  }

  #copyMembers(object: object): unknown {
    const keys = Object.keys(object);
    const type = className(object);
    if (type !== undefined) {
      if (isBoxed(object)) return this.copy(object.valueOf());
      if (keys.length === 0) return this.refuse("not-serializable", ["type", type]);
      this.#note("class-instance", ["type", type]);
    }
    const members: [string, unknown][] = [];
    for (const key of keys) {
      if (this.isTooLarge()) break;
      this.#path.push(key);
      const member = this.read(() => (object as Record<string, unknown>)[key], key);
      // A member that is undefined is left out, as everywhere in JavaScript.
      if (member !== undefined) members.push([key, this.copy(member)]);
      this.#path.pop();
    }
    return Object.fromEntries(members);
  }

  isTooLarge(): boolean {
    if (this.#values <= this.#limits.maxBytes) return false;
    if (this.findings.at(-1)?.code !== "too-large") {
      this.findings.push({
        code: "too-large",
        path: [],
        params: [
          ["bytes", this.#values],
          ["limit", this.#limits.maxBytes],
        ],
      });
    }
    return true;
  }
}

/** The class of an object that is not plain; plain objects of other realms (frames, test runners) are plain too. */
function className(object: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype === null || prototype === Object.prototype) return undefined;
  if (Object.getPrototypeOf(prototype) === null) return undefined;
  const name: unknown = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" && name !== "" ? name : "object";
}

function isBoxed(object: object): boolean {
  return object instanceof String || object instanceof Number || object instanceof Boolean;
}
