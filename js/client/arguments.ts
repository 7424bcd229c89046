/** Checks the arguments of the client's methods. Throws a `TypeError` that names the wrong argument. */

import { headerProblem } from "../core/core.js";
import { assertKnownKeys } from "../core/options.js";

/** Headers to send, such as a CSRF token, or a function that returns them. The function is called before each request. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);

/** Headers by name. A header whose value is `undefined` is not sent. */
export type HeadersRecord = Record<string, string | undefined> | Headers;

/** The ids of the connection that a call reads or writes. */
export interface Target {
  /** The id of the organisation, a ULID. It is `organisation_id` in the URL. */
  organisationId: string;
  /** The id of the connection, a ULID. It is `connection_id` in the URL. */
  connectionId: string;
}

/** The ids of the environment that a call updates. */
export interface EnvironmentTarget extends Target {
  /** The id of the environment, a ULID. It is `environment_id` in the URL. */
  environmentId: string;
}

/** Options of one call. */
export interface CallOptions {
  /** Signal that ends the call when the signal is aborted. It can come from another realm or from a library. */
  signal?: AbortSignal;
  /**
   * Time limit of each exchange in milliseconds. An exchange begins with the call of the `headers` function, and ends with the
   * last byte of the response.
   *
   * @defaultValue `timeoutMs` of the client
   */
  timeoutMs?: number;
}

/** The longest delay that timers accept, in milliseconds. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

const TARGET_NAMES = ["organisationId", "connectionId"];

export function assertTarget(target: unknown): asserts target is Target {
  assertIds(target, TARGET_NAMES);
}

export function assertEnvironmentTarget(target: unknown): asserts target is EnvironmentTarget {
  assertIds(target, [...TARGET_NAMES, "environmentId"]);
}

function assertIds(target: unknown, names: string[]): void {
  assertKnownKeys(target, names, "target");
  for (const name of names) {
    if (typeof (target as Record<string, unknown>)[name] !== "string") {
      throw new TypeError(`target.${name}: expected a string`);
    }
  }
}

/**
 * Asserts that the options of a call are valid.
 *
 * @param extraNames names of the options that the method accepts in addition to {@link CallOptions}
 */
export function assertCallOptions(call: CallOptions, extraNames: string[] = []): void {
  assertKnownKeys(call, ["signal", "timeoutMs", ...extraNames], "options");
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

/**
 * Checks the caller's headers and copies them to a record, without those that are `undefined`.
 *
 * @throws {TypeError} if a header cannot be sent; the message contains the name of the header, but never its value
 */
export function checkHeaders(headers: unknown): Record<string, string> {
  // Recognizes the `Headers` of other realms and of libraries too.
  const isHeaders = Object.prototype.toString.call(headers) === "[object Headers]";
  const record = isHeaders ? Object.fromEntries(headers as Headers) : headers;
  const prototype: unknown = typeof record === "object" && record !== null ? Object.getPrototypeOf(record) : undefined;
  // Refuses a `Map` or an array, because its entries would not be sent.
  if (prototype !== null && (prototype === undefined || Object.getPrototypeOf(prototype) !== null)) {
    throw new TypeError("options.headers: expected a record of strings, or Headers");
  }
  const entries = Object.entries(record as Record<string, unknown>).filter(([, value]) => value !== undefined);
  for (const [name, value] of entries) {
    const problem = typeof value === "string" ? headerProblem(name, value) : "its value is not a string";
    if (problem !== undefined) throw new TypeError(`options.headers: \`${name}\` is refused: ${problem}`);
  }
  return Object.fromEntries(entries) as Record<string, string>;
}
