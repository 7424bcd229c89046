/** Checks the arguments of the client's methods; throws a `TypeError` that names the argument. */

import { headerProblem } from "../core/core.js";
import { assertKnownKeys } from "../core/options.js";

/** Headers to send, such as a CSRF token; or a function that is called for each request and returns them. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);

/** Headers by name. */
export type HeadersRecord = Record<string, string> | Headers;

/** The connection that a call is about. */
export interface Target {
  /** A ULID: `organisation_id` in the URL. */
  organisationId: string;
  /** A ULID: `connection_id` in the URL. */
  connectionId: string;
}

/** Options of one call. */
export interface CallOptions {
  /** Ends the call when it is aborted, whatever the reason. */
  signal?: AbortSignal;
  /**
   * Time limit of each exchange in milliseconds, from the call of `headers` to the last byte of the response.
   *
   * @defaultValue `timeoutMs` of the client
   */
  timeoutMs?: number;
}

/** The longest delay that timers accept, in milliseconds. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export function assertTarget(target: unknown): asserts target is Target {
  assertKnownKeys(target, ["organisationId", "connectionId"], "target");
  for (const name of ["organisationId", "connectionId"] as const) {
    if (typeof (target as Target)[name] !== "string") throw new TypeError(`target.${name}: expected a string`);
  }
}

/** Asserts that the options of a call are valid. `extra` names the options that it takes besides {@link CallOptions}. */
export function assertCallOptions(call: CallOptions, extra: string[] = []): void {
  assertKnownKeys(call, ["signal", "timeoutMs", ...extra], "options");
  const { signal } = call;
  if (signal !== undefined && (typeof signal?.aborted !== "boolean" || typeof signal.addEventListener !== "function")) {
    throw new TypeError("options.signal: expected an AbortSignal");
  }
  assertTimeout(call.timeoutMs);
}

export function assertTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > MAX_TIMEOUT_MS) {
    throw new TypeError(`options.timeoutMs: expected a whole number from 1 to ${MAX_TIMEOUT_MS}, or Infinity`);
  }
}

/** Checks the caller's headers and returns them as a record. Errors name the header, never its value. */
export function checkHeaders(headers: unknown): Record<string, string> {
  const record = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  const prototype: unknown = typeof record === "object" && record !== null ? Object.getPrototypeOf(record) : undefined;
  // A `Map` or an array has no entries that would be sent.
  if (prototype !== null && (prototype === undefined || Object.getPrototypeOf(prototype) !== null)) {
    throw new TypeError("options.headers: expected a record of strings, or Headers");
  }
  for (const [name, value] of Object.entries(record as Record<string, unknown>)) {
    const problem = typeof value === "string" ? headerProblem(name, value) : "its value is not a string";
    if (problem !== undefined) throw new TypeError(`options.headers: \`${name}\` is refused: ${problem}`);
  }
  return record as Record<string, string>;
}
