/** Compares, shares and parses JSON values. */

import { getOwn } from "../core/path.js";
import { toText } from "../core/text.js";

/** Returns true if a value is an object or an array. */
export const isObject = (value: unknown): value is object => typeof value === "object" && value !== null;

/**
 * Returns true if a value is a plain object, also if it has no prototype or is from another realm. Returns false for an instance of a
 * class, which is edited as a whole.
 */
export function isRecord(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Returns a member as `getOwn` does; `undefined` if reading it throws. */
export function getReadable(value: unknown, segment: string | number): unknown {
  try {
    return getOwn(value, segment);
  } catch {
    return undefined;
  }
}

/** Returns true if two JSON values are equal. Ignores the order of members, and members that are `undefined`. */
export function isEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (!isObject(a) || !isObject(b)) return false;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item, index) => isEqual(item, b[index]));
  }
  const keysOf = (object: object) => Object.keys(object).filter((key) => getOwn(object, key) !== undefined);
  try {
    const keys = keysOf(a);
    return keys.length === keysOf(b).length && keys.every((key) => isEqual(getOwn(a, key), getOwn(b, key)));
  } catch {
    // An object whose members cannot be read is not equal to any other object.
    return false;
  }
}

/**
 * Returns a value that equals `value` and shares objects with `other` (structural sharing). A part is shared if it is equal at
 * the same path in both values.
 *
 * @param value parsed JSON
 */
export function replaceEqualDeep(value: unknown, other: unknown): unknown {
  if (!isObject(value)) return value;
  if (isEqual(value, other)) return other;
  if (Array.isArray(value)) return value.map((item, at) => replaceEqualDeep(item, getOwn(other, at)));
  const copy: Record<string, unknown> = {};
  for (const [key, member] of Object.entries(value))
    defineMember(copy, key, replaceEqualDeep(member, getOwn(other, key)));
  return copy;
}

/** Sets a member of an object or an item of an array. */
export function defineMember(parent: Record<string | number, unknown>, key: string | number, value: unknown): void {
  if (key === "__proto__") {
    // An assignment would set the prototype.
    Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true });
  } else parent[key] = value;
}

/** Parses JSON. Replaces a number that is too large for JavaScript with the largest finite number of the same sign. */
export function parseClamped(json: string | Uint8Array): unknown {
  const text = toText(json);
  if (!/\de\+?\d{3}|\d{309}/i.test(text)) return JSON.parse(text);
  const max = Number.MAX_VALUE;
  return JSON.parse(text, (_, value) => (typeof value === "number" ? Math.min(Math.max(value, -max), max) : value));
}
