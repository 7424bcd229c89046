/** Replaces values that may be secret, before parts of a connection are displayed. */

/** The members that are URLs, which can contain a user name and a password. */
export const URL_MEMBERS: ReadonlySet<string> = new Set(["baseUrl", "authorizeUrl", "tokenUrl"]);

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
        return URL_MEMBERS.has(key) && typeof inner === "string" ? maskUserInfo(inner) : inner;
      },
      2,
    ) ?? "";
  return { secret, json };
}

/**
 * Replaces the user name and the password in a URL with a mark. A URL with a user name in a spelling that URL parsers repair is
 * replaced as a whole.
 */
export function maskUserInfo(text: string): string {
  const masked = text.replace(/^(\w+:\/\/)[^/?#]*@/, "$1••••@");
  if (masked !== text) return masked;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && (url.username !== "" || url.password !== "") ? "••••" : text;
}
