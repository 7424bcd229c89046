/** Checks the options of the operations and converts them to the form that the module reads. */
import type { IssueCode, Level } from "./core.js";
/**
 * Levels of issues: `"strict"`, or levels by code.
 *
 * `"strict"` raises rules that only the archived API description states to errors. In a record, `extends: "strict"` starts from
 * the strict levels. A level for a code changes archived rules and judgements of this package, and only raises rules of the
 * published page; the key `published:CODE` lowers those too. Fixed errors remain errors: input that cannot be read, or that has
 * no safe destination.
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
    /** Levels of issues. */
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
}
/** Names of the options that every operation takes. */
export declare const COMMON_OPTIONS: string[];
/** Options as the module reads them; `undefined` for the defaults. */
export type ModuleOptions = {
    strict: boolean;
    levels: Record<string, string>;
    maxBytes?: number;
    maxDepth?: number;
} | undefined;
/** Limits of an input. */
export interface Limits {
    maxBytes: number;
    maxDepth: number;
}
/** The limits of the module, repeated here to refuse an input before it is copied. */
export declare const DEFAULT_LIMITS: Limits;
/** Returns the limits that options set. */
export declare function limitsOf(options: ModuleOptions): Limits;
/**
 * Converts the options of an operation. `extra` names the options that it takes besides the common ones.
 *
 * @throws {TypeError} if an option is unknown or has a wrong type
 */
export declare function readOptions(options: CommonOptions | undefined, extra?: string[]): ModuleOptions;
/**
 * Asserts that an argument is an object without unknown members.
 *
 * @throws {TypeError} if it is not; the message names `argument`
 */
export declare function assertKnownKeys(value: unknown, known: string[], argument: string): asserts value is object;
