/** Declares the messages that a caller can write, for other languages or another style, and applies them. */
import type { Issue, Path, UnsupportedEdit } from "./core.js";
import type { Conflict, Effect } from "./values.js";
/**
 * Functions that return the messages of issues, effects, conflicts, edits that are not sent, and errors. A message that is `undefined`
 * stays as it is, in English. The objects contain all details as data, and their English message.
 *
 * @example
 * const messages: Messages = {
 *   issue: (issue) => (issue.code === "missing-field" ? `${issue.params.field} fehlt` : undefined),
 * };
 */
export interface Messages {
    /** Returns the `message` of an issue. */
    issue?(issue: Issue): string | undefined;
    /** Returns the `summary` of an effect of a request that is planned or previewed. */
    effect?(effect: Effect): string | undefined;
    /**
     * Returns the `summary` of a difference: in `drift`, of what is stored from what was sent; in `concurrentChanges`, of what others
     * changed.
     */
    difference?(difference: Effect): string | undefined;
    /** Returns the `message` of a conflict. */
    conflict?(conflict: Conflict): string | undefined;
    /** Returns the `message` of an edit that no request makes. */
    unsupported?(edit: UnsupportedEdit): string | undefined;
    /** Returns the `message` of a `ConnectError`. */
    error?(error: Failure): string | undefined;
    /**
     * Returns the label of a field. It replaces the name of the field in the English messages of issues: "Base URL is required" instead
     * of "`baseUrl` is required".
     */
    field?(path: Path): string | undefined;
}
/**
 * The kind of a failure.
 *
 * - `invalid`: the body, the changes or the target have errors, which are in `issues`, or the headers cannot be sent. The
 *   request was not sent.
 * - `http`: the platform returned a status that is not a success.
 * - `network`: the platform did not respond, or its response was incomplete.
 * - `timeout`: the exchange took longer than `timeoutMs`, or a signal of `AbortSignal.timeout` ended the call.
 * - `aborted`: the caller's signal ended the call, or `onStep` threw.
 * - `conflict`: someone else changed the same values. The request that would have overwritten them was not sent, or the
 *   platform refused it with status 412.
 * - `decode`: the platform returned a success status, but its response is not a connection or an environment.
 * - `internal`: the validator ran out of memory, or failed because of a defect of this package. The code of the issue
 *   distinguishes the two.
 */
export type ConnectErrorKind = "invalid" | "http" | "network" | "timeout" | "aborted" | "conflict" | "decode" | "internal";
/** The members of a `ConnectError` that a message can be written from. */
export interface Failure {
    /** The kind of the failure. */
    readonly kind: ConnectErrorKind;
    /** The English message. */
    readonly message: string;
    /** True if the request may have changed the connection. */
    readonly maybeApplied: boolean;
    /** The effect of a failed `save`, if it was unknown whether the platform processed a request. */
    readonly applied?: "no" | "unknown";
    /** The HTTP status, if there was a response. */
    readonly status?: number;
    /** The platform's error code, if the response has one. */
    readonly code?: string;
    /** The delay that the platform requests before a retry, in milliseconds. */
    readonly retryAfterMs?: number;
    /** The issues of the body or the target, or the messages of the platform about a refusal. */
    readonly issues: Issue[];
    /** The values that both sides changed differently. */
    readonly conflicts?: Conflict[];
}
/**
 * Checks the option `messages`, and copies its functions.
 *
 * @throws {TypeError} if it has an unknown member, or a member that is not a function
 */
export declare function readMessages(messages: Messages): Messages;
/** Writes the messages of issues, in place. Returns the same list. */
export declare function writeIssues(issues: Issue[], messages: Messages | undefined): Issue[];
/** Returns the message of an issue. */
export declare function writeIssue(issue: Issue, { issue: write, field }: Messages): string;
/** Writes the summaries of effects, in place. Returns the same list. */
export declare function writeEffects(effects: Effect[], write: Messages["effect"]): Effect[];
/** Writes the messages of conflicts or of edits that are not sent, in place. Returns the same list. */
export declare function writeMessages<T extends {
    message: string;
}>(items: T[], write: ((item: T) => string | undefined) | undefined): T[];
