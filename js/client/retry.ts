/** Trying again: takes a failure, tells whether the platform has certainly not begun, and how long to wait. */

import type { ConnectError } from "./errors.js";

/** The longest that a platform can make a caller wait, in milliseconds. */
const LONGEST_WAIT = 60_000;

/** The first wait where the platform names none; it doubles from try to try. */
const FIRST_WAIT = 500;

/** What `Retry-After` asks for, in milliseconds from `now`, 60 s at most; `undefined` where it makes no sense. */
export function retryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_WAIT);
  // The one form of dates that servers may send (RFC 9110); engines would take much else for a date.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const wait = Date.parse(text) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), LONGEST_WAIT);
}

/**
 * How long to wait before the next try, in milliseconds; `undefined` where there must be none. Only what was certainly
 * not begun is tried again: the platform asked to wait, or the connection to it was refused.
 */
export function waitBefore(error: ConnectError, tries: number): number | undefined {
  const { kind, status, retryAfterMs, maybeApplied } = error;
  const isAsked = kind === "http" && (status === 429 || (status === 503 && retryAfterMs !== undefined));
  if (maybeApplied || !(isAsked || (kind === "network" && isRefused(error.cause)))) return undefined;
  // Some time is added by chance, so that clients that were turned away together do not come back together.
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs * (1 + Math.random() / 10), LONGEST_WAIT);
  return Math.min(FIRST_WAIT * 2 ** tries, LONGEST_WAIT) * (0.5 + Math.random() / 2);
}

/** The codes of failures to connect, by which no byte of a request has left. Browsers do not tell. */
const REFUSED = new Set([
  "ECONNREFUSED",
  "ConnectionRefused",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Whether a failure of `fetch` means that there was no connection to send anything over. */
export function isRefused(cause: unknown, depth = 0): boolean {
  if (typeof cause !== "object" || cause === null || depth === 4) return false;
  try {
    const { code, syscall, cause: deeper, errors } = cause as Record<"code" | "syscall" | "cause" | "errors", unknown>;
    // A connection that stood can become unreachable too, when part of a request has left.
    const isConnecting = syscall !== "read" && syscall !== "write";
    if (typeof code === "string" && REFUSED.has(code) && isConnecting) return true;
    // A name with several addresses fails once for each.
    if (Array.isArray(errors) && errors.length > 0) return errors.every((error) => isRefused(error, depth + 1));
    return isRefused(deeper, depth + 1);
  } catch {
    // Anything can be thrown, also what cannot be looked at.
    return false;
  }
}

/** Waits, or ends at once when the signal is aborted. */
export function sleep(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener("abort", done, { once: true });
    if (signal?.aborted) done();
  });
}
