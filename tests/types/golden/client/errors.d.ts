/** The error of a failed call to the platform: one class, distinguished by `kind`. */
import type { Issue } from "../core/core.js";
import type { Conflict } from "../operations/rebase.js";
/**
 * The kind of failure.
 *
 * - `invalid`: the body, the changes or the target have errors, listed in `issues`. Nothing was sent.
 * - `http`: the platform returned a status that is not a success.
 * - `network`: there was no response, or it was incomplete.
 * - `timeout`: the exchange took longer than `timeoutMs`.
 * - `aborted`: the caller's signal ended the call.
 * - `conflict`: someone else changed the same values. Nothing was written.
 * - `decode`: the platform returned a success, but its response is not a connection.
 * - `internal`: the validator itself failed, which is a defect of this package.
 */
export type ConnectErrorKind = "invalid" | "http" | "network" | "timeout" | "aborted" | "conflict" | "decode" | "internal";
/** The members of a {@link ConnectError}. */
export interface ConnectErrorInit {
    /** The kind of failure. */
    kind: ConnectErrorKind;
    /** One sentence, without any value of a body, a header or a response. */
    message: string;
    /** True if the body may have changed the connection. */
    maybeApplied: boolean;
    /** The errors of the body, or the fields that the platform refused. */
    issues?: Issue[] | undefined;
    /** The values that both sides changed. */
    conflicts?: Conflict[] | undefined;
    /** The HTTP status, if there was a response. */
    status?: number | undefined;
    /** The platform's error code, if the response has one. */
    code?: string | undefined;
    /** The platform's id of the exchange, if the response has one. */
    requestId?: string | undefined;
    /** The wait that the platform requests, in milliseconds. */
    retryAfterMs?: number | undefined;
    /** The result of reading the connection again after a save whose effect was unknown. */
    applied?: "no" | "unknown" | undefined;
    /** The error that caused this one. */
    cause?: unknown;
}
/**
 * The reason that a call to the platform failed.
 *
 * Message, stack, JSON and console output contain no value of a body, a header or a response. Members that may contain one
 * (`issues`, `conflicts`, `code`, `requestId`) can be read, but are not enumerable.
 *
 * @example
 * if (!saved.ok && saved.error.kind === "conflict") show(saved.error.conflicts);
 */
export declare class ConnectError extends Error {
    readonly name = "ConnectError";
    /** The kind of failure. */
    readonly kind: ConnectErrorKind;
    /** True if the body may have reached the platform and changed the connection. If so, read it again. */
    readonly maybeApplied: boolean;
    /** The HTTP status, if there was a response. */
    readonly status?: number;
    /** The wait that the platform requests before a retry, in milliseconds, at most 60,000. */
    readonly retryAfterMs?: number;
    /**
     * Of `save`, if it was unknown whether the request was processed: the result of reading the connection again. `no` is not
     * final, because a delayed request can still arrive.
     */
    readonly applied?: "no" | "unknown";
    /** The errors of the body or the target, or the fields that the platform refused, each with its path. */
    readonly issues: Issue[];
    /** The values that both sides changed differently. */
    readonly conflicts?: Conflict[];
    /** The platform's error code, if the response has one. */
    readonly code?: string;
    /** The platform's id of the exchange, if the response has one. */
    readonly requestId?: string;
    constructor(init: ConnectErrorInit);
    /** Returns the members that are safe to log. */
    toJSON(): object;
}
/**
 * Returns true if an error is a {@link ConnectError}, of this copy of the package or another.
 *
 * @example
 * if (isConnectError(error) && error.maybeApplied) await readAgain();
 */
export declare function isConnectError(error: unknown): error is ConnectError;
