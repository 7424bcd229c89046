/** Reads, updates and saves connections over HTTP. */

import {
  type Changes,
  type Connection,
  defaultBaseUrl,
  type Effect,
  baseUrl as normalizeBaseUrl,
} from "../core/core.js";
import { copyInput, parseJson } from "../core/input.js";
import { getMemory } from "../core/instance.js";
import {
  assertKnownKeys,
  COMMON_OPTION_NAMES,
  type CommonOptions,
  DEFAULT_LIMITS,
  readOptions,
} from "../core/options.js";
import { findDrift } from "../operations/call.js";
import {
  assertCallOptions,
  assertTarget,
  assertTimeout,
  type CallOptions,
  checkHeaders,
  type HeadersOption,
  type Target,
} from "./arguments.js";
import { type ExchangeResult, exchange, type Settings } from "./exchange.js";
import type { ConnectionResult, SaveResult } from "./results.js";
import { type SaveOptions, save } from "./save.js";

/** Options of a client. */
export interface ConnectClientOptions extends CommonOptions {
  /**
   * Base URL of the API: `https:`, or `http:` on this machine; without user, query and fragment.
   *
   * @defaultValue the API of the Versori platform
   */
  baseUrl?: string;
  /**
   * Function that sends a request.
   *
   * @defaultValue the global `fetch`
   */
  fetch?: (request: Request) => Promise<Response>;
  /** Headers of every request. The client itself sets `content-type` and `accept`. */
  headers?: HeadersOption;
  /**
   * Credentials mode of every request, which decides about cookies.
   *
   * @defaultValue `"include"`
   */
  credentials?: RequestCredentials;
  /**
   * Time limit of each exchange in milliseconds, from the call of `headers` to the last byte of the response. `Infinity`
   * disables it.
   *
   * @defaultValue 30,000
   */
  timeoutMs?: number;
  /**
   * Number of retries after a request that the platform certainly did not start to process (429, 503 with `Retry-After`, no
   * connection), at most 10. A body that creates environments is never sent again.
   *
   * @defaultValue 0
   */
  retries?: number;
}

/**
 * A client of the platform's Connect API. In browsers it sends the cookies of the page.
 *
 * @example
 * const client = new ConnectClient({ timeoutMs: 10_000 });
 * const read = await client.getConnection({ organisationId, connectionId });
 * if (!read.ok) throw read.error;
 */
export class ConnectClient {
  readonly #settings: Settings;

  /** @throws {TypeError} if an option is unknown or has a wrong type; the message names it */
  constructor(options: ConnectClientOptions = {}) {
    // Throws one clear error if the slim entry is not ready.
    getMemory();
    const names = ["baseUrl", "fetch", "headers", "credentials", "timeoutMs", "retries"];
    assertKnownKeys(options, [...names, ...COMMON_OPTION_NAMES], "options");
    const {
      baseUrl,
      fetch,
      headers = {},
      credentials = "include",
      timeoutMs = 30_000,
      retries = 0,
      ...common
    } = options;
    if (baseUrl !== undefined && typeof baseUrl !== "string") throw new TypeError("options.baseUrl: expected a string");
    if (fetch !== undefined && typeof fetch !== "function") throw new TypeError("options.fetch: expected a function");
    if (!["include", "same-origin", "omit"].includes(credentials)) {
      throw new TypeError('options.credentials: expected "include", "same-origin" or "omit"');
    }
    if (typeof headers !== "function") checkHeaders(headers);
    assertTimeout(timeoutMs);
    if (!Number.isInteger(retries) || retries < 0 || retries > 10) {
      throw new TypeError("options.retries: expected a whole number from 0 to 10");
    }
    this.#settings = {
      baseUrl: normalizeBaseUrl(baseUrl ?? defaultBaseUrl()),
      fetch,
      headers,
      credentials,
      timeoutMs,
      retries,
      maxBytes: common.maxBytes ?? DEFAULT_LIMITS.maxBytes,
      common: typeof common.rules === "object" ? { ...common, rules: { ...common.rules } } : common,
      options: readOptions(common),
    };
  }

  /**
   * Reads a stored connection.
   *
   * @returns the connection or a {@link ConnectError}; never rejects for a failed exchange
   * @throws {TypeError} if an argument has a wrong type; the message names it
   */
  async getConnection(target: Target, options: CallOptions = {}): Promise<ConnectionResult> {
    assertTarget(target);
    assertCallOptions(options);
    return toResult(await exchange(this.#settings, { target: { ...target }, call: { ...options } }), () => []);
  }

  /**
   * Replaces a stored connection: validates the body and sends it with PUT.
   *
   * The bytes that are sent are the bytes that were validated. A body with an error is not sent.
   *
   * @param body a value, JSON text or UTF-8 bytes; later changes to it have no effect
   * @returns the connection or a {@link ConnectError}; never rejects for a failed exchange, or if `headers` throws
   * @throws {TypeError} if an argument has a wrong type; the message names it
   */
  async updateConnection(target: Target, body: unknown, options: CallOptions = {}): Promise<ConnectionResult> {
    assertTarget(target);
    assertCallOptions(options);
    const source = copyInput(body, this.#settings.options);
    const request = { target: { ...target }, body: source, call: { ...options } };
    return toResult(await exchange(this.#settings, request), (bytes) => findDrift(source.json ?? "", bytes, true));
  }

  /**
   * Saves changes without reverting changes of others: reads the connection, rebases the changes onto it (a three-way merge),
   * validates the result, sends it with PUT, and compares the response with what was expected. If both sides changed the same
   * value, nothing is written and the error has `kind: "conflict"`.
   *
   * If it is unknown whether the request was processed, the connection is read again: if it contains the changes, the save
   * succeeded (`recovered`), otherwise see `error.applied`. Others can still write between the read and the write, which the
   * platform cannot prevent. If it sends an ETag, `ifMatch` closes this gap.
   *
   * @param edit `changes`, and `base`, the connection that they were made on
   * @returns the saved connection or a {@link ConnectError}; never rejects for a failed exchange
   * @throws {TypeError} if an argument has a wrong type; the message names it
   */
  async save(
    target: Target,
    edit: { base: Connection | string | Uint8Array; changes: Changes | string | Uint8Array },
    options: SaveOptions = {},
  ): Promise<SaveResult> {
    assertTarget(target);
    assertKnownKeys(edit, ["base", "changes"], "edit");
    assertCallOptions(options, ["ifMatch"]);
    if (options.ifMatch !== undefined && typeof options.ifMatch !== "boolean") {
      throw new TypeError("options.ifMatch: expected a boolean");
    }
    return save(this.#settings, { ...target }, edit, { ...options });
  }
}

function toResult(exchanged: ExchangeResult, findDrift: (bytes: Uint8Array) => Effect[]): ConnectionResult {
  if (!exchanged.ok) return exchanged;
  const { bytes, issues, response } = exchanged;
  return { ok: true, connection: parseJson(bytes) as Connection, bytes, issues, drift: findDrift(bytes), response };
}
