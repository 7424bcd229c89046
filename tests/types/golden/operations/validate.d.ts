/** Validation for JavaScript: takes a value, text or bytes, gives the value with its type, or every issue. */
import { type Connection, type ConnectionUpdate, type Issue } from "../core/core.js";
import { type Options } from "../core/input.js";
import { type CommonOptions } from "../core/options.js";
/** How a body is validated. */
export interface ValidateOptions extends CommonOptions {
    /**
     * The connection as it is stored: a value, its JSON text or its UTF-8 bytes. With it, what cannot change is an error,
     * and what would be deleted or overwritten is a warning.
     */
    current?: Connection | string | Uint8Array;
}
/** What validation says: the value with its type, or why it cannot be sent. Warnings may come with either. */
export type ValidationResult = {
    /** No issue is an error: it can be sent. */
    ok: true;
    /** The value with its type; of text and bytes, parsed when it is first asked for. */
    value: ConnectionUpdate;
    /** Warnings and information, in the order of the document. */
    issues: Issue[];
} | {
    /** An issue is an error, so that there is nothing to give. */
    ok: false;
    /** Every issue, in the order of the document. */
    issues: Issue[];
};
/**
 * Validates the body of an Update Connection request.
 *
 * Bad input of any kind gives issues; it never throws. All issues are reported at once, in the order of the document.
 *
 * @param body a value, which is read as the JSON text that `fetch` would send; or that text itself, or its UTF-8 bytes
 * @returns `value` is `body` itself where it is a value; of text and bytes it is parsed when it is first asked for
 * @throws {TypeError} where `options` are not what they should be
 */
export declare function validate(body: unknown, options?: ValidateOptions): ValidationResult;
/** The issues of a body, in the order of the document. */
export declare function issuesOf(body: unknown, current: ValidateOptions["current"], options: Options): Issue[];
/** The JavaScript value of JSON text. Numbers beyond 2⁵³ lose digits here, as everywhere in JavaScript; the text does not. */
export declare function parse(json: string | Uint8Array): unknown;
