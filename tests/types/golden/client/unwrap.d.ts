/** Turns failed results into exceptions, for code that catches errors. */
import type { Issue } from "../core/core.js";
/** A result of an operation or of a call: it failed if `ok` is false. */
type AnyResult = {
    ok: true;
} | {
    ok: false;
    error: Error;
} | {
    ok: false;
    issues: Issue[];
};
/**
 * Returns a successful result, and throws the error of a failed result. Libraries such as TanStack Query expect exceptions.
 *
 * @throws {ConnectError} the `error` of the result. For a result of an operation, an error of the kind `invalid` with its issues.
 * @example
 * const { connection } = unwrap(await client.getConnection(target));
 */
export declare function unwrap<Result extends AnyResult>(result: Result): Extract<Result, {
    ok: true;
}>;
export {};
