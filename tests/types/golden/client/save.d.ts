/** Saves changes: reads the connection, rebases the changes onto it, sends the result and checks the response. */
import type { CallOptions, Target } from "./arguments.js";
import { type Settings } from "./exchange.js";
import type { SaveResult } from "./results.js";
/** Options of `save`. */
export interface SaveOptions extends CallOptions {
    /**
     * Sends the ETag of the read as `If-Match`, so that a platform that supports it refuses to overwrite a later change.
     *
     * @defaultValue `false`
     */
    ifMatch?: boolean;
}
/** Saves `edit.changes`, which were made on `edit.base`. */
export declare function save(settings: Settings, target: Target, edit: {
    base: unknown;
    changes: unknown;
}, { ifMatch, ...call }: SaveOptions): Promise<SaveResult>;
