/** Validates a body. Returns the body as a typed value, or every issue. */
import { type Connection, type ConnectionUpdate, type Issue } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { type CommonOptions, type ModuleOptions } from "../core/options.js";
/** Options of `validate`. */
export interface ValidateOptions extends CommonOptions {
    /**
     * The stored connection: a value, JSON text or UTF-8 bytes. If it is set, `validate` also compares the body with the stored
     * connection. Changes to immutable values are errors. Environments and variables that the request would delete or overwrite
     * are warnings.
     */
    current?: Immutable<Connection> | string | Uint8Array;
}
/** A valid body as a typed value, or every issue. */
export type ValidationResult = {
    /** No issue is an error: the body can be sent. */
    ok: true;
    /** The body. Text and bytes are parsed when `value` is first read. */
    value: ConnectionUpdate;
    /** Warnings and information, in the order of the document. */
    issues: Issue[];
} | {
    /** At least one issue is an error. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Validates the body of an Update Connection request.
 *
 * Bad input of any kind is reported as issues, never thrown. All issues are reported at once.
 *
 * @param body a value, JSON text or UTF-8 bytes; a value is validated as the JSON that `JSON.stringify` would write
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const { ok, issues } = validate({ name: "Shop", baseUrl: "shop" });
 * // ok is false; issues has an item with code "invalid-url" and field "baseUrl"
 */
export declare function validate(body: unknown, options?: ValidateOptions): ValidationResult;
/** Returns the issues of a body, in the order of the document. Must run inside `runOnInstance`. */
export declare function findIssues(body: unknown, current: ValidateOptions["current"], options: ModuleOptions): Issue[];
