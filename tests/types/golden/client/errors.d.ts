/** Defines the error of a failed call to the platform. All failures share one class; `kind` distinguishes them. */
import type { Issue, UnsupportedEdit } from "../core/core.js";
import type { ConnectErrorKind, Failure, Messages } from "../core/messages.js";
import type { Conflict, Effect } from "../core/values.js";
import type { DoneStep, RemainingEdits } from "./steps.js";
/** The members of a {@link ConnectError}. */
export interface ConnectErrorInit {
    /** The kind of failure. */
    kind: ConnectErrorKind;
    /** One sentence, without any value of a body, a header or a response. */
    message: string;
    /** True if the request may have changed the connection. */
    maybeApplied: boolean;
    /** The issues of the body or the target, or the messages of the platform about a refusal. */
    issues?: Issue[] | undefined;
    /** The values that both sides changed differently. */
    conflicts?: Conflict[] | undefined;
    /** The connection as it was received last, as UTF-8 JSON. */
    latest?: Uint8Array<ArrayBuffer> | undefined;
    /** The requests of a save that were done before the failure. */
    done?: DoneStep[] | undefined;
    /** The edits that a save did not make. */
    remaining?: RemainingEdits | undefined;
    /** The edits that no request makes. */
    unsupported?: UnsupportedEdit[] | undefined;
    /** Changes by others that a save found. */
    concurrentChanges?: Effect[] | undefined;
    /** The HTTP status, if there was a response. */
    status?: number | undefined;
    /** The platform's error code, if the response has one. */
    code?: string | undefined;
    /** The platform's id of the exchange, if the response has one. */
    requestId?: string | undefined;
    /** The delay that the platform requests before a retry, in milliseconds. */
    retryAfterMs?: number | undefined;
    /** The effect of a failed `save`: see {@link ConnectError.applied}. */
    applied?: "no" | "unknown" | undefined;
    /** The error that caused this error. */
    cause?: unknown;
}
/**
 * The reason why a call to the platform failed.
 *
 * The message, the stack, the JSON and the console output contain no value of a body, a header or a response. The members that
 * can contain such a value (`issues`, `conflicts`, `latest`, `done`, `remaining`, `code`, `requestId`) are not enumerable.
 *
 * @example
 * if (!saved.ok && saved.error.kind === "conflict") show(saved.error.conflicts);
 */
export declare class ConnectError extends Error implements Failure {
    readonly name = "ConnectError";
    /** The kind of the failure. */
    readonly kind: ConnectErrorKind;
    /** True if the request may have changed the connection. Read the connection again before the next write. */
    readonly maybeApplied: boolean;
    /** The HTTP status, if there was a response. */
    readonly status?: number;
    /** The delay that the platform requests before a retry, in milliseconds, at most 60,000. */
    readonly retryAfterMs?: number;
    /**
     * Set by `save` if it was unknown whether the platform processed a request. `save` then tried to read the connection again.
     * Absent if the caller's signal ended the call, because nothing more is sent then.
     *
     * - `no`: the connection had not changed. A delayed request can still change it.
     * - `unknown`: the connection had other changes, or could not be read.
     */
    readonly applied?: "no" | "unknown";
    /**
     * The issues of the body or the target, or the messages of the platform about a refusal. The path of an issue is empty if the
     * platform names no field.
     */
    readonly issues: Issue[];
    /** The values that both sides changed differently. Set by `save` if `kind` is `conflict`. */
    readonly conflicts?: Conflict[];
    /** The connection as `save` received it last, as UTF-8 JSON. Absent if `save` did not receive it. It is not enumerable. */
    readonly latest?: Uint8Array<ArrayBuffer>;
    /** The requests of a `save` that were done before the failure; empty for other calls. It is not enumerable. */
    readonly done: DoneStep[];
    /** The edits that a `save` did not make. Pass them to the next `save`. Absent if the edits have errors. It is not enumerable. */
    readonly remaining?: RemainingEdits;
    /** The edits of a `save` that no request makes. `remaining` does not contain them after a request was done. */
    readonly unsupported?: UnsupportedEdit[];
    /** Changes by others that `save` found when it read the connection. Absent if `save` did not read it. It is not enumerable. */
    readonly concurrentChanges?: Effect[];
    /** The platform's error code, if the response has one. */
    readonly code?: string;
    /** The platform's id of the exchange, if the response has one. */
    readonly requestId?: string;
    constructor(init: ConnectErrorInit);
    /** Returns the members that are safe to log. */
    toJSON(): object;
}
/** Returns the members of an error, to create a copy with other members. */
export declare function copyErrorInit(error: ConnectError): ConnectErrorInit;
/** Writes the message of an error. Returns the same error. */
export declare function writeError(error: ConnectError, messages: Messages | undefined): ConnectError;
/**
 * Returns true if an error is a {@link ConnectError}. Unlike `instanceof`, the function also recognizes an error from another
 * copy of this package.
 *
 * @example
 * if (isConnectError(error) && error.maybeApplied) await readAgain();
 */
export declare function isConnectError(error: unknown): error is ConnectError;
