/** Masks values that may be secret: takes parts of a connection, returns text to show. */

/**
 * Returns functions that replace secrets by numbered marks.
 *
 * Equal values get the same number from one pair of functions, so that a reader sees if two values differ.
 */
export function createMask() {
  const marks = new Map<string, number>();
  const secret = (value: unknown) => {
    const text = JSON.stringify(value);
    if (!marks.has(text)) marks.set(text, marks.size + 1);
    return `•••• (${marks.get(text)})`;
  };
  const json = (value: unknown) =>
    JSON.stringify(
      value,
      (key, inner) => {
        if (key === "value" || key === "data") return secret(inner);
        return key === "baseUrl" && typeof inner === "string" ? withoutUser(inner) : inner;
      },
      2,
    ) ?? "";
  return { secret, json };
}

/** Replaces the user name and the password in a URL. */
export function withoutUser(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, "$1••••@");
}
