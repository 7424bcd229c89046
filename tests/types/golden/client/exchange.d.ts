/**
 * Performs an exchange with the platform: sends a request, and returns the connection or the environment in the response, or an
 * error.
 */
import { type Issue } from "../core/core.js";
import type { JsonInput } from "../core/input.js";
import type { CommonOptions, ModuleOptions } from "../core/options.js";
import { type CallOptions, type EnvironmentTarget, type HeadersOption, type Target } from "./arguments.js";
import { ConnectError } from "./errors.js";
/** Settings of a client. */
export interface Settings {
    baseUrl: string;
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
    /** The stored connection that the body was made for. Judgements about values that it has already are only warnings. */
    current?: Uint8Array;
    /** Headers in addition to those of the client. */
    headers?: Record<string, string>;
    call: CallOptions;
}
/** A response that contains a connection or an environment, or an error. `issues` are warnings and information about the body that was sent. */
export type ExchangeResult = {
    ok: true;
    bytes: Uint8Array<ArrayBuffer>;
    response: Response;
    etag: string | undefined;
    issues: Issue[];
} | {
    ok: false;
    error: ConnectError;
};
/** Sends a request. Retries it up to `retries` times, but never if the platform may have processed it. */
export declare function exchange(settings: Settings, request: ExchangeRequest): Promise<ExchangeResult>;
/** Returns the error of a call that the caller's signal ended before the platform processed anything. */
export declare function createAbortError(signal: AbortSignal | undefined): ConnectError;
/** Describes the first error by its path and its code. Omits the message, because a message can quote the body. */
export declare function summarizeErrors(issues: Issue[]): string;
