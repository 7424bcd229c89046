/** Reads and compares parts of connections. The parts can have any shape. */

import { asObjects, asString } from "../lib/coerce.ts";
import { createSecretMask, maskUserInfo } from "../lib/mask.ts";

/** The members of a JSON object. */
export type Fields = Record<string, unknown>;

/** Returns true if a value is a JSON object. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns a member of an object; `undefined` if the object does not have it itself. */
export function getOwn(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** Serializes a value as indented JSON. Masks the secrets in it. */
export function formatJson(value: unknown): string {
  return createSecretMask().json(value);
}

/** Returns the values of a list of variables by name. If a name occurs twice, its first value counts. */
export function valuesByName(list: unknown): Map<string, string> {
  const values = new Map<string, string>();
  for (const { name, value } of asObjects(list)) {
    const key = asString(name);
    if (!values.has(key)) values.set(key, toText(value));
  }
  return values;
}

/** Returns the value of a variable in a list; `undefined` if the list does not have the variable. */
export function findVariable(list: unknown, name: string): string | undefined {
  const variable = asObjects(list).find((variable) => variable.name === name);
  return variable && toText(variable.value);
}

/** Returns the value of a variable as text. Stored variables can have values of any type. */
function toText(value: unknown): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}

/** Returns the names of a list of variables. */
export function namesOf(list: unknown): string[] {
  return [...new Set(asObjects(list).map(({ name }) => asString(name)))];
}

/**
 * Returns a text that is the same for equal values. Ignores the order of members. Of an application credential, only the id
 * counts, because requests contain nothing else of it.
 */
export function toComparable(value: unknown): string {
  return (
    JSON.stringify(value, (key, inner) => {
      if (!isObject(inner)) return inner;
      if (key === "applicationCredential" && inner.id !== undefined) return { id: inner.id };
      return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
    }) ?? ""
  );
}

/** A text with a variant that is safe to show. */
export interface UrlText {
  /** The text as it is stored. */
  text: string;
  /** The text without the user name and the password. */
  masked: string;
  /** True if the URL contains a user name or a password. */
  isSecret: boolean;
}

/** Masks the user name and the password in a URL. A URL that has them is secret. */
export function readUrl(text: string): UrlText {
  const masked = maskUserInfo(text);
  return { text, masked, isSecret: masked !== text };
}

/**
 * Returns the items that must move to bring a list into another order. Their number is minimal: the other items are a
 * [longest increasing subsequence](https://en.wikipedia.org/wiki/Longest_increasing_subsequence).
 *
 * @param positions for each item of the list in the old order, its position in the new order
 * @returns the indices of `positions` that must move, ascending
 */
export function findMoved(positions: readonly number[]): number[] {
  // For each length, the index of the item that ends the best increasing sequence of this length.
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [index, position] of positions.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((positions[ends[middle] as number] as number) < position) low = middle + 1;
      else high = middle;
    }
    previous[index] = low === 0 ? -1 : (ends[low - 1] as number);
    ends[low] = index;
  }
  const staying = new Set<number>();
  for (let index = ends.at(-1) ?? -1; index >= 0; index = previous[index] as number) staying.add(index);
  return positions.flatMap((_, index) => (staying.has(index) ? [] : index));
}
