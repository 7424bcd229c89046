/** The client: takes an address and a body, sends exactly the bytes that were validated, gives the outcome. */

import {
  type Connection,
  defaultBaseUrl,
  headerProblem,
  type Issue,
  baseUrl as normalBaseUrl,
  readResponse,
  updateRequest,
} from "./core.js";
import { ConnectError, type ConnectErrorInit } from "./error.js";
import { OPTIONS_SLOT, type Options, toSource, writeJson, writeSource } from "./input.js";
import { attempt, memory } from "./instance.js";
import { internalIssues, isOk, join, unpack, words } from "./issues.js";
import { expectKnown, readOptions, VERB_OPTIONS, type VerbOptions } from "./options.js";
import { parse } from "./validate.js";

/** Headers to send along, such as a CSRF token; or a function that gives them for each request. */
export type HeadersOption = HeadersRecord | (() => HeadersRecord | Promise<HeadersRecord>);

/** Headers by name. */
export type HeadersRecord = Record<string, string> | Headers;

/** How a client reaches the platform. */
export interface ConnectClientOptions extends VerbOptions {
  /** Where the API stands: `https:`, or `http:` on this machine; no user, query or fragment. The platform's own unless told. */
  baseUrl?: string;
  /** Sends the requests; the global `fetch` unless told. */
  fetch?: (request: Request) => Promise<Response>;
  /** Headers of every request. `content-type` and `accept` are the client's own. */
  headers?: HeadersOption;
  /** Whether cookies go along: `"include"` unless told. */
  credentials?: RequestCredentials;
}

/** Which connection a call is about. */
export interface Target {
  organisationId: string;
  connectionId: string;
}

/** What one call takes. */
export interface CallOptions {
  /** Ends the call when it is aborted, whatever the reason. */
  signal?: AbortSignal;
}

/** How a call ended. */
export type Outcome =
  | {
      ok: true;
      /** The connection as the platform holds it now. */
      connection: Connection;
      /** Warnings and information about the body that was sent. */
      issues: Issue[];
      /** The answer itself; its body is consumed. */
      response: Response;
    }
  | { ok: false; error: ConnectError };

/** Talks to the platform with the browser's cookies. */
export class ConnectClient {
  readonly #baseUrl: string;
  readonly #fetch: ((request: Request) => Promise<Response>) | undefined;
  readonly #headers: HeadersOption;
  readonly #credentials: RequestCredentials;
  readonly #options: Options;

  /** @throws {TypeError} where an option is not what it should be; the message names it */
  constructor(options: ConnectClientOptions = {}) {
    // Fails with one clear sentence where the slim entry is not ready.
    memory();
    const own = ["baseUrl", "fetch", "headers", "credentials"];
    expectKnown(options, [...own, ...VERB_OPTIONS], "options");
    const { baseUrl, fetch, headers = {}, credentials = "include", ...verbs } = options;
    if (baseUrl !== undefined && typeof baseUrl !== "string") throw new TypeError("options.baseUrl: expected a string");
    if (fetch !== undefined && typeof fetch !== "function") throw new TypeError("options.fetch: expected a function");
    if (!["include", "same-origin", "omit"].includes(credentials)) {
      throw new TypeError('options.credentials: expected "include", "same-origin" or "omit"');
    }
    if (typeof headers !== "function") checkHeaders(headers);
    this.#baseUrl = normalBaseUrl(baseUrl ?? defaultBaseUrl());
    this.#fetch = fetch;
    this.#headers = headers;
    this.#credentials = credentials;
    this.#options = readOptions(verbs);
  }

  /**
   * Replaces a stored connection: validates the body, then sends it with PUT.
   *
   * What is sent is, byte for byte, what was validated. A body with an error is not sent.
   *
   * @param body a value, its JSON text, or its UTF-8 bytes
   * @returns the outcome; it settles with a {@link ConnectError} rather than rejecting, also where `headers` fails
   * @throws {TypeError} where an argument is not what it should be; the message names it
   */
  async updateConnection(target: Target, body: unknown, call: CallOptions = {}): Promise<Outcome> {
    expectTarget(target);
    const signal = readSignal(call);
    let headers = this.#headers;
    if (typeof headers === "function") {
      const ask = headers;
      try {
        headers = await unlessAborted(async () => ask(), signal);
      } catch (cause) {
        if (signal?.aborted) return aborted(signal, false);
        const message = "nothing was sent: `options.headers` failed";
        return failed({ kind: "invalid", message, maybeApplied: false, cause });
      }
    }
    const exchange = {
      baseUrl: this.#baseUrl,
      organisationId: target.organisationId,
      connectionId: target.connectionId,
      headers: checkHeaders(headers),
      credentials: this.#credentials,
    };
    const [issues, request] = attempt(
      () => this.#prepare(body, exchange, signal),
      () => [internalIssues(), undefined],
    );
    if (issues.some(({ code }) => code === "internal")) {
      return failed({ kind: "internal", message: "nothing was sent: the rules failed", issues, maybeApplied: false });
    }
    if (request === undefined) return invalid(issues);
    if (signal?.aborted) return aborted(signal, false);
    return this.#exchange(request, issues, signal);
  }

  /** Validates a body and builds the request that carries it; no request where there is an error. */
  #prepare(body: unknown, exchange: object, signal: AbortSignal | undefined): [Issue[], Request | undefined] {
    const source = toSource(body, this.#options);
    if (source.json === undefined) return [words(source.findings, this.#options), undefined];
    const lens = [writeSource(0, source.json), writeJson(1, exchange)] as const;
    const [found, request] = updateRequest(...lens, writeJson(OPTIONS_SLOT, this.#options), signal);
    const issues = join(source, unpack(found), this.#options);
    return [issues, isOk(issues) ? request : undefined];
  }

  /** Sends a request and reads the answer. */
  async #exchange(request: Request, issues: Issue[], signal: AbortSignal | undefined): Promise<Outcome> {
    const send = this.#fetch ?? globalThis.fetch;
    let response: Response;
    let answer: Answer;
    try {
      response = await unlessAborted(async () => send(request), signal);
      if (!isResponse(response)) {
        return failed({ kind: "decode", message: "`fetch` gave something that is not a Response" });
      }
      answer = await readAnswer(response, signal);
    } catch (cause) {
      if (signal?.aborted) return aborted(signal, true);
      return failed({ kind: "network", message: "the platform could not be reached, or its answer broke off", cause });
    }
    const { bytes, status, requestId } = answer;
    const refusal = attempt<Refusal | undefined>(
      () => judge(answer, this.#options),
      () => ({ kind: "internal", message: "the answer could not be read" }),
    );
    if (refusal === undefined) return { ok: true, connection: parse(bytes) as Connection, issues, response };
    // A refusal of the request itself (4xx) means that nothing was changed; all else leaves doubt.
    const isRefused = refusal.kind === "http" && status >= 400 && status < 500;
    return failed({ ...refusal, status, ...(requestId !== null && { requestId }), maybeApplied: !isRefused });
  }
}

/** What came back. */
interface Answer {
  status: number;
  contentType: string | null;
  requestId: string | null;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Why an answer is not a connection. */
type Refusal = Pick<ConnectErrorInit, "kind" | "message" | "code" | "issues">;

async function readAnswer(response: Response, signal: AbortSignal | undefined): Promise<Answer> {
  const { status, headers } = response;
  const bytes = new Uint8Array(await unlessAborted(() => response.arrayBuffer(), signal));
  return { status, contentType: headers.get("content-type"), requestId: headers.get("x-request-id"), bytes };
}

/** What is wrong with an answer, with the fields that the platform refused; nothing where it is a connection. */
function judge({ bytes, status, contentType }: Answer, options: Options): Refusal | undefined {
  const { json } = toSource(bytes, options);
  if (json === undefined && status >= 200 && status < 300) {
    return { kind: "decode", message: "the answer is larger than `maxBytes`" };
  }
  const refusal = readResponse(
    // What a refusal says beyond its status is not needed to know that it is one.
    writeSource(0, json ?? ""),
    writeJson(OPTIONS_SLOT, options),
    status,
    contentType ?? undefined,
  );
  return refusal && { ...refusal[0], issues: unpack(refusal[1]) };
}

function failed(init: Omit<ConnectErrorInit, "maybeApplied"> & { maybeApplied?: boolean }): Outcome {
  return { ok: false, error: new ConnectError({ maybeApplied: true, ...init }) };
}

function invalid(issues: Issue[]): Outcome {
  const errors = issues.filter(({ severity }) => severity === "error");
  const first = errors[0];
  const where = first === undefined || first.field === "" ? "" : ` at \`${first.field}\``;
  const message = `nothing was sent: ${errors.length === 1 ? "1 error" : `${errors.length} errors`}, the first${where}: ${first?.message ?? ""}`;
  return failed({ kind: "invalid", message, issues, maybeApplied: false });
}

function aborted(signal: AbortSignal, maybeApplied: boolean): Outcome {
  return failed({ kind: "aborted", message: "the call was aborted", maybeApplied, cause: signal.reason });
}

/** What a step gives, or a rejection as soon as the signal is aborted: a `fetch` need not heed it. */
function unlessAborted<T>(step: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return step();
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) return abort();
    signal.addEventListener("abort", abort, { once: true });
    step()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", abort));
  });
}

/** Whether an answer can be read as a `Response`, of this realm or of another. */
function isResponse(answer: unknown): answer is Response {
  const { status, headers, arrayBuffer } = (answer ?? {}) as Partial<Response>;
  return typeof status === "number" && typeof headers?.get === "function" && typeof arrayBuffer === "function";
}

function expectTarget(target: unknown): asserts target is Target {
  expectKnown(target, ["organisationId", "connectionId"], "target");
  for (const name of ["organisationId", "connectionId"] as const) {
    if (typeof (target as Target)[name] !== "string") throw new TypeError(`target.${name}: expected a string`);
  }
}

function readSignal(options: CallOptions): AbortSignal | undefined {
  expectKnown(options, ["signal"], "options");
  const { signal } = options;
  if (signal !== undefined && (typeof signal?.aborted !== "boolean" || typeof signal.addEventListener !== "function")) {
    throw new TypeError("options.signal: expected an AbortSignal");
  }
  return signal;
}

/** The headers of the caller, each checked. A value is never named. */
function checkHeaders(headers: unknown): Record<string, string> {
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
