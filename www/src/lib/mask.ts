/** Replaces values that may be secret, before parts of a connection are displayed. */

/**
 * Creates a mask, which replaces secrets with numbered marks. `secret` masks one value; `json` serializes a value and masks the
 * secrets in it.
 *
 * One mask gives equal values the same number, so that a reader sees if two values differ.
 */
export function createSecretMask() {
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
        return key === "baseUrl" && typeof inner === "string" ? maskUserInfo(inner) : inner;
      },
      2,
    ) ?? "";
  return { secret, json };
}

/** Replaces the user name and the password in a URL with a mark. */
export function maskUserInfo(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/?#]*@/, "$1••••@");
}
