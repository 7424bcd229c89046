/**
 * Performs an exchange with the platform: sends a request, and returns the connection or the environment in the response, or an
 * error.
 */

import { buildRequest, type Issue, type ResponseError, readResponse } from "../core/core.js";
import { type JsonInput, parseJson } from "../core/input.js";
import { getTrapCode, runOnInstance } from "../core/instance.js";
import {
  areTrapIssues,
  createTrapIssues,
  decodeIssues,
  isOk,
  issuesFromFindings,
  mergeIssues,
} from "../core/issues.js";
import { writeIssues } from "../core/messages.js";
import type { CommonOptions, ModuleOptions } from "../core/options.js";
import { Slot, writeInput, writeJson, writeOptions } from "../core/slots.js";
import type { Effect } from "../core/values.js";
import { memoize } from "../operations/call.js";
import { decodeEffects } from "../operations/effects.js";
import {
  type CallOptions,
  checkHeaders,
  type EnvironmentTarget,
  type HeadersOption,
  type Target,
} from "./arguments.js";
import type { GetBaseUrl } from "./base-url.js";
import { Deadline } from "./deadline.js";
import { ConnectError, type ConnectErrorInit } from "./errors.js";
import { isResponse, readBody, readHead } from "./response.js";
import { computeRetryDelay, isConnectFailure, sleep } from "./retry.js";
import { describeAbort } from "./signal.js";

/** Settings of a client. */
export interface Settings {
  getBaseUrl: GetBaseUrl;
  fetch: ((request: Request) => Promise<Response>) | undefined;
  headers: HeadersOption;
  credentials: RequestCredentials;
  timeoutMs: number;
  retries: number;
  /** Size limit of a response. */
  maxBytes: number;
  /** Options to pass to public functions such as `merge`. */
  common: CommonOptions;
  /** The options of `common`, in the form that the module reads. */
  options: ModuleOptions;
}

/** A request to send. Its method is PUT if it has a body, and GET if it has none. */
export interface ExchangeRequest {
  target: Target | EnvironmentTarget;
  body?: JsonInput;
  /** True if the body is from a plan, which has validated it. */
  isPlanned?: boolean;
  /** The value that the response should contain, to find the differences. */
  expected?: {
    json: string | Uint8Array;
    /** True if `json` is the body that was sent, so that members that it omits are not compared. */
    isBody: boolean;
  };
  /** Headers in addition to those of the client. */
  headers?: Record<string, string>;
  call: CallOptions;
}

/** A response that contains a connection or an environment, or an error. */
export type ExchangeResult =
  | {
      ok: true;
      bytes: Uint8Array<ArrayBuffer>;
      response: Response;
      etag: string | undefined;
      /** Warnings and information about the body that was sent. */
      issues: Issue[];
      /** Differences from the expected value. */
      drift: Effect[];
    }
  | { ok: false; error: ConnectError };

/** Sends a request. Retries it up to `retries` times, but never if the platform may have processed it. */
export async function exchange(settings: Settings, request: ExchangeRequest): Promise<ExchangeResult> {
  for (let retryCount = 0; ; retryCount++) {
    const attempt = new Attempt(settings, request);
    const result = await attempt.run();
    if (result.ok || !attempt.isIdempotent || retryCount >= settings.retries) return result;
    const delay = computeRetryDelay(result.error, attempt.isUnsent, retryCount);
    if (delay === undefined) return result;
    const { signal } = request.call;
    if (await sleep(delay, signal)) return { ok: false, error: createAbortError(signal) };
  }
}

/** Returns the error of a call that the caller's signal ended before the platform processed anything. */
export function createAbortError(signal: AbortSignal | undefined): ConnectError {
  return new ConnectError({ ...describeAbort(signal), maybeApplied: false });
}

/** The kinds of requests, by their numbers in the module. */
enum RequestKind {
  Read,
  Update,
  ConditionalUpdate,
  UpdateEnvironment,
}

/** The result of building a request. The request is `undefined` if an issue is an error. */
type PreparedRequest = [issues: Issue[], request: Request | undefined, isIdempotent: boolean];

/** The differences of a response from the expected value, or its error. */
type ReadResult = { drift: Effect[] } | { error: ResponseError; issues: Issue[] };

const NO_RESPONSE_MESSAGE = "the platform could not be reached, or did not respond";

/** One attempt to perform an exchange. */
class Attempt {
  /** True if sending the request twice has the same effect as sending it once. False until the request is built. */
  isIdempotent = false;
  /** True if no TCP connection could be made. */
  isUnsent = false;
  readonly #settings: Settings;
  readonly #request: ExchangeRequest;
  readonly #deadline: Deadline;
  readonly #timeoutMs: number;
  /** The members of the error that this attempt returns if it fails. They are updated as the attempt proceeds. */
  #errorFacts: Pick<ConnectErrorInit, "maybeApplied" | "status" | "requestId" | "retryAfterMs"> = {
    maybeApplied: false,
  };

  constructor(settings: Settings, request: ExchangeRequest) {
    this.#settings = settings;
    this.#request = request;
    this.#timeoutMs = request.call.timeoutMs ?? settings.timeoutMs;
    this.#deadline = new Deadline(this.#timeoutMs, request.call.signal);
  }

  async run(): Promise<ExchangeResult> {
    try {
      return await this.#perform();
    } finally {
      this.#deadline.stop();
    }
  }

  async #perform(): Promise<ExchangeResult> {
    const { headers } = this.#settings;
    let prepared: PreparedRequest;
    try {
      const checked = checkHeaders(typeof headers === "function" ? await this.#deadline.race(headers) : headers);
      prepared = this.#prepare(checked);
    } catch (cause) {
      // A wrong option is a misuse of the API. The constructor cannot find every one, because a browser drops some headers.
      const isMisuse = typeof headers !== "function" && cause instanceof TypeError && /^options\./.test(cause.message);
      if (isMisuse) throw cause;
      return this.#fail("invalid", "nothing was sent: `options.headers` failed, or a header cannot be sent", { cause });
    }
    const [issues, request, isIdempotent] = prepared;
    this.isIdempotent = isIdempotent;
    if (areTrapIssues(issues)) {
      return this.#fail("internal", `nothing was sent: ${describeTrap()}`, { issues });
    }
    if (request === undefined) return this.#fail("invalid", summarizeErrors(issues), { issues });
    // Read for each request, so that a global `fetch` that is replaced between two requests is used.
    const send = this.#settings.fetch ?? globalThis.fetch;
    if (typeof send !== "function") return this.#fail("invalid", "nothing was sent: there is no `fetch` function");
    if (this.#deadline.hasEnded()) return this.#fail("aborted", "");
    return this.#send(send, request, issues);
  }

  async #send(
    send: (request: Request) => Promise<Response>,
    request: Request,
    issues: Issue[],
  ): Promise<ExchangeResult> {
    const isWrite = this.#request.body !== undefined;
    this.#errorFacts.maybeApplied = isWrite;
    let response: Response;
    try {
      response = await this.#deadline.race(() => send(request));
    } catch (cause) {
      this.isUnsent = isConnectFailure(cause);
      if (this.isUnsent) this.#errorFacts.maybeApplied = false;
      const message = this.isUnsent ? "no connection to the platform could be made" : NO_RESPONSE_MESSAGE;
      return this.#fail("network", message, { cause: redactCause(cause) });
    }
    try {
      if (!isResponse(response)) return this.#fail("decode", "`fetch` gave something that is not a Response");
      if (response.type === "error") return this.#fail("network", NO_RESPONSE_MESSAGE);
      return await this.#receive(response, issues, request.headers.has("if-match"));
    } catch (cause) {
      return this.#fail("network", "the response of the platform broke off", { cause: redactCause(cause) });
    }
  }

  /** @param hasCondition `true` if the request had the header `If-Match` */
  async #receive(response: Response, issues: Issue[], hasCondition: boolean): Promise<ExchangeResult> {
    const { maxBytes } = this.#settings;
    const { contentType, etag, ...head } = readHead(response);
    const { status } = head;
    this.#errorFacts = { ...head, maybeApplied: this.#errorFacts.maybeApplied && !isCertainlyUnchanged(head) };
    if (response.redirected) return this.#fail("http", "the request was redirected, which must never happen");
    const isSuccess = status >= 200 && status < 300;
    let bytes: Uint8Array<ArrayBuffer> | undefined;
    try {
      bytes = await readBody(response, maxBytes, this.#deadline);
    } catch (cause) {
      // A status that is not a success is an error by itself, so that a body that broke off does not matter. `#fail` returns
      // the error of the deadline if it has ended.
      if (isSuccess) {
        const message = `the platform returned ${status}, but its response broke off`;
        return this.#fail("network", message, { cause: redactCause(cause) });
      }
    }
    if (bytes === undefined && isSuccess) {
      return this.#fail("decode", `the platform returned ${status} with more than ${maxBytes} bytes`);
    }
    const read = runOnInstance<ReadResult | undefined>(
      () => this.#read(bytes ?? "", status, contentType, hasCondition),
      () => undefined,
    );
    if (read === undefined) return this.#fail("internal", `the response could not be read: ${describeTrap()}`);
    if ("error" in read) {
      const { kind, code, message } = read.error;
      const issues = writeIssues(read.issues, this.#settings.options?.messages);
      return this.#fail(kind, message, { code, issues });
    }
    // Nothing can be based on another connection: the next save would go to that one.
    if (read.drift.some(({ path }) => path.length === 1 && (path[0] === "id" || path[0] === "organisationId"))) {
      return this.#fail("decode", `the platform answered ${status} with another connection`);
    }
    return { ok: true, bytes: bytes as Uint8Array<ArrayBuffer>, response, etag, issues, drift: read.drift };
  }

  /** Reads the body of a response: returns the differences from the expected value, or the error. */
  #read(
    bytes: Uint8Array | string,
    status: number,
    contentType: string | undefined,
    hasCondition: boolean,
  ): ReadResult {
    const { target, body, expected } = this.#request;
    const updateKind = hasCondition ? RequestKind.ConditionalUpdate : RequestKind.Update;
    const kind =
      body === undefined ? RequestKind.Read : "environmentId" in target ? RequestKind.UpdateEnvironment : updateKind;
    const [error, encoded, drift] = readResponse(
      writeInput(Slot.Body, bytes),
      expected === undefined ? undefined : writeInput(Slot.Current, expected.json),
      expected?.isBody === true,
      writeOptions(this.#settings.options),
      status,
      contentType,
      kind,
    );
    if (error !== undefined) return { error: JSON.parse(error) as ResponseError, issues: decodeIssues(encoded) };
    if (expected === undefined) return { drift: [] };
    const documents = { before: memoize(() => parseJson(expected.json)), after: memoize(() => parseJson(bytes)) };
    return {
      drift: decodeEffects(JSON.parse(drift as string), documents, this.#settings.options?.messages?.difference),
    };
  }

  /** Validates the body and builds the request. */
  #prepare(headers: Record<string, string>): PreparedRequest {
    const { getBaseUrl, credentials, options } = this.#settings;
    const { target, body, isPlanned = false, headers: extraHeaders } = this.#request;
    const destination = { baseUrl: getBaseUrl(), credentials, ...target, headers: { ...headers, ...extraHeaders } };
    const prepared = runOnInstance<PreparedRequest>(
      () => {
        if (body !== undefined && body.json === undefined) {
          return [issuesFromFindings(body.findings, options), undefined, false];
        }
        const build = (signal?: AbortSignal) => {
          const length = body?.json === undefined ? undefined : writeInput(Slot.Body, body.json);
          const lengths = [writeJson(Slot.Current, destination), writeOptions(options)] as const;
          return buildRequest(length, isPlanned, ...lengths, signal);
        };
        const [encoded, request, isIdempotent] = buildWithSignal(build, this.#deadline.signal);
        const decoded = decodeIssues(encoded);
        const issues = body === undefined ? decoded : mergeIssues(body, decoded, options);
        return [issues, isOk(issues) ? request : undefined, isIdempotent];
      },
      () => [createTrapIssues(), undefined, false],
    );
    writeIssues(prepared[0], options?.messages);
    return prepared;
  }

  /** Returns a failed result. After the deadline has ended the exchange, the error is always `timeout` or `aborted`. */
  #fail(kind: ConnectErrorInit["kind"], message: string, more: Partial<ConnectErrorInit> = {}): ExchangeResult {
    const { endReason } = this.#deadline;
    const errorBeforeEnd = { kind, message, ...more };
    const errorsAfterEnd = {
      timeout: { kind: "timeout", message: `the exchange took longer than ${this.#timeoutMs} ms` },
      aborted: describeAbort(this.#request.call.signal),
    } as const;
    const init = endReason === undefined ? errorBeforeEnd : errorsAfterEnd[endReason];
    return { ok: false, error: new ConnectError({ ...this.#errorFacts, ...init }) };
  }
}

/**
 * Builds a request with a signal, or without the signal if the engine refuses it. For example, test environments such as jsdom
 * replace the global `AbortController`, but not `Request`. The deadline then still ends the call, although the transfer goes on.
 */
function buildWithSignal<T>(build: (signal?: AbortSignal) => T, signal: AbortSignal): T {
  try {
    return build(signal);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return build();
  }
}

/** Describes the last trap of the module. */
function describeTrap(): string {
  return getTrapCode() === "out-of-memory" ? "there is not enough memory" : "the validator failed";
}

/** Returns true if a response proves that the connection is unchanged, because the platform refused or deferred the request. */
function isCertainlyUnchanged({ status, retryAfterMs }: { status: number; retryAfterMs: number | undefined }): boolean {
  // Status 408 is excluded, because a server that timed out may have received the body.
  return (status >= 400 && status < 500 && status !== 408) || (status === 503 && retryAfterMs !== undefined);
}

/**
 * Copies an error that `fetch` threw, without data of the response. Some engines attach bytes of the response that they could
 * not parse. Values that are not errors are returned as they are.
 */
function redactCause(cause: unknown, depth = 0): unknown {
  try {
    if (!(cause instanceof Error) || depth === 4) return cause;
    const { name, message, stack, cause: innerCause } = cause;
    const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
    const copy = new Error(
      message,
      innerCause === undefined ? undefined : { cause: redactCause(innerCause, depth + 1) },
    );
    Object.defineProperty(copy, "stack", { value: stack, enumerable: false });
    Object.defineProperty(copy, "name", { value: name, enumerable: false });
    return Object.assign(copy, code !== undefined && { code }, syscall !== undefined && { syscall });
  } catch {
    return undefined;
  }
}

/**
 * Describes the first error by its path and its code. Omits the message, because a message can quote the body.
 *
 * @param effect the effect of the errors
 */
export function summarizeErrors(issues: Issue[], effect = "nothing was sent"): string {
  const errors = issues.filter(({ severity }) => severity === "error");
  const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
  const [first] = errors;
  const path = first === undefined || first.field === "" ? "the whole" : `\`${first.field}\``;
  return `${effect}: ${count}, the first in ${path} (${first?.code ?? ""})`;
}
