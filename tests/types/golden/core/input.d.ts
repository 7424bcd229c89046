/**
 * From what a caller passes to bytes in the module's memory: text and bytes as they are, anything else as its JSON text.
 *
 * In two steps, since reading a value can run code of the caller's, which may call this package in turn: first every
 * input becomes a source, then all sources are written into their slots, with nothing in between.
 */
import { type Finding, type Limits } from "./inspect.js";
/** Options of a verb as the module reads them; `undefined` where there are none. */
export type Options = {
    strict: boolean;
    levels: Record<string, string>;
    maxBytes?: number;
    maxDepth?: number;
} | undefined;
/** The slot of findings. */
export declare const FINDINGS_SLOT = 3;
/** The slot of a third document. */
export declare const LATEST_SLOT = 4;
/**
 * JSON as text or bytes, and what is lost on the way to it: where a value cannot be sent, `null` stands in the text, so
 * that all else can be checked. There is no JSON where there is no telling what the input holds.
 */
export interface Source {
    json?: string | Uint8Array;
    findings: Finding[];
}
/** The limits of the module, repeated here to refuse an input before it is copied. */
export declare const DEFAULT_LIMITS: Limits;
/** Reads an input. Never throws, whatever the input is. */
export declare function toSource(input: unknown, options: Options): Source;
/** Reads an input for later: what becomes of it meanwhile does not count. */
export declare function toKeptSource(input: unknown, options: Options): Source;
/** JSON that stays as it is: bytes can be changed by whoever has them. */
export declare function kept(json: string | Uint8Array): string | Uint8Array;
/** Reads the stored connection: what goes with it depends on it, so that it must be plain data throughout. */
export declare function toCurrentSource(input: unknown, options: Options): Source;
/** Writes a source into a slot; gives its length in bytes. */
export declare function writeSource(slot: number, json: string | Uint8Array): number;
/** Writes what the glue itself has made; gives its length in bytes, 0 for `undefined`. */
export declare function writeJson(slot: number, value: unknown): number;
/** Writes options into their slot, unless they are there already; gives their length in bytes, 0 for none. */
export declare function writeOptions(options: Options): number;
/** Whether an input is JSON already: text, or bytes of this realm or of another. */
export declare function isText(input: unknown): input is string | Uint8Array;
