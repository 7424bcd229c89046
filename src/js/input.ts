/** From what a caller passes to bytes in the module's memory: text and bytes as they are, anything else as its JSON text. */

import { reserve } from "./core.js";
import { type Finding, inspect, isPlainData, type Limits } from "./inspect.js";
import { memory } from "./instance.js";

/** Options of a verb as the module reads them; `undefined` where there are none. */
export type Options =
  | { strict: boolean; levels: Record<string, string>; maxBytes?: number; maxDepth?: number }
  | undefined;

/** The slot of options; documents are in those before it. */
export const OPTIONS_SLOT = 2;

/** The slot of findings. */
export const FINDINGS_SLOT = 3;

/** What was written: how many bytes, and what is worth knowing; or, where nothing was written, why. */
export type Written = { ok: true; len: number; findings: Finding[] } | { ok: false; findings: Finding[] };

const encoder = new TextEncoder();

/** The limits of the module, repeated here to refuse an input before it is copied. */
const DEFAULT_LIMITS: Limits = { maxBytes: 16 * 1024 * 1024, maxDepth: 128 };

/** Writes an input into a slot. Never throws, whatever the input is. */
export function write(slot: number, input: unknown, options: Options): Written {
  const limits = {
    maxBytes: options?.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    maxDepth: options?.maxDepth ?? DEFAULT_LIMITS.maxDepth,
  };
  if (typeof input === "string") return writeText(slot, input, limits, []);
  if (isBytes(input)) return writeBytes(slot, input, limits);
  const findings = isPlainData(input, limits) ? [] : inspect(input, limits);
  if (findings.some(({ code }) => code !== "class-instance")) return { ok: false, findings };
  const text = stringify(input);
  if (text === undefined) return { ok: false, findings: [{ code: "unreadable-value", path: [], params: [] }] };
  return writeText(slot, text, limits, findings);
}

/** Writes what the glue itself has made; gives its length in bytes, 0 for `undefined`. */
export function writeJson(slot: number, value: unknown): number {
  return value === undefined ? 0 : encode(slot, JSON.stringify(value));
}

/** Whether an input is bytes, of this realm or of another. */
export function isBytes(input: unknown): input is Uint8Array {
  return ArrayBuffer.isView(input) && Object.prototype.toString.call(input) === "[object Uint8Array]";
}

/** The JSON text of a value that can change between two reads of it, so that a sound inspection promises nothing. */
function stringify(input: unknown): string | undefined {
  try {
    return JSON.stringify(input);
  } catch {
    return undefined;
  }
}

function writeBytes(slot: number, bytes: Uint8Array, limits: Limits): Written {
  const len = bytes.byteLength;
  if (len > limits.maxBytes) return tooLarge(len, limits);
  room(slot, 0, len).set(bytes);
  return { ok: true, len, findings: [] };
}

function writeText(slot: number, text: string, limits: Limits, findings: Finding[]): Written {
  // A UTF-16 unit is at least one byte of UTF-8, so this refuses nothing that the module would take.
  if (text.length > limits.maxBytes) return tooLarge(text.length, limits);
  return { ok: true, len: encode(slot, soundText(text)), findings };
}

/** Encodes a text into a slot; gives its length in bytes. */
function encode(slot: number, sound: string): number {
  let { read, written } = encoder.encodeInto(sound, room(slot, 0, sound.length));
  if (read < sound.length) {
    const rest = sound.slice(read);
    written += encoder.encodeInto(rest, room(slot, written, rest.length * 3)).written;
  }
  return written;
}

/** A text in which half a surrogate pair is spelled as an escape: encoding would silently replace it. */
function soundText(text: string): string {
  const lone = /[\uD800-\uDFFF]/gu;
  return lone.test(text) ? text.replace(lone, (half) => `\\u${half.charCodeAt(0).toString(16)}`) : text;
}

/** Room for `len` bytes of a slot behind the first `kept`. */
function room(slot: number, kept: number, len: number): Uint8Array {
  const { buffer } = memory();
  const address = reserve(slot, kept + len);
  // Reserving may have grown the memory, which detaches its buffer.
  return new Uint8Array(buffer.byteLength === 0 ? memory().buffer : buffer, address + kept, len);
}

function tooLarge(bytes: number, limits: Limits): Written {
  return {
    ok: false,
    findings: [
      {
        code: "too-large",
        path: [],
        params: [
          ["bytes", bytes],
          ["limit", limits.maxBytes],
        ],
      },
    ],
  };
}
