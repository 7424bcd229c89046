/** Formats the bodies of requests and responses. */

import { maskUserInfo, URL_MEMBERS } from "../../lib/mask.ts";

const MAX_LENGTH = 20_000;

/** The members whose values can be secret. */
const SECRET_MEMBERS = new Set(["value", "data"]);

/**
 * Indents JSON, and truncates the result if it is long. Text that is not JSON is not indented.
 *
 * @param isShown true to show values that can be secret; otherwise dots replace them
 */
export function formatBody(text: string, isShown: boolean): string {
  let formatted = text;
  try {
    formatted = JSON.stringify(JSON.parse(text, isShown ? undefined : maskMember), null, 2);
  } catch {
    // The text is not JSON. It is shown as received.
  }
  return formatted.length > MAX_LENGTH
    ? `${formatted.slice(0, MAX_LENGTH)}\n… ${(formatted.length - MAX_LENGTH).toLocaleString()} more characters`
    : formatted;
}

function maskMember(key: string, value: unknown): unknown {
  if (SECRET_MEMBERS.has(key) && value !== "") return "••••••••";
  return typeof value === "string" && URL_MEMBERS.has(key) ? maskUserInfo(value) : value;
}

/** Formats a number of bytes, such as "1.5 KB". */
export function formatSize(bytes: number): string {
  return bytes < 1_000 ? `${bytes} B` : `${(bytes / 1_000).toFixed(1)} KB`;
}
