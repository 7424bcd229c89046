/** Serializes a JavaScript value as JSON text, with a finding for everything in it that JSON cannot represent. */
import type { IssueCode, Path } from "./core.js";
import type { Limits } from "./options.js";
/** An issue that has no severity and no message yet: its code, its path, and its params by name. */
export interface Finding {
    code: IssueCode;
    path: Path;
    params: [string, string | number][];
}
/** JSON text, with `null` in place of each value that cannot be sent; `undefined` if the value is too large to write. */
export interface Serialized {
    json: string | undefined;
    findings: Finding[];
}
/**
 * Serializes a value as `JSON.stringify` does, and reports what that would drop, change or throw at. Never throws.
 *
 * Most values are plain data. Those are only scanned, then written by `JSON.stringify`, which is faster than any writer in
 * JavaScript. Other values are copied member by member. Both walks are bounded by `maxDepth`, and by `maxBytes` values,
 * since each value takes at least one byte of text.
 */
export declare function serialize(value: unknown, limits: Limits): Serialized;
/** Returns the finding for an input of `bytes` bytes, or at least as many. */
export declare function tooLarge(bytes: number, limit: number): Finding;
