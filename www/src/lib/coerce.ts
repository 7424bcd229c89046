/** Converts values of any type to the types that the form can show, because edited JSON may have any shape. */

/** Returns the items of a list. An item that is not an object becomes `{}`; a value that is not a list becomes `[]`. */
export function asObjects(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  const isObject = (item: unknown): item is Record<string, unknown> => typeof item === "object" && item !== null;
  return value.every(isObject) ? value : value.map((item) => (isObject(item) ? item : {}));
}

/** Returns a string unchanged. Returns an empty string for any other value. */
export function asString(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Returns an own member of an object, or an item of a list. Returns `undefined` if there is none. */
export function memberOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

/** Returns the names and the values of a list of variables as strings. */
export function asVariables(list: unknown): { name: string; value: string }[] {
  return asObjects(list).map(({ name, value }) => ({ name: asString(name), value: asString(value) }));
}
