/**
 * Writes inputs as UTF-8 into slots. A slot is a buffer in the module's memory that contains one input of an operation.
 *
 * An operation converts all its inputs to JSON before it writes the first slot. Converting a value can run code of the caller,
 * and that code can call this package, which overwrites slots.
 */

import { reserve } from "./core.js";
import { getMemory } from "./instance.js";
import type { ModuleOptions } from "./options.js";

/** The slots: buffers in the module's memory, one for each input. `Slot` in src/wasm/interop.rs is the same list. */
export enum Slot {
  /** The document that an operation reads: a body, changes, an edited connection, or a response. */
  Body,
  /**
   * The stored connection. For the call that builds a request: the destination, with base URL, ids, headers and credentials
   * mode.
   */
  Current,
  Options,
  /** Findings. Their slot is separate, because the other slots can contain inputs that are still to be read. */
  Findings,
  /** The latest connection, onto which `rebase` moves the changes. */
  Latest,
}

const encoder = new TextEncoder();

/** Writes JSON text or bytes into a slot. Returns the length in bytes. */
export function writeInput(slot: Slot, json: string | Uint8Array): number {
  if (typeof json === "string") return writeText(slot, escapeLoneSurrogates(json));
  const length = byteLength(json);
  // The buffer of `json` can be detached (transferred to another owner). The length is then 0, and `set` would throw.
  if (length > 0) reserveView(slot, 0, length).set(json);
  return length;
}

/** Writes a value that this package created as JSON into a slot. Returns the length in bytes. */
export function writeJson(slot: Slot, value: unknown): number {
  return writeText(slot, JSON.stringify(value));
}

/** The options that were last written into their slot, and the memory that contains the slot. */
let writtenOptions: { options: ModuleOptions; buffer: ArrayBufferLike; length: number } | undefined;

/** Writes options into their slot if the slot does not contain them yet. Returns the length in bytes; 0 for the defaults. */
export function writeOptions(options: ModuleOptions): number {
  if (options === undefined) return 0;
  if (writtenOptions?.options !== options || writtenOptions.buffer !== getMemory().buffer) {
    const length = writeJson(Slot.Options, { ...options, messages: undefined });
    writtenOptions = { options, buffer: getMemory().buffer, length };
  }
  return writtenOptions.length;
}

// The getters that all typed arrays inherit. They are called directly, because a subclass or an instance can override a getter,
// and the override could throw.
const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype);
const findGetter = (key: PropertyKey) =>
  Object.getOwnPropertyDescriptor(typedArrayPrototype, key)?.get as () => unknown;
const getTag = findGetter(Symbol.toStringTag);
const getByteLength = findGetter("byteLength");

/** Returns true if a value is a `Uint8Array`, even if it comes from another realm, such as a frame. */
export function isBytes(value: unknown): value is Uint8Array {
  return getTag.call(value) === "Uint8Array";
}

/** Returns the length of `bytes`; 0 if the buffer was transferred to another owner (detached). */
export function byteLength(bytes: Uint8Array): number {
  return getByteLength.call(bytes) as number;
}

const LONE_SURROGATE = /[\uD800-\uDFFF]/gu;

/** Writes lone surrogates as JSON escapes, because `TextEncoder` would silently replace them. */
function escapeLoneSurrogates(text: string): string {
  // In engines that have `isWellFormed`, it is faster than a regular expression.
  if ((text as { isWellFormed?(): boolean }).isWellFormed?.()) return text;
  return text.replace(LONE_SURROGATE, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

/** Writes text into a slot as UTF-8. Returns the length in bytes. */
function writeText(slot: Slot, text: string): number {
  // Most text is ASCII, with one byte for each UTF-16 unit. If the text does not fit, each remaining unit gets three bytes.
  let { read, written } = encoder.encodeInto(text, reserveView(slot, 0, text.length));
  if (read < text.length) {
    const rest = text.slice(read);
    written += encoder.encodeInto(rest, reserveView(slot, written, rest.length * 3)).written;
  }
  return written;
}

/** The most recent view of the bytes of each slot. */
const slotViews: Uint8Array[] = [];

/** Reserves at least `length` bytes in a slot, after the first `offset` bytes. Returns a view of the reserved bytes. */
function reserveView(slot: Slot, offset: number, length: number): Uint8Array {
  let view = slotViews[slot];
  // A view is unusable after the memory grew or the instance was replaced.
  if (view === undefined || view.buffer !== getMemory().buffer || view.length < offset + length) {
    const address = reserve(slot, offset + length);
    view = new Uint8Array(getMemory().buffer, address, offset + length);
    slotViews[slot] = view;
  }
  return offset === 0 ? view : view.subarray(offset);
}
