/** Converts the arguments of callers to JSON: text and bytes as they are, any other value as its JSON text. */

import { limitsOf, type ModuleOptions } from "./options.js";
import { type Finding, serialize, tooLarge } from "./serialize.js";
import { byteLength, isBytes } from "./slots.js";

/**
 * An input as JSON text or UTF-8 bytes, and a finding for everything that was lost. In the JSON, `null` replaces a value that
 * cannot be sent, so that the rest can be validated. Without `json`, the input is too large to be read.
 */
export interface InputSource {
  json?: string | Uint8Array;
  findings: Finding[];
}

/** Reads an input. Never throws, whatever the input is. */
export function toSource(input: unknown, options: ModuleOptions): InputSource {
  const limits = limitsOf(options);
  const { json, findings } = isJson(input) ? { json: input, findings: [] } : serialize(input, limits);
  return json === undefined ? { findings } : checkSize(json, findings, limits.maxBytes);
}

/** Reads an input that is used later: changes that the caller makes to it afterwards have no effect. */
export function toOwnedSource(input: unknown, options: ModuleOptions): InputSource {
  const { json, findings } = toSource(input, options);
  return json === undefined ? { findings } : { json: copyIfBytes(json), findings };
}

/** Returns a copy of bytes, because their owner can change them; returns text as it is. */
export function copyIfBytes(json: string | Uint8Array): string | Uint8Array {
  // `slice` of a subclass such as `Buffer` may return a view, not a copy.
  return typeof json === "string" ? json : new Uint8Array(json);
}

/** Reads a stored connection. Other inputs depend on it, so every finding in it is reported as `invalid-current`. */
export function toCurrentSource(input: unknown, options: ModuleOptions): InputSource {
  const source = toSource(input, options);
  return source.findings.length === 0 ? source : { findings: source.findings.map(asCurrent) };
}

function asCurrent({ code, path }: Finding): Finding {
  const problem = `it cannot be written as JSON without loss (${code})`;
  return { code: "invalid-current", path, params: [["problem", problem]] };
}

/** Returns true if an input is JSON text, or bytes of this realm or another. */
export function isJson(input: unknown): input is string | Uint8Array {
  return typeof input === "string" || isBytes(input);
}

/** Parses JSON text or UTF-8 bytes. Integers beyond 2⁵³ lose digits, as everywhere in JavaScript. */
export function parseJson(json: string | Uint8Array): unknown {
  return JSON.parse(typeof json === "string" ? json : new TextDecoder().decode(json));
}

/** Refuses an input that is too large. A UTF-16 unit is at least one byte: this refuses no text that the module accepts. */
function checkSize(json: string | Uint8Array, findings: Finding[], maxBytes: number): InputSource {
  const bytes = typeof json === "string" ? json.length : byteLength(json);
  return bytes <= maxBytes ? { json, findings } : { findings: [tooLarge(bytes, maxBytes)] };
}
