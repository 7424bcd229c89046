/** Defines the results of the client's methods. */
import type { Connection, Environment, Issue, UnsupportedEdit } from "../core/core.js";
import type { Effect } from "../core/values.js";
import type { ConnectError } from "./errors.js";
import type { DoneStep } from "./steps.js";
/** The connection as the platform returned it, or an error. */
export type ConnectionResult = {
    /** The platform accepted the request. */
    ok: true;
    /** The stored connection. */
    connection: Connection;
    /**
     * The stored connection as UTF-8 JSON, as the platform sent it. Pass it to `merge`, `diff` and `save` to keep every
     * digit of its numbers.
     */
    bytes: Uint8Array<ArrayBuffer>;
    /** Warnings and information about the body that was sent. */
    issues: Issue[];
    /** Differences between the stored connection and the connection that the request should have stored. */
    drift: Effect[];
    /** The HTTP response. Its body has already been read. */
    response: Response;
} | {
    /** The request failed, or its effect is unknown. */
    ok: false;
    /** The reason for the failure. If `maybeApplied` is true, the connection may have changed despite the error. */
    error: ConnectError;
};
/** The environment as the platform returned it, or an error. */
export type EnvironmentResult = {
    /** The platform accepted the request. */
    ok: true;
    /** The stored environment. */
    environment: Environment;
    /** The stored environment as UTF-8 JSON, as the platform sent it. */
    bytes: Uint8Array<ArrayBuffer>;
    /** Warnings and information about the body that was sent. */
    issues: Issue[];
    /** Differences between the stored environment and the body that was sent: the name, the variables and the credentials. */
    drift: Effect[];
    /** The HTTP response. Its body has already been read. */
    response: Response;
} | {
    /** The request failed, or its effect is unknown. */
    ok: false;
    /** The reason for the failure. If `maybeApplied` is true, the environment may have changed despite the error. */
    error: ConnectError;
};
/** The saved connection, or an error. */
export type SaveResult = {
    /** Every request was done. Edits that no request makes are in `unsupported`. */
    ok: true;
    /** The stored connection. If the last request updated an environment, it was read again. */
    connection: Connection;
    /** The stored connection as UTF-8 JSON. */
    bytes: Uint8Array<ArrayBuffer>;
    /** Warnings and information about the changes. Their paths point into the changes. */
    issues: Issue[];
    /** The requests, in their order. Empty if the stored connection already contained all changes. */
    steps: DoneStep[];
    /** Edits that no request makes. They are not saved. */
    unsupported: UnsupportedEdit[];
    /** Differences between what the platform stored and what the requests should have stored. */
    drift: Effect[];
    /** Changes by others: differences from `base` that `save` found when it read the connection. */
    concurrentChanges: Effect[];
    /**
     * The error of a request whose changes `save` found when it read the connection again. If there are several, the last one.
     * Absent if every request succeeded.
     */
    recovered?: ConnectError;
} | {
    /** The save failed, or its effect is unknown. */
    ok: false;
    /** The reason for the failure. `done` and `remaining` say what was saved and what was not. */
    error: ConnectError;
};
