/** Describes calls of the platform that failed, in sentences for people. */

import { plural } from "../lib/plural.ts";

/**
 * The kind of a failed call.
 *
 * - `unreachable`: there was no response, or it broke off.
 * - `expired`: there is no session (401).
 * - `missing`: the platform does not have the requested resource (404).
 * - `refused`: any other failure, such as another status, a wrong password or a response that cannot be read.
 */
export type ApiErrorKind = "unreachable" | "expired" | "missing" | "refused";

/** The error of a call that failed. Its message is for people. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly kind: ApiErrorKind;
  /** The HTTP status, if there was a response. */
  readonly status?: number;

  constructor(kind: ApiErrorKind, message: string, { status, cause }: { status?: number; cause?: unknown } = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
    if (status !== undefined) this.status = status;
  }
}

/** Creates the error of a call without a complete response. */
export const createUnreachableError = (cause: unknown) =>
  new ApiError("unreachable", "Can't reach the server.", { cause });

/** Creates the error of a response that the platform does not send, such as the HTML page of a proxy with status 200. */
export const createUnexpectedError = (status: number) =>
  new ApiError("refused", `The server sent an unexpected response (${status}).`, { status });

/**
 * Creates the error of a response with a status that is not a success. Ignores the body, because a proxy may have sent it.
 *
 * @param missingMessage the message for status 404
 */
export function createStatusError({ status, headers }: Response, missingMessage: string): ApiError {
  if (status === 401) return new ApiError("expired", "Your session expired. Log in to continue.", { status });
  if (status === 404) return new ApiError("missing", missingMessage, { status });
  return new ApiError("refused", describeStatus(status, headers.get("retry-after")), { status });
}

function describeStatus(status: number, retryAfter: string | null): string {
  const seconds = retryAfter !== null && /^\d+$/.test(retryAfter) ? Number(retryAfter) : undefined;
  const advice = seconds === undefined ? "" : ` Try again in ${plural(seconds, "second")}.`;
  if (status === 403) return "You don't have access to this.";
  if (status === 429) return `Too many requests.${advice || " Try again in a moment."}`;
  return `${status >= 500 ? "The server failed" : "The server refused the request"} (${status}).${advice}`;
}
