/** Saves changes: reads the connection, rebases the changes onto it, sends the result and checks the response. */
import type { CallOptions, Target } from "./arguments.js";
import { type Settings } from "./exchange.js";
import type { SaveResult } from "./results.js";
/** Options of `save`. */
export interface SaveOptions extends CallOptions {
    /**
     * Sends `If-Match` with the ETag of the connection that `save` read. A platform that supports `If-Match` then refuses the PUT
     * if someone else changed the connection after the read.
     *
     * @defaultValue `false`
     */
    ifMatch?: boolean;
}
/** Saves `edit.changes`, which are changes to `edit.base`. */
export declare function save(settings: Settings, target: Target, edit: {
    base: unknown;
    changes: unknown;
}, { ifMatch, ...call }: SaveOptions): Promise<SaveResult>;
