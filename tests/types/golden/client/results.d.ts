/** Defines the results of the client's methods. */
import type { Connection, Effect, Environment, Issue } from "../core/core.js";
import type { ConnectError } from "./errors.js";
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
export type SaveResult = (Extract<ConnectionResult, {
    ok: true;
}> & {
    /** Changes that others made to `base` before the save. */
    concurrentChanges: Effect[];
    /** The error of the PUT. It is set if `save` read the connection again and found the changes in it. */
    recovered?: ConnectError;
}) | {
    /** The save failed, or its effect is unknown. */
    ok: false;
    /** The reason for the failure. If `maybeApplied` is true, the connection may have changed despite the error. */
    error: ConnectError;
};
