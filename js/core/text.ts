/** Decodes JSON text. */

/** Returns JSON as text, without a byte order mark. The module skips the mark too. */
export function toText(json: string | Uint8Array): string {
  // `TextDecoder` removes a byte order mark.
  if (typeof json !== "string") return new TextDecoder().decode(json);
  return json.charCodeAt(0) === 0xfeff ? json.slice(1) : json;
}
