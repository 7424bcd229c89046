/**
 * Whether validation by the default rules, or by strict ones, surely finds nothing in a value; where this is `false`, it
 * may find nothing all the same. Made from the contract's table when the package is built.
 */
export function isSound(value: unknown): boolean;

/** The same of one part of a connection, in which what only responses carry is no matter. */
export function isSoundPart(part: number, value: unknown): boolean;

/** A part of the table: how to find the parts inside it, each by its number. */
export interface Part {
  /** Of an object: the fields that are objects or lists. */
  fields?: Record<string, number>;
  /** Of a list: its items, where they are objects. */
  item?: number;
  /** Of a list: the members that no two items may have alike. */
  unique?: string[];
  /** Of a choice: the part that a value belongs to. */
  pick?: (value: object) => number;
}

/** Every part; 0 is the connection. */
export const parts: readonly Part[];
