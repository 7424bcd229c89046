/** How a call to the platform can fail: one class, told apart by `kind`. */

import type { Issue } from "../core/core.js";
import type { Conflict } from "../operations/rebase.js";

/**
 * What went wrong.
 *
 * - `invalid`: the body, the changes or the address have errors, listed in `issues`; nothing was sent.
 * - `http`: the platform answered with a status that says no.
 * - `network`: no answer came, or it broke off.
 * - `timeout`: the exchange took longer than `timeoutMs`.
 * - `aborted`: the caller's signal ended the call.
 * - `conflict`: someone else changed the connection in another way; nothing was written.
 * - `decode`: the platform said yes, but its answer is not a connection.
 * - `internal`: the rules themselves failed, which is a defect of this package.
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

/** What a {@link ConnectError} is made of. */
export interface ConnectErrorInit {
  /** What went wrong. */
  kind: ConnectErrorKind;
  /** One sentence, which holds no value of a body, a header or an answer. */
  message: string;
  /** Whether the body may have changed the connection. */
  maybeApplied: boolean;
  /** What is wrong with the body, or what the platform refused. */
  issues?: Issue[] | undefined;
  /** What the other side changed in another way. */
  conflicts?: Conflict[] | undefined;
  /** The HTTP status, where an answer came. */
  status?: number | undefined;
  /** The platform's own code, where it gave one. */
  code?: string | undefined;
  /** How the platform's logs name the exchange. */
  requestId?: string | undefined;
  /** How long the platform asks to wait, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** After a save that left doubt and read again: whether the body came to be. */
  applied?: "no" | "unknown" | undefined;
  /** The error that this one stems from. */
  cause?: unknown;
}

/**
 * Why a call to the platform failed.
 *
 * Its message, its stack, its JSON form and what a console shows of it hold no value of a body, a header or an answer: what
 * may quote one (`issues`, `conflicts`, `code`, `requestId`) is there to be read, but is not enumerable.
 */
export class ConnectError extends Error {
  static {
    // The name of the class in consoles, whatever a minifier calls it.
    Object.defineProperty(ConnectError, "name", { value: "ConnectError" });
  }

  override readonly name = "ConnectError";
  /** What went wrong. */
  readonly kind: ConnectErrorKind;
  /** Whether the body may have reached the platform and changed the connection: read it again to know. */
  readonly maybeApplied: boolean;
  /** The HTTP status, where an answer came. */
  declare readonly status?: number;
  /** How long the platform asks to wait before the next try, in milliseconds; 60 s at most. */
  declare readonly retryAfterMs?: number;
  /** Of `save`, where it was in doubt: what reading the connection again showed. `no` can still change: a request that was lost may arrive. */
  declare readonly applied?: "no" | "unknown";
  /** The errors of the body or the address, or what the platform refused, each with its place. */
  declare readonly issues: Issue[];
  /** What both sides changed, each in its own way. */
  declare readonly conflicts?: Conflict[];
  /** The platform's own code, where its answer has one. */
  declare readonly code?: string;
  /** The platform's name for the exchange, where its answer has one. */
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

  /** What may stand in a log. */
  toJSON(): object {
    const issues = this.issues.map(({ code, severity }) => ({ code, severity }));
    return Object.assign({ name: this.name, message: this.message }, this, { issues });
  }
}

/** Whether an error is a {@link ConnectError}, of this copy of the package or of another. */
export function isConnectError(error: unknown): error is ConnectError {
  return error instanceof Error && error.name === "ConnectError" && "kind" in error && "maybeApplied" in error;
}
