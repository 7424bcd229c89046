/** Options of the verbs: takes what a caller passed, gives what the module reads, or a `TypeError` that names the option. */
import type { IssueCode, Level } from "./core.js";
import type { Options } from "./input.js";
/** What every verb takes. */
export interface CommonOptions {
    /**
     * `"strict"` raises what only the platform's fuller description forbids to errors; a record sets the level of single
     * codes. What cannot be read, or has no safe place to go, stays an error.
     */
    rules?: "strict" | Partial<Record<IssueCode, Level>>;
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
