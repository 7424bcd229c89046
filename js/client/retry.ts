/** Decides whether a failed request may be sent again, and after which delay: exponential backoff with jitter. */

import type { ConnectError } from "./errors.js";

/** The longest delay, also if the platform requests a longer one. */
const MAX_DELAY_MS = 60_000;

/** The first delay if the platform requests none. It doubles with each retry. */
const BASE_DELAY_MS = 500;

/** The number of causes that are followed in a chain of errors. */
const MAX_CAUSES = 4;

/** Parses `Retry-After` to milliseconds from `now`, at most 60,000; returns `undefined` if it is not valid. */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_DELAY_MS);
  // The only date format that servers may send (RFC 9110); `Date.parse` accepts many more.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const delay = Date.parse(text) - now;
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), MAX_DELAY_MS);
}

/**
 * Returns the delay before the next try in milliseconds; `undefined` if there must be none. A request is sent again only if
 * the platform certainly did not process it: the platform requested a delay, or refused the TCP connection.
 */
export function computeRetryDelay(error: ConnectError, tries: number): number | undefined {
  const { kind, status, retryAfterMs, maybeApplied } = error;
  const isDeferred = kind === "http" && (status === 429 || (status === 503 && retryAfterMs !== undefined));
  if (maybeApplied || !(isDeferred || (kind === "network" && isConnectFailure(error.cause)))) return undefined;
  // Jitter, so that clients that were refused together do not return together.
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs * (1 + Math.random() / 10), MAX_DELAY_MS);
  return Math.min(BASE_DELAY_MS * 2 ** tries, MAX_DELAY_MS) * (0.5 + Math.random() / 2);
}

/** Error codes of a failure to connect, after which no byte of the request was sent. Browsers do not report any. */
const CONNECT_FAILURE_CODES = new Set([
  "ECONNREFUSED",
  "ConnectionRefused",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** Returns true if `fetch` failed because no TCP connection could be made. */
export function isConnectFailure(cause: unknown, depth = 0): boolean {
  if (typeof cause !== "object" || cause === null || depth === MAX_CAUSES) return false;
  try {
    const {
      code,
      syscall,
      cause: innerCause,
      errors,
    } = cause as Record<"code" | "syscall" | "cause" | "errors", unknown>;
    // An established connection can become unreachable too, after part of the request was sent.
    const isConnecting = syscall !== "read" && syscall !== "write";
    if (typeof code === "string" && CONNECT_FAILURE_CODES.has(code) && isConnecting) return true;
    // A host name with several addresses fails once for each.
    if (Array.isArray(errors) && errors.length > 0) return errors.every((error) => isConnectFailure(error, depth + 1));
    return isConnectFailure(innerCause, depth + 1);
  } catch {
    // Any value can be thrown, also one whose members cannot be read.
    return false;
  }
}

/** Resolves after `ms` milliseconds, or as soon as the signal is aborted. */
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
