/** Validates a body and returns it with its type, or every issue. */
import { type Connection, type ConnectionUpdate, type Issue } from "../core/core.js";
import { type CommonOptions, type ModuleOptions } from "../core/options.js";
/** Options of `validate`. */
export interface ValidateOptions extends CommonOptions {
    /**
     * The stored connection: a value, JSON text or UTF-8 bytes. With it, changes to what cannot change are errors, and
     * environments and variables that the request would delete or overwrite are warnings.
     */
    current?: Connection | string | Uint8Array;
}
/** A valid body with its type, or every issue. */
export type ValidationResult = {
    /** No issue is an error: the body can be sent. */
    ok: true;
    /** The body. For text and bytes, parsed when first read. */
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
 * @param body JSON text, its UTF-8 bytes, or a value, which is validated as the JSON text that `fetch` would send
 * @throws {TypeError} if `options` has an unknown member or one of a wrong type
 * @example
 * const { ok, issues } = validate({ name: "Shop", baseUrl: "shop" });
 * // ok is false; issues has an item with code "invalid-url" and field "baseUrl"
 */
export declare function validate(body: unknown, options?: ValidateOptions): ValidationResult;
/** Returns the issues of a body, in the order of the document. Must run inside `withInstance`. */
export declare function findIssues(body: unknown, current: ValidateOptions["current"], options: ModuleOptions): Issue[];
