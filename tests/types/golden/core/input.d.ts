/** Converts the arguments of callers to JSON: text and bytes as they are, any other value as its JSON text. */
import { type ModuleOptions } from "./options.js";
import { type Finding } from "./serialize.js";
/**
 * An input as JSON text or UTF-8 bytes, and a finding for everything that was lost. In the JSON, `null` replaces a value that
 * cannot be sent, so that the rest can be validated. Without `json`, the input is too large to be read.
 */
export interface InputSource {
    json?: string | Uint8Array;
    findings: Finding[];
}
/** Reads an input. Never throws, whatever the input is. */
export declare function toSource(input: unknown, options: ModuleOptions): InputSource;
/** Reads an input that is used later: changes that the caller makes to it afterwards have no effect. */
export declare function toOwnedSource(input: unknown, options: ModuleOptions): InputSource;
/** Returns a copy of bytes, because their owner can change them; returns text as it is. */
export declare function copyIfBytes(json: string | Uint8Array): string | Uint8Array;
/** Reads a stored connection. Other inputs depend on it, so every finding in it is reported as `invalid-current`. */
export declare function toCurrentSource(input: unknown, options: ModuleOptions): InputSource;
/** Returns true if an input is JSON text, or bytes of this realm or another. */
export declare function isJson(input: unknown): input is string | Uint8Array;
/** Parses JSON text or UTF-8 bytes. Integers beyond 2⁵³ lose digits, as everywhere in JavaScript. */
export declare function parseJson(json: string | Uint8Array): unknown;
