/**
 * Returns true only if `validate` reports no issue for a value, neither with the default rules nor with the strict rules. A
 * result of false proves nothing: the value can still be valid. The build generates the implementation from the contract's
 * table.
 */
export function isSurelyValid(value: unknown): boolean;

/**
 * Returns true only if a part of a connection has no issue. Members that only responses contain are ignored.
 *
 * @param part index of the part in `parts`
 */
export function isSurelyValidPart(part: number, value: unknown): boolean;

/** An object, list or union of the contract. It refers to the parts inside it by their index in `parts`. */
export interface Part {
  /** For an object: the parts of its fields that are objects or lists, by field name. */
  fields?: Record<string, number>;
  /** For a list of objects: the part of its items. */
  item?: number;
  /** For a list: the members whose values must be unique among its items. */
  unique?: string[];
  /** For a union: returns the part that a value belongs to. */
  pick?: (value: object) => number;
}

/** All parts. The first part is the connection. */
export const parts: readonly Part[];
