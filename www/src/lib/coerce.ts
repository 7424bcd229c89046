/** What is typed as JSON may have any shape: takes a value, gives what the forms can show of it. */

/** The items of a list in their places; an item that is no object shows as an empty one. */
export function listOf(value: unknown): Record<string, unknown>[] {
  if (!Array.isArray(value)) return [];
  const isObject = (item: unknown): item is Record<string, unknown> => typeof item === "object" && item !== null;
  return value.every(isObject) ? value : value.map((item) => (isObject(item) ? item : {}));
}

/** A text; anything else shows as an empty one. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** How many of something there are, in words. */
export function plural(count: number, word: string): string {
  return `${count.toLocaleString()} ${word}${count === 1 ? "" : "s"}`;
}
