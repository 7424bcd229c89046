/** Follows the caller's `AbortSignal`, which can come from another realm or from a library. */

/**
 * Calls `onAbort` when a signal is aborted, at once if it is aborted already or cannot be followed.
 *
 * @returns a function that removes the listener; it never throws
 */
export function followSignal(signal: AbortSignal | undefined, onAbort: () => void): () => void {
  try {
    if (signal?.aborted) onAbort();
    else signal?.addEventListener("abort", onAbort, { once: true });
  } catch {
    onAbort();
  }
  return () => {
    try {
      signal?.removeEventListener("abort", onAbort);
    } catch {
      // The signal of a library can lack the method, or fail. `onAbort` then has no effect, because the call has settled.
    }
  };
}

/** Describes the end of a call by the caller's signal. The reason of `AbortSignal.timeout` is a `TimeoutError`. */
export function describeAbort(signal: AbortSignal | undefined) {
  const cause = readReason(signal);
  return isTimeoutError(cause)
    ? ({ kind: "timeout", message: "the time limit of the signal was reached", cause } as const)
    : ({ kind: "aborted", message: "the call was aborted", cause } as const);
}

function readReason(signal: AbortSignal | undefined): unknown {
  try {
    return signal?.reason;
  } catch {
    return undefined;
  }
}

function isTimeoutError(reason: unknown): boolean {
  try {
    return (reason as { name?: unknown } | null | undefined)?.name === "TimeoutError";
  } catch {
    return false;
  }
}
