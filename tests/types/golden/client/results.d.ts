/** The results of the client's methods. */
import type { Connection, Effect, Issue } from "../core/core.js";
import type { ConnectError } from "./errors.js";
/** The connection as the platform returned it, or an error. */
export type ConnectionResult = {
    /** The platform accepted the request. */
    ok: true;
    /** The connection as it is stored now. */
    connection: Connection;
    /**
     * The connection as UTF-8 JSON, as the platform sent it. Pass it to `merge`, `diff` and `save` to keep every digit of
     * a number.
     */
    bytes: Uint8Array<ArrayBuffer>;
    /** Warnings and information about the body that was sent. */
    issues: Issue[];
    /** Differences between the stored connection and the one expected after the request. */
    drift: Effect[];
    /** The response. Its body is consumed. */
    response: Response;
} | {
    /** The request failed, or its effect is unknown. */
    ok: false;
    /** The reason, and whether the connection may have changed anyway (`maybeApplied`). */
    error: ConnectError;
};
/** The connection as it was saved, or an error. */
export type SaveResult = (Extract<ConnectionResult, {
    ok: true;
}> & {
    /** Changes that others made between `base` and the connection that the changes were applied to. */
    concurrentChanges: Effect[];
    /** The error after which the connection was read again and turned out to contain the changes. */
    recovered?: ConnectError;
}) | {
    /** The save failed, or its effect is unknown. */
    ok: false;
    /** The reason, and whether the connection may have changed anyway (`maybeApplied`). */
    error: ConnectError;
};
