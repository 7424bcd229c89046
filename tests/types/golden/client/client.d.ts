/** The client: takes an address and a body, or changes, and gives the outcome of the exchange. */
import { type Changes, type Connection, type Effect, type Issue } from "../core/core.js";
import { type CommonOptions } from "../core/options.js";
import { type CallOptions, type HeadersOption, type Target } from "./arguments.js";
import type { ConnectError } from "./errors.js";
import { type SaveOptions, type SaveResult } from "./save.js";
/** How a client reaches the platform. */
export interface ConnectClientOptions extends CommonOptions {
    /** Where the API stands: `https:`, or `http:` on this machine; no user, query or fragment. The platform's own unless told. */
    baseUrl?: string;
    /** Sends the requests; the global `fetch` unless told. */
    fetch?: (request: Request) => Promise<Response>;
    /** Headers of every request. `content-type` and `accept` are the client's own. */
    headers?: HeadersOption;
    /** Whether cookies go along: `"include"` unless told. */
    credentials?: RequestCredentials;
    /**
     * How long one exchange may take, in milliseconds, from asking for headers to the last byte of the answer: 30,000 unless
     * told. `Infinity` sets no end.
     */
    timeoutMs?: number;
    /**
     * How often a request is sent again where the platform has certainly not begun (429, 503 with `Retry-After`, no
     * connection): 0 unless told, 10 at most. A body that creates environments is never sent again.
     */
    retries?: number;
}
/** How a call ended. */
export type ConnectionResult = {
    /** The platform said yes. */
    ok: true;
    /** The connection as the platform holds it now. */
    connection: Connection;
    /** The same as the platform spelled it, as UTF-8 JSON: give this to `merge`, `diff` and `save`, and no digit of a number is lost. */
    bytes: Uint8Array<ArrayBuffer>;
    /** Warnings and information about the body that was sent. */
    issues: Issue[];
    /** Where the platform holds something else than the body should have led to. */
    drift: Effect[];
    /** The answer itself; its body is consumed. */
    response: Response;
} | {
    /** Nothing, or nothing that is certain, came of it. */
    ok: false;
    /** Why, and whether the connection may have been changed all the same. */
    error: ConnectError;
};
/** Talks to the platform with the browser's cookies. */
export declare class ConnectClient {
    #private;
    /** @throws {TypeError} where an option is not what it should be; the message names it */
    constructor(options?: ConnectClientOptions);
    /**
     * Reads a stored connection.
     *
     * @returns the outcome; it settles with a {@link ConnectError} rather than rejecting
     * @throws {TypeError} where an argument is not what it should be; the message names it
     */
    getConnection(target: Target, options?: CallOptions): Promise<ConnectionResult>;
    /**
     * Replaces a stored connection: validates the body, then sends it with PUT.
     *
     * What is sent is, byte for byte, what was validated. A body with an error is not sent.
     *
     * @param body a value, its JSON text, or its UTF-8 bytes, as it is when this is called
     * @returns the outcome; it settles with a {@link ConnectError} rather than rejecting, also where `headers` fails
     * @throws {TypeError} where an argument is not what it should be; the message names it
     */
    updateConnection(target: Target, body: unknown, options?: CallOptions): Promise<ConnectionResult>;
    /**
     * Saves changes without undoing anyone else's: reads the connection as it is now, rebases the changes onto it, validates
     * the result, sends it with PUT and compares the answer with what it should be. Where the other side changed the same in
     * another way, nothing is written and the error has `kind: "conflict"`.
     *
     * Where an exchange leaves doubt, the connection is read again: what turns out to be applied is a success, and
     * otherwise `error.applied` tells what is known. Between reading and writing, others can still write; the platform
     * has no way to forbid it. `ifMatch` closes that gap where it answers with an ETag.
     *
     * @param edit `changes`, and `base`: the connection that they were made on
     * @throws {TypeError} where an argument is not what it should be; the message names it
     */
    save(target: Target, edit: {
        base: Connection | string | Uint8Array;
        changes: Changes | string | Uint8Array;
    }, options?: SaveOptions): Promise<SaveResult>;
}
