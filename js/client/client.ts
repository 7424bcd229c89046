/** Reads, updates and saves connections, and updates environments, over HTTP. */

import type { Changes, Connection, Environment } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { copyInput, parseJson } from "../core/input.js";
import { getMemory } from "../core/instance.js";
import {
  assertKnownKeys,
  COMMON_OPTION_NAMES,
  type CommonOptions,
  DEFAULT_LIMITS,
  readOptions,
} from "../core/options.js";
import { markRaw } from "../core/raw.js";
import { PLAN_OPTION_NAMES } from "../operations/plan-options.js";
import {
  assertCallOptions,
  assertEnvironmentTarget,
  assertTarget,
  assertTimeout,
  type CallOptions,
  checkHeaders,
  type EnvironmentTarget,
  type HeadersOption,
  type Target,
} from "./arguments.js";
import { checkBaseUrl } from "./base-url.js";
import { type ConnectError, writeError } from "./errors.js";
import { type ExchangeResult, exchange, type Settings } from "./exchange.js";
import type { ConnectionResult, EnvironmentResult, SaveResult } from "./results.js";
import { type SaveOptions, save } from "./save.js";

/** Options of a client. */
export interface ConnectClientOptions extends CommonOptions {
  /**
   * Base URL of the API: a URL, or a path on the host of the page, such as `"/api/connect/v1alpha1"`. The scheme of a URL is
   * `https:`. It can be `http:` if the host is this machine, or if the page itself was loaded with `http:` from this host. A user, a
   * query and a fragment are not allowed. On a server, a client with a path can be created, but its calls reject with a `TypeError`.
   *
   * @defaultValue the API of the Versori platform
   */
  baseUrl?: string;
  /**
   * True to allow a `baseUrl` with `http:` on every host, such as a service in a private network. The network can then read and change
   * what is sent, with the cookies.
   *
   * @defaultValue `false`
   */
  allowInsecure?: boolean;
  /**
   * Function that sends a request.
   *
   * @defaultValue the global `fetch`
   */
  fetch?: (request: Request) => Promise<Response>;
  /** Headers of every request, except `content-type` and `accept`, which the client sets. */
  headers?: HeadersOption;
  /**
   * Credentials mode of every request. It decides whether the browser sends cookies.
   *
   * @defaultValue `"include"`
   */
  credentials?: RequestCredentials;
  /**
   * Time limit of each exchange in milliseconds. An exchange begins with the call of the `headers` function, and ends with the
   * last byte of the response. `Infinity` disables the limit.
   *
   * @defaultValue 30,000
   */
  timeoutMs?: number;
  /**
   * Greatest number of retries of each request, from 0 to 10.
   *
   * A request is retried in three cases: after status 429, after status 503 with `Retry-After`, or if no TCP connection could
   * be made. In these cases, the platform certainly did not process it. A body that creates environments is never retried.
   *
   * @defaultValue 0
   */
  retries?: number;
}

/**
 * A client of the platform's Connect API. In browsers, it sends the user's cookies by default.
 *
 * @example
 * const client = new ConnectClient({ timeoutMs: 10_000 });
 * const read = await client.getConnection({ organisationId, connectionId });
 * if (!read.ok) throw read.error;
 */
export class ConnectClient {
  readonly #settings: Settings;

  /** @throws {TypeError} if an option is unknown or has a wrong type; the message names the option */
  constructor(options: ConnectClientOptions = {}) {
    // Throws a clear error if the module of the slim entry is not loaded.
    getMemory();
    markRaw(ConnectClient);
    const clientOptionNames = ["baseUrl", "allowInsecure", "fetch", "headers", "credentials", "timeoutMs", "retries"];
    assertKnownKeys(options, [...clientOptionNames, ...COMMON_OPTION_NAMES], "options");
    const {
      baseUrl,
      allowInsecure = false,
      fetch,
      headers = {},
      credentials = "include",
      timeoutMs = 30_000,
      retries = 0,
      ...common
    } = options;
    if (baseUrl !== undefined && typeof baseUrl !== "string") throw new TypeError("options.baseUrl: expected a string");
    if (typeof allowInsecure !== "boolean") throw new TypeError("options.allowInsecure: expected a boolean");
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
      getBaseUrl: checkBaseUrl(baseUrl, allowInsecure),
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
   * @returns the connection or a {@link ConnectError}; never rejects because an exchange failed or `headers` threw
   * @throws {TypeError} if an argument has a wrong type; the message names the argument
   */
  async getConnection(target: Target, options: CallOptions = {}): Promise<ConnectionResult> {
    assertTarget(target);
    assertCallOptions(options);
    const exchanged = await exchange(this.#settings, { target: { ...target }, call: { ...options } });
    return this.#createResult(exchanged);
  }

  /**
   * Replaces a stored connection: validates the body and sends it with PUT.
   *
   * A body with an error is not sent. If the body has no error, exactly the validated bytes are sent.
   *
   * @param body a value, JSON text or UTF-8 bytes; the call copies the body, so that you can change it directly afterwards
   * @returns the connection or a {@link ConnectError}; never rejects because an exchange failed or `headers` threw
   * @throws {TypeError} if an argument has a wrong type; the message names the argument
   */
  async updateConnection(target: Target, body: unknown, options: CallOptions = {}): Promise<ConnectionResult> {
    assertTarget(target);
    assertCallOptions(options);
    return this.#createResult(await this.#put(target, body, options));
  }

  /**
   * Updates one environment of a connection: validates the body and sends it with PUT.
   *
   * A body with an error is not sent. If the body has no error, exactly the validated bytes are sent. The call does not read the
   * stored connection, so it does not check rules that need it, such as a name that another environment has.
   *
   * @param body a value, JSON text or UTF-8 bytes; the call copies the body, so that you can change it directly afterwards
   * @returns the environment or a {@link ConnectError}; never rejects because an exchange failed or `headers` threw
   * @throws {TypeError} if an argument has a wrong type; the message names the argument
   *
   * @example
   * const target = { organisationId, connectionId, environmentId };
   * const updated = await client.updateEnvironment(target, { id: environmentId, name: "Production, Europe" });
   */
  async updateEnvironment(
    target: EnvironmentTarget,
    body: unknown,
    options: CallOptions = {},
  ): Promise<EnvironmentResult> {
    assertEnvironmentTarget(target);
    assertCallOptions(options);
    const exchanged = await this.#put(target, body, options);
    if (!exchanged.ok) return this.#fail(exchanged.error);
    const { bytes, issues, response, drift } = exchanged;
    const environment = parseJson(bytes) as Environment;
    return { ok: true, environment, bytes, issues, drift, response };
  }

  /** Validates and sends a body. */
  #put(target: Target | EnvironmentTarget, body: unknown, call: CallOptions): Promise<ExchangeResult> {
    const source = copyInput(body, this.#settings.options);
    const expected = { json: source.json ?? "", isBody: true };
    return exchange(this.#settings, { target: { ...target }, body: source, expected, call: { ...call } });
  }

  /**
   * Saves changes without reverting the changes of others.
   *
   * `save` reads the stored connection, rebases the changes onto it (a three-way merge), and plans the requests. It then sends
   * one request after the other, and compares each response with the plan. If both sides changed the same value differently, the
   * error has `kind: "conflict"`, and no further request is sent.
   *
   * The save as a whole is not atomic. If a request fails, `error.done` lists the requests that were done, and `error.remaining`
   * contains the other edits: pass it to the next `save`.
   *
   * If it is unknown whether the platform processed a request, `save` reads the connection again. If the connection now contains
   * the changes of the request, the save goes on, and `recovered` is set. Otherwise, the save fails: see `error.applied`.
   *
   * Another user can write between a read and a write. `save` then overwrites the change of that user. The option `ifMatch`
   * prevents this for `UpdateConnection` if the platform sends an ETag. If `save` received the connection more than two seconds
   * ago, it reads the connection again before each request after the first one.
   *
   * @param edit `base` is the connection that the user edited; `changes` are the edits
   * @returns the saved connection or a {@link ConnectError}; never rejects because an exchange failed, or `headers` or `onStep`
   * threw
   * @throws {TypeError} if an argument has a wrong type; the message names the argument
   *
   * @example
   * const saved = await client.save(target, { base: read.bytes, changes: { name: "Shop, Europe" } });
   * if (!saved.ok && saved.error.remaining) await client.save(target, saved.error.remaining);
   */
  async save(
    target: Target,
    edit: { base: Immutable<Connection> | string | Uint8Array; changes: Immutable<Changes> | string | Uint8Array },
    options: SaveOptions = {},
  ): Promise<SaveResult> {
    assertTarget(target);
    assertKnownKeys(edit, ["base", "changes"], "edit");
    assertCallOptions(options, ["ifMatch", "onStep", ...PLAN_OPTION_NAMES]);
    if (options.ifMatch !== undefined && typeof options.ifMatch !== "boolean") {
      throw new TypeError("options.ifMatch: expected a boolean");
    }
    if (options.onStep !== undefined && typeof options.onStep !== "function") {
      throw new TypeError("options.onStep: expected a function");
    }
    const saved = await save(this.#settings, { ...target }, edit, { ...options });
    if (!saved.ok) return this.#fail(saved.error);
    if (saved.recovered !== undefined) writeError(saved.recovered, this.#settings.options?.messages);
    return saved;
  }

  #createResult(exchanged: ExchangeResult): ConnectionResult {
    if (!exchanged.ok) return this.#fail(exchanged.error);
    const { bytes, issues, response, drift } = exchanged;
    return { ok: true, connection: parseJson(bytes) as Connection, bytes, issues, drift, response };
  }

  #fail(error: ConnectError): { ok: false; error: ConnectError } {
    return { ok: false, error: writeError(error, this.#settings.options?.messages) };
  }
}
