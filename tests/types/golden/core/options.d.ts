/** Checks the options of operations and converts them for the module. */
import type { IssueCode, Level } from "./core.js";
import { type Messages } from "./messages.js";
/**
 * Levels of issues: `"strict"`, or a record of levels by issue code.
 *
 * Archived rules are in the archived API description, but not on the published page. With `"strict"`, archived rules are
 * errors. In a record, `extends: "strict"` starts from these levels.
 *
 * A level for a code applies to archived rules and to this package's own rules. It can raise the level of a rule of the
 * published page, but cannot lower it. The key `published:CODE` can raise and lower the level of a published rule. Two kinds of
 * errors cannot be changed: input that cannot be read, and input without a safe destination.
 *
 * @example
 * const rules: Rules = { extends: "strict", "invalid-ulid": "off", "published:invalid-value": "warning" };
 */
export type Rules = "strict" | ({
    extends?: "strict";
} & {
    [code in IssueCode | `published:${IssueCode}`]?: Level;
});
/** Options of every operation. */
export interface CommonOptions {
    /** Levels of issues: `"strict"`, or levels by issue code. */
    rules?: Rules;
    /**
     * Size limit of each input, in bytes of UTF-8, at most 268,435,455.
     *
     * @defaultValue 16,777,216 (16 MiB)
     */
    maxBytes?: number;
    /**
     * Nesting limit of arrays and objects in each input, at most 1,024.
     *
     * @defaultValue 128
     */
    maxDepth?: number;
    /**
     * Functions that write the messages, for example in another language.
     *
     * @defaultValue messages in English
     */
    messages?: Messages;
}
/** Names of the options in {@link CommonOptions}. */
export declare const COMMON_OPTION_NAMES: string[];
/** Options in the form that the module reads; `undefined` if all have their defaults. */
export type ModuleOptions = {
    strict: boolean;
    levels: Record<string, string>;
    maxBytes?: number;
    maxDepth?: number;
    messages?: Messages;
} | undefined;
/** Size and nesting limits of an input. */
export interface Limits {
    maxBytes: number;
    maxDepth: number;
}
/** The default limits of the module. They are repeated here, so that a large input is refused before it is copied. */
export declare const DEFAULT_LIMITS: Limits;
/** Returns the limits in `options`. A limit that is not set has its default. */
export declare function resolveLimits(options: ModuleOptions): Limits;
/**
 * Checks the options of an operation and converts them for the module.
 *
 * @param extraNames names of the options that the operation accepts in addition to {@link CommonOptions}
 * @throws {TypeError} if an option is unknown or has a wrong type
 */
export declare function readOptions(options: CommonOptions | undefined, extraNames?: string[]): ModuleOptions;
/**
 * Asserts that an argument is an object that has only known members.
 *
 * @throws {TypeError} if it is not an object or has an unknown member; the message begins with `argument`
 */
export declare function assertKnownKeys(value: unknown, known: string[], argument: string): asserts value is object;
