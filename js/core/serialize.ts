/** Serializes a JavaScript value as JSON text, with a finding for everything in it that JSON cannot represent. */

import type { IssueCode, Path } from "./core.js";
import type { Limits } from "./options.js";

/** An issue that has no severity and no message yet: its code, its path, and its params by name. */
export interface Finding {
  code: IssueCode;
  path: Path;
  params: [string, string | number][];
}

/** JSON text, with `null` in place of each value that cannot be sent; `undefined` if the value is too large to write. */
export interface Serialized {
  json: string | undefined;
  findings: Finding[];
}

/**
 * Serializes a value as `JSON.stringify` does, and reports what that would drop, change or throw at. Never throws.
 *
 * Most values are plain data. Those are only scanned, then written by `JSON.stringify`, which is faster than any writer in
 * JavaScript. Other values are copied member by member. Both walks are bounded by `maxDepth`, and by `maxBytes` values,
 * since each value takes at least one byte of text.
 */
export function serialize(value: unknown, limits: Limits): Serialized {
  if (isPlainData(value, limits)) {
    const json = stringify(value);
    if (json !== undefined) return { json, findings: [] };
  }
  const copier = new Copier(limits);
  const root = copier.read(() => value, "");
  const copy = root === undefined ? copier.refuse("undefined-value") : copier.copy(root);
  return { json: copier.isTooLarge() ? undefined : stringify(copy), findings: copier.findings };
}

/** Writes a value as JSON; returns `undefined` if that fails, since a value can change after it was scanned. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Returns true only if a value is plain data throughout. May return false for plain data, and records no paths. */
function isPlainData(value: unknown, limits: Limits): boolean {
  try {
    return isPlain(value, limits.maxDepth, { values: limits.maxBytes });
  } catch {
    return false;
  }
}

/** Scans one value. A cycle ends at the depth limit. `left` counts down the values that may still follow. */
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

/** Copies a value to plain data and collects a finding for everything that is lost. */
class Copier {
  readonly findings: Finding[] = [];
  readonly #limits: Limits;
  readonly #path: Path = [];
  /** The objects around the current value, to detect cycles. */
  readonly #ancestors: object[] = [];
  #values = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  #report(code: IssueCode, ...params: Finding["params"]): void {
    this.findings.push({ code, path: [...this.#path], params });
  }

  /** Reports a value that cannot be sent; returns its replacement. */
  refuse(code: IssueCode, ...params: Finding["params"]): null {
    this.#report(code, ...params);
    return null;
  }

  /** Reads a value as `JSON.stringify` does, `toJSON` included. Getters, proxies and `toJSON` may throw. */
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
    if (this.#ancestors.includes(value)) return this.refuse("cyclic-value");
    const { maxDepth } = this.#limits;
    if (this.#ancestors.length >= maxDepth) return this.refuse("too-deep", ["limit", maxDepth]);
    this.#ancestors.push(value);
    const depth = this.#path.length;
    try {
      return Array.isArray(value) ? this.#copyItems(value) : this.#copyMembers(value);
    } catch {
      this.#path.length = depth;
      return this.refuse("unreadable-value");
    } finally {
      this.#ancestors.pop();
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
      this.#report("class-instance", ["type", type]);
    }
    const members: [string, unknown][] = [];
    for (const key of keys) {
      if (this.isTooLarge()) break;
      this.#path.push(key);
      const member = this.read(() => (object as Record<string, unknown>)[key], key);
      // `JSON.stringify` omits members that are `undefined`, too.
      if (member !== undefined) members.push([key, this.copy(member)]);
      this.#path.pop();
    }
    return Object.fromEntries(members);
  }

  isTooLarge(): boolean {
    const { maxBytes } = this.#limits;
    if (this.#values <= maxBytes) return false;
    if (this.findings.at(-1)?.code !== "too-large") this.findings.push(tooLarge(this.#values, maxBytes));
    return true;
  }
}

/** Returns the finding for an input of `bytes` bytes, or at least as many. */
export function tooLarge(bytes: number, limit: number): Finding {
  const params: Finding["params"] = [
    ["bytes", bytes],
    ["limit", limit],
  ];
  return { code: "too-large", path: [], params };
}

/** Returns the class of an object; `undefined` for plain objects, also those of other realms (frames, test runners). */
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
