/** Saving: takes changes and the connection that they were made on, reads, rebases, writes and checks; gives how it ended. */
import type { Effect } from "../core/core.js";
import type { CallOptions, Target } from "./arguments.js";
import type { ConnectionResult } from "./client.js";
import { ConnectError } from "./errors.js";
import { type Settings } from "./exchange.js";
/** What `save` takes. */
export interface SaveOptions extends CallOptions {
    /** Whether to send the ETag that was read as `If-Match`, so that a platform that knows it refuses to overwrite what was written since. */
    ifMatch?: boolean;
}
/** How saving ended. */
export type SaveResult = (Extract<ConnectionResult, {
    ok: true;
}> & {
    /** What others changed between the connection that the changes were made on and the one that they were applied to. */
    concurrentChanges: Effect[];
    /** Why it was in doubt, where reading the connection again has shown that the changes are there. */
    recovered?: ConnectError;
}) | {
    /** Nothing, or nothing that is certain, came of it. */
    ok: false;
    /** Why, and whether the connection may have been changed all the same. */
    error: ConnectError;
};
export declare function save(settings: Settings, target: Target, edit: {
    base: unknown;
    changes: unknown;
}, { ifMatch, ...call }: SaveOptions): Promise<SaveResult>;
