/** Merges changes into the stored connection, and returns the body to send or every issue. */
import { type Changes, type Connection, type ConnectionUpdate, type Issue } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import type { CommonOptions } from "../core/options.js";
import type { Effect } from "../core/values.js";
/** The body to send, or every issue. */
export type MergeResult = {
    /** No issue is an error: the body can be sent. */
    ok: true;
    /** The body. It is parsed when it is first read. */
    body: ConnectionUpdate;
    /** The body as UTF-8 JSON. Values from the stored connection are copied as text, without any change. */
    bytes: Uint8Array<ArrayBuffer>;
    /** The effects of the body, in the order of the body. They are computed when they are first read. */
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
 * Merges changes into the stored connection, and returns the body of an Update Connection request.
 *
 * The body is valid. It contains the required fields, and the complete lists that the changes affect. It omits all other lists.
 * Bad input of any kind is reported as issues, never thrown. The paths of issues point into the body, or into `changes` if the
 * changes cannot be merged. Edits of stored environments (`environments.update`) are errors: `plan` accepts them.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param changes the changes; members that `changes` omits stay as they are
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const merged = merge(current, { environmentVariables: { set: { REGION: "eu" } } });
 * if (merged.ok) send(merged.bytes, merged.effects);
 */
export declare function merge(current: Immutable<Connection> | string | Uint8Array, changes: Immutable<Changes> | string | Uint8Array, options?: CommonOptions): MergeResult;
