/** Edited JSON may have any shape: takes a value, returns the part of it that the forms can show. */

/** Returns the items of a list by index. An item that is not an object becomes an empty object. */
export function asObjects(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  const isObject = (item: unknown): item is Record<string, unknown> => typeof item === "object" && item !== null;
  return value.every(isObject) ? value : value.map((item) => (isObject(item) ? item : {}));
}

/** Returns a string as it is, and an empty string for anything else. */
export function asString(value: unknown): string {
  return typeof value === "string" ? value : "";
}
