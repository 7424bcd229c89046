/** Previews a body: returns the connection that the platform would store, and the effects of the body. */
import { type Connection, type ConnectionUpdate, type Issue } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import type { CommonOptions } from "../core/options.js";
import type { Effect } from "../core/values.js";
/** The connection that the platform would store and the effects of the body, or every issue. */
export type PreviewResult = {
    /** No issue is an error: the body can be sent. */
    ok: true;
    /**
     * The connection that the platform would store. It is parsed when it is first read. New environments have no `id`, and
     * times are unchanged, because only the platform sets ids and times.
     */
    connection: Connection;
    /** The connection as UTF-8 JSON. Values that do not change are copied as text. */
    bytes: Uint8Array<ArrayBuffer>;
    /** The effects of the body, in the order of the body. */
    effects: Effect[];
    /** Warnings and information, no errors. They are computed when they are first read. */
    issues: Issue[];
} | {
    /** At least one issue is an error. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Previews a request without sending it. Returns the connection that the platform would store, and the effects of the body:
 * everything that it creates, deletes, reorders, replaces or overwrites.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param body the body of the request
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const previewed = preview(current, body);
 * if (previewed.ok) for (const { summary } of previewed.effects) console.log(summary);
 */
export declare function preview(current: Immutable<Connection> | string | Uint8Array, body: Immutable<ConnectionUpdate> | string | Uint8Array, options?: CommonOptions): PreviewResult;
