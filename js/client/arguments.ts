/** What callers of the client pass: takes it as it comes, gives it checked, or a `TypeError` that names the argument. */

import { headerProblem } from "../core/core.js";
import { expectKnown } from "../core/options.js";

/** Headers to send along, such as a CSRF token; or a function that gives them for each request. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);

/** Headers by name. */
export type HeadersRecord = Record<string, string> | Headers;

/** Which connection a call is about. */
export interface Target {
  /** A ULID: the `organisation_id` of the address. */
  organisationId: string;
  /** A ULID: the `connection_id` of the address. */
  connectionId: string;
}

/** What one call takes. */
export interface CallOptions {
  /** Ends the call when it is aborted, whatever the reason. */
  signal?: AbortSignal;
  /** How long one exchange may take, in milliseconds, from asking for headers to the last byte of the answer: the client's unless told. */
  timeoutMs?: number;
}

/** The longest delay that timers of engines know. */
const LONGEST = 2 ** 31 - 1;

export function expectTarget(target: unknown): asserts target is Target {
  expectKnown(target, ["organisationId", "connectionId"], "target");
  for (const name of ["organisationId", "connectionId"] as const) {
    if (typeof (target as Target)[name] !== "string") throw new TypeError(`target.${name}: expected a string`);
  }
}

/** Checks the options of a call; `own` names those that it takes besides. */
export function expectCall(call: CallOptions, own: string[] = []): void {
  expectKnown(call, ["signal", "timeoutMs", ...own], "options");
  const { signal } = call;
  if (signal !== undefined && (typeof signal?.aborted !== "boolean" || typeof signal.addEventListener !== "function")) {
    throw new TypeError("options.signal: expected an AbortSignal");
  }
  expectTimeout(call.timeoutMs);
}

export function expectTimeout(timeoutMs: number | undefined): void {
  if (timeoutMs === undefined || timeoutMs === Number.POSITIVE_INFINITY) return;
  if (!Number.isInteger(timeoutMs) || timeoutMs < 1 || timeoutMs > LONGEST) {
    throw new TypeError(`options.timeoutMs: expected a whole number from 1 to ${LONGEST}, or Infinity`);
  }
}

/** The headers of the caller, each checked. A value is never named. */
export function checkHeaders(headers: unknown): Record<string, string> {
  const given = headers instanceof Headers ? Object.fromEntries(headers) : headers;
  const prototype: unknown = typeof given === "object" && given !== null ? Object.getPrototypeOf(given) : undefined;
  // Of a `Map`, or of anything else that is no record, nothing would be sent.
  if (prototype !== null && (prototype === undefined || Object.getPrototypeOf(prototype) !== null)) {
    throw new TypeError("options.headers: expected a record of strings, or Headers");
  }
  for (const [name, value] of Object.entries(given as Record<string, unknown>)) {
    const problem = typeof value === "string" ? headerProblem(name, value) : "its value is not a string";
    if (problem !== undefined) throw new TypeError(`options.headers: \`${name}\` is refused: ${problem}`);
  }
  return given as Record<string, string>;
}
