/** Saves changes: reads the connection, plans the requests, sends one after the other, and checks each response. */
import type { PlanStep } from "../operations/decode-plan.js";
import { type PlanFlags } from "../operations/plan-options.js";
import type { CallOptions, Target } from "./arguments.js";
import { type Settings } from "./exchange.js";
import type { SaveResult } from "./results.js";
/** Options of `save`. */
export interface SaveOptions extends CallOptions, PlanFlags {
    /**
     * True to send `If-Match` with the ETag of the connection that `save` read. A platform that supports `If-Match` then refuses
     * the `UpdateConnection` request if someone else changed the connection after the read, and the save ends with kind `conflict`.
     * The header is not sent with an `UpdateEnvironment` request, nor if the ETag is weak.
     *
     * @defaultValue `false`
     */
    ifMatch?: boolean;
    /**
     * Function that is called before each request that writes. If it throws, the save ends with kind `aborted`, and does not send
     * the request.
     *
     * @param step the request
     * @param index the number of requests that were done before
     * @param total the number of all requests of the save, including those that were done; it can change during the save
     */
    onStep?: (step: PlanStep, index: number, total: number) => void;
}
/** Saves `edit.changes`, which are changes to `edit.base`. */
export declare function save(settings: Settings, target: Target, edit: {
    base: unknown;
    changes: unknown;
}, options: SaveOptions): Promise<SaveResult>;
