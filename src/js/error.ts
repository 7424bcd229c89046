/** How a call to the platform can fail: one class, told apart by `kind`. */

import type { Issue } from "./core.js";

/**
 * What went wrong.
 *
 * - `invalid`: the body or the address has errors, listed in `issues`; nothing was sent.
 * - `http`: the platform answered with a status that says no.
 * - `network`: no answer came.
 * - `aborted`: the caller's signal ended the call.
 * - `decode`: the platform said yes, but its answer is not a connection.
 * - `internal`: the rules themselves failed, which is a defect of this package.
 */
export type ConnectErrorKind = "invalid" | "http" | "network" | "aborted" | "decode" | "internal";

/** What a {@link ConnectError} is made of. */
export interface ConnectErrorInit {
  kind: ConnectErrorKind;
  message: string;
  maybeApplied: boolean;
  issues?: Issue[];
  status?: number;
  code?: string;
  requestId?: string;
  cause?: unknown;
}

/** Why a call to the platform failed. Its message is one sentence and holds nothing of the body or the headers. */
export class ConnectError extends Error {
  override readonly name = "ConnectError";
  readonly kind: ConnectErrorKind;
  /** The errors of the body or the address, or the fields that the platform refused, each with its place. */
  readonly issues: Issue[];
  /** Whether the body may have reached the platform and changed the connection: read it again to know. */
  readonly maybeApplied: boolean;
  /** The HTTP status, where an answer came. */
  declare readonly status?: number;
  /** The platform's own code, where its answer has one. */
  declare readonly code?: string;
  /** The platform's name for the exchange, where its answer has one. */
  declare readonly requestId?: string;

  constructor({ kind, message, maybeApplied, issues = [], cause, ...answer }: ConnectErrorInit) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    this.issues = issues;
    this.maybeApplied = maybeApplied;
    for (const [key, value] of Object.entries(answer)) {
      if (value !== undefined) Object.assign(this, { [key]: value });
    }
  }
}

/** Whether an error is a {@link ConnectError}, of this copy of the package or of another. */
export function isConnectError(error: unknown): error is ConnectError {
  return error instanceof Error && error.name === "ConnectError" && "kind" in error && "maybeApplied" in error;
}
