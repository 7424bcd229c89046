/** Serializes a value as JSON text, and returns a finding for each part of the value that JSON cannot represent. */
import type { IssueCode, Severity } from "./core.js";
import type { Limits } from "./options.js";
import { Place } from "./place.js";
/** An issue before the module adds its severity and its message. */
export interface Finding {
    code: IssueCode;
    /** The place of the value; `undefined` for the root. */
    place: Place | undefined;
    /** Names and values of the params. */
    params: [string, string | number][];
    /** The severity, if it differs from the level of the code. */
    severity?: Severity | undefined;
}
/** The result of `serialize`. */
export interface SerializedValue {
    /** JSON text, in which `null` replaces each value that cannot be sent; `undefined` if the value is too large. */
    json: string | undefined;
    findings: Finding[];
}
/**
 * Serializes a value as `JSON.stringify` does, and reports everything that `JSON.stringify` would drop, change or refuse. Never
 * throws.
 *
 * Most values are plain data. They are scanned, then passed to `JSON.stringify`, which is faster than any writer in JavaScript.
 * Other values are first copied, member by member. Both the scan and the copy stop at `maxDepth` levels and at `maxBytes`
 * values, because each value needs at least one byte of text.
 */
export declare function serialize(value: unknown, limits: Limits): SerializedValue;
/** Serializes a value that is plain data and exceeds no limit. Returns `undefined` for any other value. */
export declare function serializePlainData(value: unknown, limits: Limits): string | undefined;
/** Returns the finding for an input that is too large. `bytes` is its size, or a lower bound of the size. */
export declare function createTooLargeFinding(bytes: number, limit: number): Finding;
