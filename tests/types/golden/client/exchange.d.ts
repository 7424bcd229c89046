/** Performs one exchange with the platform: sends a request and returns the connection in the response, or an error. */
import { type Issue } from "../core/core.js";
import type { InputSource } from "../core/input.js";
import type { CommonOptions, ModuleOptions } from "../core/options.js";
import { type CallOptions, type HeadersOption, type Target } from "./arguments.js";
import { ConnectError } from "./errors.js";
/** Settings of a client. */
export interface Settings {
    baseUrl: string;
    fetch: ((request: Request) => Promise<Response>) | undefined;
    headers: HeadersOption;
    credentials: RequestCredentials;
    timeoutMs: number;
    retries: number;
    maxBytes: number;
    /** Options of the operations, as callers and as the module read them. */
    common: CommonOptions;
    options: ModuleOptions;
}
/** A request to be sent: PUT with a body, GET without one. */
export interface ExchangeRequest {
    target: Target;
    body?: InputSource;
    headers?: Record<string, string>;
    call: CallOptions;
}
/** A valid response, or an error. */
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
/** Sends a request, and sends it again, up to `retries` times, while the platform certainly did not process it. */
export declare function exchange(settings: Settings, request: ExchangeRequest): Promise<ExchangeResult>;
/** Returns the error of a call that was aborted before anything was sent. */
export declare function abortedError(signal: AbortSignal | undefined): ConnectError;
/** Describes the first error by its path and code only: its message may quote the body. */
export declare function summarizeErrors(issues: Issue[]): string;
