/**
 * Checks a value quickly. If the result is true, `validate` reports no issue for the value, with the default rules and with the
 * strict rules. If the result is false, the value can still be valid. The build generates the implementation from the
 * contract's table.
 */
export function isSurelyValid(value: unknown): boolean;

/**
 * Checks a part of a stored connection quickly. If the result is true, the part has no issue. If the result is false, the part
 * can still be valid. The check ignores read-only members, which are in responses but not in requests.
 *
 * @param part index of the part in `parts`
 */
export function isSurelyValidPart(part: number, value: unknown): boolean;

/** A list of environments with an item that is not surely valid, and the number of items before it. These items are surely valid. */
export interface Progress {
  list: unknown[];
  validCount: number;
}

/**
 * Returns the progress of the last call of `isSurelyValid`, and forgets it. Returns `undefined` if that call accepted its value, or
 * rejected it because of something else than an environment.
 */
export function takeProgress(): Progress | undefined;

/**
 * Sets the budget to its maximum. Each call of `Part.is` reduces the budget by the size of the values that it reads, and returns
 * false after the budget is exhausted.
 */
export function restartBudget(): void;

/** Returns an upper bound of the JSON of all values that were read since the start of the budget, in bytes of UTF-8. */
export function countCheckedBytes(): number;

/** Reduces the budget by the cost of reading the items of a list. Returns false if the budget is exhausted. */
export function spendOnItems(count: number): boolean;

/** Returns true if a value is an object whose prototype is `Object.prototype`. */
export function isObject(value: unknown): value is Record<string, unknown>;

/** Returns true if a value is an array whose prototype is `Array.prototype`. */
export function isList(value: unknown): value is unknown[];

/** An object, list or union of the contract. It refers to its inner parts by their index in `parts`. */
export interface Part {
  /** Checks a value of a request body quickly, as `isSurelyValid` does. */
  is: (value: unknown) => boolean;
  /** For an object: the index of the part of each field that is an object or a list, by field name. */
  fields?: Record<string, number>;
  /** For an object: the fields that `omitValidParts` can omit. The issues of an object do not depend on a valid value of them. */
  omittable?: string[];
  /** For a list of objects: the index of the part of its items. */
  item?: number;
  /** For a list: the members whose values must be unique among its items. */
  unique?: string[];
  /** For a union: returns the index of the part that a value belongs to. */
  pick?: (value: object) => number;
}

/** All parts. The first part is the connection. */
export const parts: readonly Part[];
