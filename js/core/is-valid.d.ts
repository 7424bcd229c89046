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

/** An object, list or union of the contract. It refers to its inner parts by their index in `parts`. */
export interface Part {
  /** For an object: the index of the part of each field that is an object or a list, by field name. */
  fields?: Record<string, number>;
  /** For a list of objects: the index of the part of its items. */
  item?: number;
  /** For a list: the members whose values must be unique among its items. */
  unique?: string[];
  /** For a union: returns the index of the part that a value belongs to. */
  pick?: (value: object) => number;
}

/** All parts. The first part is the connection. */
export const parts: readonly Part[];
