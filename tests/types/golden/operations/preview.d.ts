/** Previews a body: returns the connection as it would be stored, and every effect. */
import { type Connection, type ConnectionUpdate, type Effect, type Issue } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
/** The connection as it would be stored and the effects of the body, or every issue. */
export type PreviewResult = {
    /** No issue is an error: the body can be sent. */
    ok: true;
    /**
     * The connection as it would be stored, parsed when first read. New environments have no `id`, and times are unchanged:
     * only the platform sets those.
     */
    connection: Connection;
    /** The connection as UTF-8 JSON. Text that does not change is copied. */
    bytes: Uint8Array<ArrayBuffer>;
    /** The effects of the body, in its order. */
    effects: Effect[];
    /** Warnings and information, no errors; computed when first read. */
    issues: Issue[];
} | {
    /** At least one issue is an error. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Returns the effects of a request with this body on the stored connection: what it creates, deletes, reorders, replaces and
 * overwrites, and the connection as it would be stored.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param body the body of the request
 * @throws {TypeError} if `options` has an unknown member or one of a wrong type
 * @example
 * const previewed = preview(current, body);
 * if (previewed.ok) for (const { summary } of previewed.effects) console.log(summary);
 */
export declare function preview(current: Connection | string | Uint8Array, body: ConnectionUpdate | string | Uint8Array, options?: CommonOptions): PreviewResult;
