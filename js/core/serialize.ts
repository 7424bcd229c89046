/** Serializes a value as JSON text, and returns a finding for each part of the value that JSON cannot represent. */

import type { IssueCode, Severity } from "./core.js";
import type { Limits } from "./options.js";
import { Place } from "./place.js";

/** An issue before the module adds its severity and its message. */
export interface Finding {
  code: IssueCode;
  /** The place of the value; `undefined` for the root. */
  place: Place | undefined;
  /** Names and values of the params. */
  params: [string, string | number][];
  /** The severity, if it differs from the level of the code. */
  severity?: Severity | undefined;
}

/** The result of `serialize`. */
export interface SerializedValue {
  /** JSON text, in which `null` replaces each value that cannot be sent; `undefined` if the value is too large. */
  json: string | undefined;
  findings: Finding[];
}

/**
 * Serializes a value as `JSON.stringify` does, and reports everything that `JSON.stringify` would drop, change or refuse. Never
 * throws.
 *
 * Most values are plain data. They are scanned, then passed to `JSON.stringify`, which is faster than any writer in JavaScript.
 * Other values are first copied, member by member. Both the scan and the copy stop at `maxDepth` levels and at `maxBytes`
 * values, because each value needs at least one byte of text.
 */
export function serialize(value: unknown, limits: Limits): SerializedValue {
  const json = serializePlainData(value, limits);
  if (json !== undefined) return { json, findings: [] };
  const copier = new Copier(limits);
  const root = copier.read(() => value, "");
  const copy = root === undefined ? copier.refuse("undefined-value") : copier.copy(root);
  return { json: copier.isTooLarge() ? undefined : stringify(copy), findings: copier.finish() };
}

/** Serializes a value that is plain data and exceeds no limit. Returns `undefined` for any other value. */
export function serializePlainData(value: unknown, limits: Limits): string | undefined {
  return isPlainData(value, limits) ? stringify(value) : undefined;
}

/** Writes a value as JSON. Returns `undefined` if writing fails, because a value can change after the scan. */
function stringify(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}

/** Returns true if a value and all its members are plain data and the value exceeds no limit. */
function isPlainData(value: unknown, limits: Limits): boolean {
  try {
    return isPlainValue(value, limits.maxDepth, { values: limits.maxBytes });
  } catch {
    return false;
  }
}

/** Scans one value. The depth limit ends cycles. `budget.values` is the number of values that can still be scanned. */
function isPlainValue(value: unknown, depth: number, budget: { values: number }): boolean {
  budget.values -= 1;
  switch (typeof value) {
    case "string":
    case "boolean":
      return true;
    case "number":
      return Number.isFinite(value);
    case "object":
      if (value === null) return true;
      return depth > 0 && budget.values > 0 && isPlainObject(value as Record<string, unknown>, depth - 1, budget);
    default:
      return false;
  }
}

function isPlainObject(object: Record<string, unknown>, depth: number, budget: { values: number }): boolean {
  if (object.toJSON !== undefined) return false;
  if (Array.isArray(object)) {
    for (let index = 0; index < object.length; index++) {
      if (!isPlainValue(object[index], depth, budget)) return false;
    }
    return true;
  }
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) return false;
  for (const key in object) {
    const member = object[key];
    if (member !== undefined && !isPlainValue(member, depth, budget)) return false;
  }
  return true;
}

/** Limit on the number of errors among findings, and on the number of other findings. */
const MAX_FINDINGS = 10_000;

/** Copies a value to plain data and collects a finding for each part that is lost or changed. */
class Copier {
  readonly #findings: Finding[] = [];
  readonly #limits: Limits;
  /** The place of the current value. */
  #place: Place | undefined;
  /** The numbers of findings, including those beyond the limits. */
  readonly #counts = { errors: 0, others: 0 };
  /** The objects that contain the current value, from the outermost to the innermost. They reveal cycles. */
  readonly #ancestors: object[] = [];
  #values = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** Returns the findings. A last finding counts those beyond the limits. */
  finish(): Finding[] {
    const [moreErrors, moreOthers] = [this.#counts.errors, this.#counts.others].map((count) =>
      Math.max(0, count - MAX_FINDINGS),
    ) as [number, number];
    if (moreErrors + moreOthers > 0) {
      const severity = moreErrors > 0 ? "error" : undefined;
      const params: Finding["params"] = [["count", moreErrors + moreOthers]];
      this.#findings.push({ code: "more-issues", place: undefined, params, severity });
    }
    return this.#findings;
  }

  #report(code: IssueCode, ...params: Finding["params"]): void {
    const kind = code === "class-instance" ? "others" : "errors";
    this.#counts[kind] += 1;
    if (this.#counts[kind] <= MAX_FINDINGS) this.#findings.push({ code, place: this.#place, params });
  }

  /** Reports that the current value cannot be sent. Returns `null`, which replaces the value. */
  refuse(code: IssueCode, ...params: Finding["params"]): null {
    this.#report(code, ...params);
    return null;
  }

  /** Reads a value and calls its `toJSON`, as `JSON.stringify` does. If either throws, reports a finding. */
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
    const place = this.#place;
    try {
      return Array.isArray(value) ? this.#copyItems(value) : this.#copyMembers(value);
    } catch {
      this.#place = place;
      return this.refuse("unreadable-value");
    } finally {
      this.#ancestors.pop();
    }
  }

  #copyItems(list: unknown[]): unknown[] {
    const items: unknown[] = [];
    const length = list.length;
    const place = this.#place;
    for (let index = 0; index < length && !this.isTooLarge(); index++) {
      this.#place = new Place(place, index);
      const item = this.read(() => list[index], String(index));
      items.push(item === undefined ? this.refuse("undefined-value") : this.copy(item));
    }
    this.#place = place;
    return items;
  }

  #copyMembers(object: object): unknown {
    const keys = Object.keys(object);
    const type = findClassName(object);
    if (type !== undefined) {
      if (isBoxedPrimitive(object)) return this.copy(object.valueOf());
      if (keys.length === 0) return this.refuse("not-serializable", ["type", type]);
      this.#report("class-instance", ["type", type]);
    }
    const members: [string, unknown][] = [];
    const place = this.#place;
    for (const key of keys) {
      if (this.isTooLarge()) break;
      this.#place = new Place(place, key);
      const member = this.read(() => (object as Record<string, unknown>)[key], key);
      // Like `JSON.stringify`, the copy omits members that are `undefined`.
      if (member !== undefined) members.push([key, this.copy(member)]);
    }
    this.#place = place;
    return Object.fromEntries(members);
  }

  /** Returns true if more than `maxBytes` values were copied. The first call that returns true also adds a finding. */
  isTooLarge(): boolean {
    const { maxBytes } = this.#limits;
    if (this.#values <= maxBytes) return false;
    if (this.#findings.at(-1)?.code !== "too-large") this.#findings.push(createTooLargeFinding(this.#values, maxBytes));
    return true;
  }
}

/** Returns the finding for an input that is too large. `bytes` is its size, or a lower bound of the size. */
export function createTooLargeFinding(bytes: number, limit: number): Finding {
  const params: Finding["params"] = [
    ["bytes", bytes],
    ["limit", limit],
  ];
  return { code: "too-large", place: undefined, params };
}

/** Limit on the length of a class name in a finding, because thousands of findings can have the same name. */
const MAX_CLASS_NAME_LENGTH = 100;

/** Returns the class name of an object; `undefined` for a plain object, even of another realm (a frame or a test runner). */
function findClassName(object: object): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(object);
  // The prototype of a plain object is `Object.prototype`, which has none.
  if (prototype === null || Object.getPrototypeOf(prototype) === null) return undefined;
  const name: unknown = (prototype as { constructor?: { name?: unknown } }).constructor?.name;
  return typeof name === "string" && name !== "" ? name.slice(0, MAX_CLASS_NAME_LENGTH) : "object";
}

function isBoxedPrimitive(object: object): boolean {
  return object instanceof String || object instanceof Number || object instanceof Boolean;
}
