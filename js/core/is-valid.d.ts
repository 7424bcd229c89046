/**
 * Returns true only if `validate` reports no issue for a value, with the default rules or with strict ones. May return false
 * for such a value. The implementation is generated from the contract's table when the package is built.
 */
export function isSurelyValid(value: unknown): boolean;

/** Returns true only if one part of a connection has no issue. Members that only responses contain are ignored. */
export function isSurelyValidPart(part: number, value: unknown): boolean;

/** A part of the table, with the indices in `parts` of the parts inside it. */
export interface Part {
  /** Of an object: the fields that are objects or lists. */
  fields?: Record<string, number>;
  /** Of a list: its items, if they are objects. */
  item?: number;
  /** Of a list: the members that must be unique among its items. */
  unique?: string[];
  /** Of a union: returns the part that a value belongs to. */
  pick?: (value: object) => number;
}

/** All parts; the first is the connection. */
export const parts: readonly Part[];
