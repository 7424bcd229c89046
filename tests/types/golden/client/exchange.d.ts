/**
 * Performs an exchange with the platform: sends a request, and returns the connection or the environment in the response, or an
 * error.
 */
import { type Issue } from "../core/core.js";
import { type JsonInput } from "../core/input.js";
import type { CommonOptions, ModuleOptions } from "../core/options.js";
import type { Effect } from "../core/values.js";
import { type CallOptions, type EnvironmentTarget, type HeadersOption, type Target } from "./arguments.js";
import type { GetBaseUrl } from "./base-url.js";
import { ConnectError } from "./errors.js";
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
export type ExchangeResult = {
    ok: true;
    bytes: Uint8Array<ArrayBuffer>;
    response: Response;
    etag: string | undefined;
    /** Warnings and information about the body that was sent. */
    issues: Issue[];
    /** Differences from the expected value. */
    drift: Effect[];
} | {
    ok: false;
    error: ConnectError;
};
/** Sends a request. Retries it up to `retries` times, but never if the platform may have processed it. */
export declare function exchange(settings: Settings, request: ExchangeRequest): Promise<ExchangeResult>;
/** Returns the error of a call that the caller's signal ended before the platform processed anything. */
export declare function createAbortError(signal: AbortSignal | undefined): ConnectError;
/**
 * Describes the first error by its path and its code. Omits the message, because a message can quote the body.
 *
 * @param effect the effect of the errors
 */
export declare function summarizeErrors(issues: Issue[], effect?: string): string;
