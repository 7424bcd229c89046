/** Previewing for JavaScript: takes the current connection and a body, gives what the platform will hold, and every effect. */
import { type Connection, type ConnectionUpdate, type Effect, type Issue } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
/** What a body would do, or why it cannot be sent. */
export type PreviewResult = {
    /** No issue is an error. */
    ok: true;
    /**
     * The connection as it would be stored, parsed when it is first asked for. New environments have no `id` yet, and
     * times have not moved: only the platform makes those.
     */
    connection: Connection;
    /** The same as UTF-8 JSON: what stays is spelled as it was. */
    bytes: Uint8Array<ArrayBuffer>;
    /** What the body would do, in its order. */
    effects: Effect[];
    /** Warnings and information, no errors; looked for when they are first asked for. */
    issues: Issue[];
} | {
    /** An issue is an error, so that there is nothing to give. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Tells what a request with this body would do to the stored connection: what it would hold, and what would be created,
 * deleted, reordered, replaced and overwritten on the way.
 *
 * @param current the connection as the platform answered it: a value, its JSON text, or its UTF-8 bytes
 * @param body the body of the request
 * @throws {TypeError} where `options` are not what they should be
 */
export declare function preview(current: Connection | string | Uint8Array, body: ConnectionUpdate | string | Uint8Array, options?: CommonOptions): PreviewResult;
