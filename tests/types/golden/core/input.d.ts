/** Converts inputs to JSON. Text and bytes are used as they are; any other value is serialized. */
import { type ModuleOptions } from "./options.js";
import { type Finding } from "./serialize.js";
/** An input, converted to JSON. */
export interface JsonInput {
    /**
     * JSON text or UTF-8 bytes. Each value that cannot be sent is replaced by `null`, so that the other values can be validated.
     * Absent in three cases: the input was not passed, is too large, or is a stored connection with findings.
     */
    json?: string | Uint8Array;
    /** One finding for each problem of the conversion. */
    findings: Finding[];
}
/** Converts an input to JSON. Never throws. */
export declare function readInput(input: unknown, options: ModuleOptions): JsonInput;
/**
 * Converts a body to JSON, without the parts that have no issue. Returns `undefined` if there are no such parts, if the body is not
 * plain data, or if a limit can apply to the whole body: if `options` sets a limit, or if the body can be too large.
 */
export declare function readReducedInput(body: unknown, options: ModuleOptions): JsonInput | undefined;
/** Converts an input to JSON that shares no memory with the input, so that the caller can change the input afterwards. */
export declare function copyInput(input: unknown, options: ModuleOptions): JsonInput;
/** Copies bytes, because their owner can change them. Text cannot change, and is returned as it is. */
export declare function copyIfBytes(json: string | Uint8Array): string | Uint8Array;
/**
 * Converts a stored connection to JSON. All findings get the code `invalid-current`. If there are findings, the JSON is
 * omitted, because the other inputs depend on the connection.
 */
export declare function readStoredConnection(input: unknown, options: ModuleOptions): JsonInput;
/** Returns true if an input is JSON text or bytes. Bytes can come from another realm, such as a frame. */
export declare function isJson(input: unknown): input is string | Uint8Array;
/** Parses JSON text or UTF-8 bytes. Integers beyond 2⁵³ lose digits, as with `JSON.parse`. */
export declare function parseJson(json: string | Uint8Array): unknown;
