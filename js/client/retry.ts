/** Decides whether a failed request is retried. Computes the delay before the retry: exponential backoff with jitter. */

import type { ConnectError } from "./errors.js";
import { followSignal } from "./signal.js";

/** The longest delay, even if the platform requests a longer delay. */
const MAX_DELAY_MS = 60_000;

/** The first delay if the platform does not request a delay. It doubles with each retry. */
const BASE_DELAY_MS = 500;

/** Greatest number of levels that are searched in the causes of an error. */
const MAX_CAUSES = 4;

/** Parses a `Retry-After` header. Returns milliseconds from `now`, at most 60,000; `undefined` if the header is not valid. */
export function parseRetryAfter(value: string, now: number): number | undefined {
  const text = value.trim();
  if (/^\d+$/.test(text)) return Math.min(Number(text) * 1000, MAX_DELAY_MS);
  // Servers must use this date format (RFC 9110). `Date.parse` also accepts many other formats.
  if (!/^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text)) return undefined;
  const delay = Date.parse(text) - now;
  return Number.isNaN(delay) ? undefined : Math.min(Math.max(delay, 0), MAX_DELAY_MS);
}

/**
 * Returns the delay before the next retry in milliseconds; `undefined` if the request must not be retried. A request is retried
 * if the platform deferred it, or if no TCP connection could be made. In both cases, the platform certainly did not process it.
 *
 * @param isUnsent `true` if no TCP connection could be made
 */
export function computeRetryDelay(error: ConnectError, isUnsent: boolean, retryCount: number): number | undefined {
  const { kind, status, retryAfterMs, maybeApplied } = error;
  const isDeferred = kind === "http" && (status === 429 || (status === 503 && retryAfterMs !== undefined));
  if (maybeApplied || !(isDeferred || (kind === "network" && isUnsent))) return undefined;
  // The jitter prevents all deferred clients from retrying at the same time.
  if (retryAfterMs !== undefined) return Math.min(retryAfterMs * (1 + Math.random() / 10), MAX_DELAY_MS);
  return Math.min(BASE_DELAY_MS * 2 ** retryCount, MAX_DELAY_MS) * (0.5 + Math.random() / 2);
}

/** Error codes for a failure before a TCP connection is opened. Browsers report no error codes. */
const UNSENT_CODES = new Set(["ENOTFOUND", "EAI_AGAIN", "ConnectionRefused", "UND_ERR_CONNECT_TIMEOUT"]);

/**
 * Error codes for a TCP connection that could not be opened, if the system call is `connect`. The same codes can come from a read
 * or a write on an open connection. Part of the request may then have been sent.
 */
const CONNECT_CODES = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "ETIMEDOUT"]);

/** Returns true if `fetch` certainly failed because no TCP connection could be made. */
export function isConnectFailure(cause: unknown, depth = 0): boolean {
  if (typeof cause !== "object" || depth === MAX_CAUSES) return false;
  try {
    const {
      code,
      syscall,
      cause: innerCause,
      errors,
    } = cause as Record<"code" | "syscall" | "cause" | "errors", unknown>;
    if (UNSENT_CODES.has(code as string)) return true;
    if (syscall !== undefined) return syscall === "connect" && CONNECT_CODES.has(code as string);
    // A host name can have several addresses. `errors` contains an error for each address.
    if (Array.isArray(errors) && errors.length > 0) return errors.every((error) => isConnectFailure(error, depth + 1));
    return isConnectFailure(innerCause, depth + 1);
  } catch {
    // `cause` is `null`, or reading one of its members threw an error.
    return false;
  }
}

/** Waits `ms` milliseconds, or until the signal is aborted. Returns true if the signal was aborted. */
export async function sleep(ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  let cleanUp = () => {};
  try {
    return await new Promise((resolve) => {
      const timer = setTimeout(() => resolve(false), ms);
      const unfollow = followSignal(signal, () => resolve(true));
      cleanUp = () => {
        clearTimeout(timer);
        unfollow();
      };
    });
  } finally {
    cleanUp();
  }
}
