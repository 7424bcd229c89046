/** Defines the error of a failed call to the platform. All failures share one class; `kind` distinguishes them. */

import type { Issue } from "../core/core.js";
import type { Conflict } from "../operations/rebase.js";

/**
 * The kind of a failure.
 *
 * - `invalid`: the body, the changes or the target have errors, which are in `issues`, or the headers cannot be sent. Nothing was
 *   sent.
 * - `http`: the platform returned a status that is not a success.
 * - `network`: the platform did not respond, or its response was incomplete.
 * - `timeout`: the exchange took longer than `timeoutMs`, or a signal of `AbortSignal.timeout` ended the call.
 * - `aborted`: the caller's signal ended the call.
 * - `conflict`: someone else changed the same values. Nothing was written.
 * - `decode`: the platform returned a success status, but its response is not a connection.
 * - `internal`: the validator ran out of memory, or failed because of a defect of this package. The code of the issue says which.
 */
export type ConnectErrorKind =
  | "invalid"
  | "http"
  | "network"
  | "timeout"
  | "aborted"
  | "conflict"
  | "decode"
  | "internal";

/** The members of a {@link ConnectError}. */
export interface ConnectErrorInit {
  /** The kind of failure. */
  kind: ConnectErrorKind;
  /** One sentence, without any value of a body, a header or a response. */
  message: string;
  /** True if the request may have changed the connection. */
  maybeApplied: boolean;
  /** The errors of the body, or the fields that the platform refused. */
  issues?: Issue[] | undefined;
  /** The values that both sides changed differently. */
  conflicts?: Conflict[] | undefined;
  /** The HTTP status, if there was a response. */
  status?: number | undefined;
  /** The platform's error code, if the response has one. */
  code?: string | undefined;
  /** The platform's id of the exchange, if the response has one. */
  requestId?: string | undefined;
  /** The delay that the platform requests before a retry, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** The effect of a failed `save`: see {@link ConnectError.applied}. */
  applied?: "no" | "unknown" | undefined;
  /** The error that caused this error. */
  cause?: unknown;
}

/**
 * The reason why a call to the platform failed.
 *
 * The message, the stack, the JSON and the console output contain no value of a body, a header or a response. The members that
 * can contain such a value (`issues`, `conflicts`, `code`, `requestId`) are not enumerable.
 *
 * @example
 * if (!saved.ok && saved.error.kind === "conflict") show(saved.error.conflicts);
 */
export class ConnectError extends Error {
  static {
    // Consoles print the name of the class, which minification would shorten.
    Object.defineProperty(ConnectError, "name", { value: "ConnectError" });
  }

  override readonly name = "ConnectError";
  /** The kind of the failure. */
  readonly kind: ConnectErrorKind;
  /** True if the request may have changed the connection. Read the connection again before the next write. */
  readonly maybeApplied: boolean;
  /** The HTTP status, if there was a response. */
  declare readonly status?: number;
  /** The delay that the platform requests before a retry, in milliseconds, at most 60,000. */
  declare readonly retryAfterMs?: number;
  /**
   * Set by `save` if it was unknown whether the platform processed the PUT. `save` then tried to read the connection again.
   *
   * - `no`: the connection had not changed. A delayed request can still change it.
   * - `unknown`: the connection had other changes, or could not be read.
   */
  declare readonly applied?: "no" | "unknown";
  /**
   * The issues of the body or the target, or the words of the platform about a refusal. Each has a path, which is empty if the
   * platform names no field.
   */
  declare readonly issues: Issue[];
  /** The values that both sides changed differently. */
  declare readonly conflicts?: Conflict[];
  /** The platform's error code, if the response has one. */
  declare readonly code?: string;
  /** The platform's id of the exchange, if the response has one. */
  declare readonly requestId?: string;

  constructor(init: ConnectErrorInit) {
    const { message, cause, kind, maybeApplied, status, retryAfterMs, applied, issues = [], ...hidden } = init;
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.maybeApplied = maybeApplied;
    for (const [key, value] of Object.entries({ status, retryAfterMs, applied })) {
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: true });
    }
    for (const [key, value] of Object.entries({ issues, ...hidden })) {
      if (value !== undefined) Object.defineProperty(this, key, { value, enumerable: false });
    }
  }

  /** Returns the members that are safe to log. */
  toJSON(): object {
    const issues = this.issues.map(({ code, severity }) => ({ code, severity }));
    return Object.assign({ name: this.name, message: this.message }, this, { issues });
  }
}

/**
 * Returns true if an error is a {@link ConnectError}. Unlike `instanceof`, the function also recognizes an error from another
 * copy of this package.
 *
 * @example
 * if (isConnectError(error) && error.maybeApplied) await readAgain();
 */
export function isConnectError(error: unknown): error is ConnectError {
  return error instanceof Error && error.name === "ConnectError" && "kind" in error && "maybeApplied" in error;
}
