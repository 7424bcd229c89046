/** What JSON would lose: takes a JavaScript value, gives a finding for everything in it that has no faithful JSON text. */
import type { IssueCode, Path } from "./core.js";
/** A finding before it has words: what, where, and details by name. */
export interface Finding {
    code: IssueCode;
    path: Path;
    params: [string, string | number][];
}
export interface Limits {
    maxBytes: number;
    maxDepth: number;
}
/**
 * Whether a value is plain data throughout, so that its JSON text loses nothing: what {@link inspect} would find nothing
 * in. It says no rather than look closer, and keeps no paths: most values are plain, and this is the cost that all pay.
 */
export declare function isPlainData(value: unknown, limits: Limits): boolean;
/** What a walk over a value gives: what JSON would lose, and a copy with `null` in the place of what cannot be sent. */
export interface Inspection {
    findings: Finding[];
    /** Nothing where there is no telling what the value holds: it is too large. */
    copy?: unknown;
}
/**
 * Walks a value as `JSON.stringify` would and notes what it would drop, change or throw at.
 *
 * The walk is bounded: by `maxDepth`, and by `maxBytes` values, since each is at least one byte of text.
 */
export declare function inspect(value: unknown, limits: Limits): Inspection;
