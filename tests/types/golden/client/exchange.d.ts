/** One exchange with the platform: takes an address and perhaps a body, gives the answer that holds a connection, or how it failed. */
import { type Issue } from "../core/core.js";
import { type Options, type Source } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { type CallOptions, type HeadersOption, type Target } from "./arguments.js";
import { ConnectError } from "./errors.js";
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
export type Exchanged = {
    ok: true;
    bytes: Uint8Array<ArrayBuffer>;
    response: Response;
    etag: string | undefined;
    issues: Issue[];
} | {
    ok: false;
    error: ConnectError;
};
/** Sends once; and again, as often as the client may, where the platform has certainly not begun. */
export declare function exchange(settings: Settings, sending: Sending): Promise<Exchanged>;
/** What is said of a call that its caller has ended. */
export declare function aborted(signal: AbortSignal | undefined): {
    readonly kind: "aborted";
    readonly message: "the call was aborted";
    readonly cause: unknown;
};
/** Names the first error by its place and code alone: what else is said of it may quote the body. */
export declare function whyInvalid(issues: Issue[]): string;
