/** Plans a save: returns the requests that make changes to the stored connection. */
import { type Changes, type Connection, type Issue, type UnsupportedEdit } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import type { CommonOptions } from "../core/options.js";
import type { Effect } from "../core/values.js";
import { type PlanStep } from "./decode-plan.js";
import { type PlanFlags } from "./plan-options.js";
/** Options of `plan`. */
export interface PlanOptions extends CommonOptions, PlanFlags {
}
/** The requests of a save, or every issue. */
export type PlanResult = {
    /** No issue is an error. */
    ok: true;
    /** The requests, in their order. Empty if the changes change nothing. */
    steps: PlanStep[];
    /** The effects of all requests. Their paths point into the changes. They are computed when they are first read. */
    readonly effects: Effect[];
    /**
     * The connection that will be stored. New environments have no id, and times do not change. It is parsed when it is first
     * read.
     */
    readonly connection: Connection;
    /** The connection that will be stored, as UTF-8 JSON. */
    readonly bytes: Uint8Array<ArrayBuffer>;
    /** Edits that no request makes. Their paths point into the changes. */
    unsupported: UnsupportedEdit[];
    /** Warnings and information, no errors. Their paths point into the changes. They are computed when they are first read. */
    readonly issues: Issue[];
} | {
    /** At least one issue is an error. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Plans the requests that make `changes` to the stored connection.
 *
 * The order of the requests is:
 *
 * 1. `UpdateEnvironment`, for environments whose old name another environment needs;
 * 2. `UpdateConnection`. If it sets the variables of the connection, it also overwrites those of every environment;
 * 3. `UpdateEnvironment`, for environments whose variables or credentials change, or whose own values are kept;
 * 4. `UpdateEnvironment`, for all other environments that get another name.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param changes the changes; members that `changes` omits stay as they are
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const planned = plan(current, { environments: { update: { [id]: { variables: { set: { REGION: "eu" } } } } } });
 * if (planned.ok) for (const { operation, environment } of planned.steps) console.log(operation, environment?.name);
 */
export declare function plan(current: Immutable<Connection> | string | Uint8Array, changes: Immutable<Changes> | string | Uint8Array, options?: PlanOptions): PlanResult;
