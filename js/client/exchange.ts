/** One exchange with the platform: takes an address and perhaps a body, gives the answer that holds a connection, or how it failed. */

import { buildRequest, type Issue, readResponse } from "../core/core.js";
import { type Options, type Source, writeJson, writeOptions, writeSource } from "../core/input.js";
import { attempt } from "../core/instance.js";
import { internalIssues, isOk, join, unpack, words } from "../core/issues.js";
import type { CommonOptions } from "../core/options.js";
import { type CallOptions, checkHeaders, type HeadersOption, type Target } from "./arguments.js";
import { Deadline } from "./deadline.js";
import { ConnectError, type ConnectErrorInit } from "./errors.js";
import { isResponse, readBody, readHead } from "./response.js";
import { isRefused, sleep, waitBefore } from "./retry.js";

/** How a client reaches the platform. */
export interface Settings {
  baseUrl: string;
  fetch: ((request: Request) => Promise<Response>) | undefined;
  headers: HeadersOption;
  credentials: RequestCredentials;
  timeoutMs: number;
  retries: number;
  maxBytes: number;
  /** Options of the verbs, and the same as the module reads them. */
  verbs: CommonOptions;
  options: Options;
}

/** What is to be sent: a body with PUT, or nothing with GET. */
export interface Sending {
  target: Target;
  body?: Source;
  headers?: Record<string, string>;
  call: CallOptions;
}

/** How an exchange ended. */
export type Exchanged =
  | { ok: true; bytes: Uint8Array<ArrayBuffer>; response: Response; etag: string | undefined; issues: Issue[] }
  | { ok: false; error: ConnectError };

/** Sends once; and again, as often as the client may, where the platform has certainly not begun. */
export async function exchange(settings: Settings, sending: Sending): Promise<Exchanged> {
  for (let tries = 0; ; tries++) {
    const attempted = new Attempt(settings, sending);
    const exchanged = await attempted.run();
    if (exchanged.ok || !attempted.isIdempotent || tries >= settings.retries) return exchanged;
    const wait = waitBefore(exchanged.error, tries);
    if (wait === undefined) return exchanged;
    const { signal } = sending.call;
    await sleep(wait, signal);
    if (signal?.aborted) return { ok: false, error: new ConnectError({ ...aborted(signal), maybeApplied: false }) };
  }
}

/** What is said of a call that its caller has ended. */
export function aborted(signal: AbortSignal | undefined) {
  return { kind: "aborted", message: "the call was aborted", cause: signal?.reason as unknown } as const;
}

/** What is prepared to be sent; no request where an issue is an error. */
type Prepared = [issues: Issue[], request: Request | undefined, isIdempotent: boolean];

class Attempt {
  /** Whether sending the request twice would do no more than once; known once it is built. */
  isIdempotent = false;
  readonly #settings: Settings;
  readonly #sending: Sending;
  readonly #deadline: Deadline;
  readonly #timeoutMs: number;
  /** What is known of the end, should it come now. */
  #known: Pick<ConnectErrorInit, "maybeApplied" | "status" | "requestId" | "retryAfterMs"> = { maybeApplied: false };

  constructor(settings: Settings, sending: Sending) {
    this.#settings = settings;
    this.#sending = sending;
    this.#timeoutMs = sending.call.timeoutMs ?? settings.timeoutMs;
    this.#deadline = new Deadline(this.#timeoutMs, sending.call.signal);
  }

  async run(): Promise<Exchanged> {
    try {
      return await this.#steps();
    } finally {
      this.#deadline.stop();
    }
  }

  async #steps(): Promise<Exchanged> {
    let headers: unknown = this.#settings.headers;
    if (typeof headers === "function") {
      const ask = headers as () => unknown;
      try {
        headers = await this.#deadline.race(ask);
      } catch (cause) {
        return this.#fail("invalid", "nothing was sent: `options.headers` failed", { cause });
      }
    }
    const [issues, request, isIdempotent] = this.#prepare(checkHeaders(headers));
    this.isIdempotent = isIdempotent;
    if (issues.some(({ code }) => code === "internal")) {
      return this.#fail("internal", "nothing was sent: the rules failed", { issues });
    }
    if (request === undefined) return this.#fail("invalid", whyInvalid(issues), { issues });
    if (this.#deadline.ending !== undefined) return this.#fail("aborted", "");
    return this.#send(request, issues);
  }

  async #send(request: Request, issues: Issue[]): Promise<Exchanged> {
    const send = this.#settings.fetch ?? globalThis.fetch;
    const isWrite = this.#sending.body !== undefined;
    this.#known.maybeApplied = isWrite;
    let response: Response;
    try {
      response = await this.#deadline.race(() => send(request));
    } catch (cause) {
      const isUnsent = isRefused(cause);
      if (isUnsent) this.#known.maybeApplied = false;
      const message = isUnsent
        ? "no connection to the platform could be made"
        : "the platform could not be reached, or gave no answer";
      return this.#fail("network", message, { cause: reduced(cause) });
    }
    try {
      if (!isResponse(response)) return this.#fail("decode", "`fetch` gave something that is not a Response");
      if (response.type === "error")
        return this.#fail("network", "the platform could not be reached, or gave no answer");
      return await this.#receive(response, issues);
    } catch (cause) {
      return this.#fail("network", "the answer of the platform broke off", { cause: reduced(cause) });
    }
  }

  async #receive(response: Response, issues: Issue[]): Promise<Exchanged> {
    const { maxBytes, options } = this.#settings;
    const { contentType, etag, ...head } = readHead(response);
    const { status } = head;
    this.#known = { ...head, maybeApplied: this.#known.maybeApplied && !isUntouched(head) };
    if (response.redirected) return this.#fail("http", "the request was redirected, which must never happen");
    const isYes = status >= 200 && status < 300;
    let bytes: Uint8Array<ArrayBuffer> | undefined;
    try {
      bytes = await readBody(response, maxBytes, this.#deadline);
    } catch (cause) {
      // What a refusal says beyond its status is not needed to know that it is one.
      if (isYes || this.#deadline.ending !== undefined) {
        const message = `the platform answered ${status}, but its answer broke off`;
        return this.#fail("network", message, { cause: reduced(cause) });
      }
    }
    if (bytes === undefined && isYes) {
      return this.#fail("decode", `the platform answered ${status} with more than ${maxBytes} bytes`);
    }
    const failure = attempt(
      () => readResponse(writeSource(0, bytes ?? ""), writeOptions(options), status, contentType) ?? "none",
      () => undefined,
    );
    if (failure === undefined) return this.#fail("internal", "the answer could not be read: the rules failed");
    if (failure !== "none") {
      const [{ kind, code, message }, refused] = failure;
      return this.#fail(kind, message, { code, issues: unpack(refused) });
    }
    return { ok: true, bytes: bytes as Uint8Array<ArrayBuffer>, response, etag, issues };
  }

  /** Validates the body and builds the request that carries it; no request where there is an error. */
  #prepare(headers: Record<string, string>): Prepared {
    const { baseUrl, credentials, options } = this.#settings;
    const { target, body, headers: own } = this.#sending;
    const exchange = { baseUrl, credentials, ...target, headers: { ...headers, ...own } };
    return attempt<Prepared>(
      () => {
        if (body !== undefined && body.json === undefined) return [words(body.findings, options), undefined, false];
        const length = body?.json === undefined ? undefined : writeSource(0, body.json);
        const lengths = [length, writeJson(1, exchange), writeOptions(options)] as const;
        const [found, request, isIdempotent] = buildRequest(...lengths, this.#deadline.signal);
        const issues = body === undefined ? unpack(found) : join(body, unpack(found), options);
        return [issues, isOk(issues) ? request : undefined, isIdempotent];
      },
      () => [internalIssues(), undefined, false],
    );
  }

  /** How the exchange failed; whatever a step met, an exchange that is over has ended by that. */
  #fail(kind: ConnectErrorInit["kind"], message: string, more: Partial<ConnectErrorInit> = {}): Exchanged {
    const { ending } = this.#deadline;
    const met = { kind, message, ...more };
    const ended = {
      timeout: { kind: "timeout", message: `the exchange took longer than ${this.#timeoutMs} ms` },
      aborted: aborted(this.#sending.call.signal),
    } as const;
    const init = ending === undefined ? met : ended[ending];
    return { ok: false, error: new ConnectError({ ...this.#known, ...init }) };
  }
}

/** Whether an answer means that nothing was changed: the request was refused, or put off. */
function isUntouched({ status, retryAfterMs }: { status: number; retryAfterMs: number | undefined }): boolean {
  // A server that lost patience (408) may have had the body.
  return (status >= 400 && status < 500 && status !== 408) || (status === 503 && retryAfterMs !== undefined);
}

/**
 * What an engine says of a failure, without what it found on the wire: some put the bytes that they could not read into the
 * error. Errors of other kinds stay as they are.
 */
function reduced(cause: unknown, depth = 0): unknown {
  try {
    if (!(cause instanceof Error) || depth === 4) return cause;
    const { name, message, stack, cause: deeper } = cause;
    const { code, syscall } = cause as { code?: unknown; syscall?: unknown };
    const less = new Error(message, deeper === undefined ? undefined : { cause: reduced(deeper, depth + 1) });
    Object.defineProperty(less, "stack", { value: stack, enumerable: false });
    Object.defineProperty(less, "name", { value: name, enumerable: false });
    return Object.assign(less, code !== undefined && { code }, syscall !== undefined && { syscall });
  } catch {
    return undefined;
  }
}

/** Names the first error by its place and code alone: what else is said of it may quote the body. */
export function whyInvalid(issues: Issue[]): string {
  const errors = issues.filter(({ severity }) => severity === "error");
  const count = errors.length === 1 ? "1 error" : `${errors.length} errors`;
  const [first] = errors;
  const place = first === undefined || first.field === "" ? "the whole" : `\`${first.field}\``;
  return `nothing was sent: ${count}, the first in ${place} (${first?.code ?? ""})`;
}
