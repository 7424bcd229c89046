/**
 * Whether validation by the default rules, or by strict ones, surely finds nothing in a value; where this is `false`, it
 * may find nothing all the same. Made from the contract's table when the package is built.
 */
export function isSound(value: unknown): boolean;
