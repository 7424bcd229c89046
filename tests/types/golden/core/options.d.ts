/** Options of the verbs: takes what a caller passed, gives what the module reads, or a `TypeError` that names the option. */
import type { IssueCode, Level } from "./core.js";
import type { Options } from "./input.js";
/** The levels of issues: the strict ones, or levels by code. */
export type Rules = "strict" | ({
    extends?: "strict";
} & {
    [code in IssueCode | `published:${IssueCode}`]?: Level;
});
/** What every verb takes. */
export interface CommonOptions {
    /**
     * `"strict"` raises rules that only the archived API description states to errors. A record sets the levels of single codes,
     * and `extends: "strict"` in it starts from the strict levels. A level for a code only raises rules of the published page;
     * the key `published:CODE` lowers them too. Fixed errors stay errors.
     */
    rules?: Rules;
    /** The largest input, in bytes of UTF-8: 16 MiB unless told, 256 MiB at most. */
    maxBytes?: number;
    /** How many arrays and objects may be nested: 128 unless told, 1,024 at most. */
    maxDepth?: number;
}
/** The names of the options that every verb takes. */
export declare const COMMON_OPTIONS: string[];
/** Reads the options of a verb; `own` names those that it takes besides. Throws a `TypeError` on misuse. */
export declare function readOptions(options: CommonOptions | undefined, own?: string[]): Options;
/** Throws a `TypeError` where an argument is not an object, or has a member that nobody would read. */
export declare function expectKnown(value: unknown, known: string[], argument: string): asserts value is object;
