/**
 * From what a caller passes to bytes in the module's memory: text and bytes as they are, anything else as its JSON text.
 *
 * In two steps, since reading a value can run code of the caller's, which may call this package in turn: first every
 * input becomes a source, then all sources are written into their slots, with nothing in between.
 */

import { reserve } from "./core.js";
import { type Finding, inspect, isPlainData, type Limits } from "./inspect.js";
import { memory } from "./instance.js";

/** Options of a verb as the module reads them; `undefined` where there are none. */
export type Options =
  | { strict: boolean; levels: Record<string, string>; maxBytes?: number; maxDepth?: number }
  | undefined;

/** The slot of options; the first documents are in those before it. */
const OPTIONS_SLOT = 2;

/** The slot of findings. */
export const FINDINGS_SLOT = 3;

/** The slot of a third document. */
export const LATEST_SLOT = 4;

/**
 * JSON as text or bytes, and what is lost on the way to it: where a value cannot be sent, `null` stands in the text, so
 * that all else can be checked. There is no JSON where there is no telling what the input holds.
 */
export interface Source {
  json?: string | Uint8Array;
  findings: Finding[];
}

const encoder = new TextEncoder();

/** The limits of the module, repeated here to refuse an input before it is copied. */
export const DEFAULT_LIMITS: Limits = { maxBytes: 16 * 1024 * 1024, maxDepth: 128 };

/** Reads an input. Never throws, whatever the input is. */
export function toSource(input: unknown, options: Options): Source {
  const limits = limitsOf(options);
  if (isText(input)) return within(input, [], limits);
  if (isPlainData(input, limits)) {
    const text = stringify(input);
    if (text !== undefined) return within(text, [], limits);
  }
  const { findings, copy } = inspect(input, limits);
  const text = stringify(copy);
  return text === undefined ? { findings } : within(text, findings, limits);
}

function limitsOf(options: Options): Limits {
  if (options?.maxBytes === undefined && options?.maxDepth === undefined) return DEFAULT_LIMITS;
  return {
    maxBytes: options.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    maxDepth: options.maxDepth ?? DEFAULT_LIMITS.maxDepth,
  };
}

/** Reads an input for later: what becomes of it meanwhile does not count. */
export function toKeptSource(input: unknown, options: Options): Source {
  const { json, findings } = toSource(input, options);
  return json === undefined ? { findings } : { json: kept(json), findings };
}

/** JSON that stays as it is: bytes can be changed by whoever has them. */
export function kept(json: string | Uint8Array): string | Uint8Array {
  // A view of another class (a Buffer) may give a view where a copy is asked for.
  return typeof json === "string" ? json : new Uint8Array(json);
}

/** Reads the stored connection: what goes with it depends on it, so that it must be plain data throughout. */
export function toCurrentSource(input: unknown, options: Options): Source {
  const source = toSource(input, options);
  return source.findings.length === 0 ? source : { findings: source.findings.map(asCurrent) };
}

/** A finding about the stored connection, told apart from those about what goes with it. */
function asCurrent({ code, path }: Finding): Finding {
  const problem = `it cannot be written as JSON without loss (${code})`;
  return { code: "invalid-current", path, params: [["problem", problem]] };
}

/** Writes a source into a slot; gives its length in bytes. */
export function writeSource(slot: number, json: string | Uint8Array): number {
  if (typeof json === "string") return encode(slot, soundText(json));
  const len = byteLength(json);
  // A detached view has no bytes, and cannot be copied from.
  if (len > 0) room(slot, 0, len).set(json);
  return len;
}

/** Writes what the glue itself has made; gives its length in bytes, 0 for `undefined`. */
export function writeJson(slot: number, value: unknown): number {
  return value === undefined ? 0 : encode(slot, JSON.stringify(value));
}

/** The options that are in their slot, and the memory that they were written into. */
let written: { options: Options; buffer: ArrayBufferLike; length: number } | undefined;

/** Writes options into their slot, unless they are there already; gives their length in bytes, 0 for none. */
export function writeOptions(options: Options): number {
  if (options === undefined) return 0;
  if (written?.options !== options || written.buffer !== memory().buffer) {
    const length = writeJson(OPTIONS_SLOT, options);
    written = { options, buffer: memory().buffer, length };
  }
  return written.length;
}

/** Whether an input is JSON already: text, or bytes of this realm or of another. */
export function isText(input: unknown): input is string | Uint8Array {
  return typeof input === "string" || tagOf.call(input) === "Uint8Array";
}

// The getters that all typed arrays share: what a subclass or an instance puts in their place is not asked.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getter = (key: PropertyKey) => Object.getOwnPropertyDescriptor(typedArray, key)?.get as () => unknown;
const tagOf = getter(Symbol.toStringTag);
const lengthOf = getter("byteLength");

function byteLength(bytes: Uint8Array): number {
  return lengthOf.call(bytes) as number;
}

/** The JSON text of a value; a value can change between two reads of it, so that a sound inspection promises nothing. */
function stringify(input: unknown): string | undefined {
  try {
    return JSON.stringify(input);
  } catch {
    return undefined;
  }
}

/** Refuses what is too large. A UTF-16 unit is at least one byte, so that no text is refused that the module would take. */
function within(json: string | Uint8Array, findings: Finding[], { maxBytes }: Limits): Source {
  const bytes = typeof json === "string" ? json.length : byteLength(json);
  if (bytes <= maxBytes) return { json, findings };
  const params: Finding["params"] = [
    ["bytes", bytes],
    ["limit", maxBytes],
  ];
  return { findings: [{ code: "too-large", path: [], params }] };
}

/** Half of a surrogate pair. */
const HALF = /[\uD800-\uDFFF]/gu;

/** A text in which half a surrogate pair is spelled as an escape: encoding would silently replace it. */
function soundText(text: string): string {
  // Where the engine can tell, it does so in less time than a search.
  if ((text as { isWellFormed?(): boolean }).isWellFormed?.()) return text;
  return text.replace(HALF, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/** Encodes a text into a slot; gives its length in bytes. */
function encode(slot: number, text: string): number {
  let { read, written } = encoder.encodeInto(text, room(slot, 0, text.length));
  if (read < text.length) {
    const rest = text.slice(read);
    written += encoder.encodeInto(rest, room(slot, written, rest.length * 3)).written;
  }
  return written;
}

/** The memory of each slot as it was reserved last. */
const rooms: Uint8Array[] = [];

/** Room for at least `len` bytes of a slot behind the first `kept`. */
function room(slot: number, kept: number, len: number): Uint8Array {
  let bytes = rooms[slot];
  // Growing the memory, or starting it anew, detaches the views of it.
  if (bytes === undefined || bytes.buffer !== memory().buffer || bytes.length < kept + len) {
    const address = reserve(slot, kept + len);
    bytes = new Uint8Array(memory().buffer, address, kept + len);
    rooms[slot] = bytes;
  }
  return kept === 0 ? bytes : bytes.subarray(kept);
}
