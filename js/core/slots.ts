/**
 * Writes inputs into the slots of the module's memory, as UTF-8.
 *
 * An operation first converts all its inputs to JSON, then writes all slots: converting a value can run code of the caller,
 * which may call this package and overwrite a slot.
 */

import { reserve } from "./core.js";
import { memory } from "./instance.js";
import type { ModuleOptions } from "./options.js";

/** Slots for inputs; `Slot` in src/wasm/interop.rs is the same list. */
export enum Slot {
  /** The document that an operation is about: a body, changes, the next connection, a response. */
  Body,
  /** The stored connection; for a request, its destination. */
  Current,
  Options,
  /** Findings, in a separate slot, because a document may be waiting in its slot. */
  Findings,
  /** The connection to rebase onto. */
  Latest,
}

const encoder = new TextEncoder();

/** Writes JSON text or bytes into a slot; returns the length in bytes. */
export function writeSource(slot: Slot, json: string | Uint8Array): number {
  if (typeof json === "string") return writeText(slot, escapeLoneSurrogates(json));
  const length = byteLength(json);
  // A detached view has no bytes, and `set` would throw.
  if (length > 0) slotView(slot, 0, length).set(json);
  return length;
}

/** Writes a value of this package as JSON into a slot; returns the length in bytes. */
export function writeJson(slot: Slot, value: unknown): number {
  return writeText(slot, JSON.stringify(value));
}

/** The options that are in their slot, and the memory that they were written to. */
let writtenOptions: { options: ModuleOptions; buffer: ArrayBufferLike; length: number } | undefined;

/** Writes options into their slot if they are not there yet; returns the length in bytes, 0 for the defaults. */
export function writeOptions(options: ModuleOptions): number {
  if (options === undefined) return 0;
  if (writtenOptions?.options !== options || writtenOptions.buffer !== memory().buffer) {
    const length = writeJson(Slot.Options, options);
    writtenOptions = { options, buffer: memory().buffer, length };
  }
  return writtenOptions.length;
}

// The getters of all typed arrays, so that members of a subclass or an instance are never called.
const typedArray = Object.getPrototypeOf(Uint8Array.prototype);
const getter = (key: PropertyKey) => Object.getOwnPropertyDescriptor(typedArray, key)?.get as () => unknown;
const tagOf = getter(Symbol.toStringTag);
const lengthOf = getter("byteLength");

/** Returns true if a value is a `Uint8Array` of this realm or another. */
export function isBytes(value: unknown): value is Uint8Array {
  return tagOf.call(value) === "Uint8Array";
}

/** Returns the length of bytes; 0 if their buffer is detached. */
export function byteLength(bytes: Uint8Array): number {
  return lengthOf.call(bytes) as number;
}

const LONE_SURROGATE = /[\uD800-\uDFFF]/gu;

/** Writes lone surrogates as JSON escapes, because `TextEncoder` would silently replace them. */
function escapeLoneSurrogates(text: string): string {
  // In engines that have `isWellFormed`, it is faster than a regular expression.
  if ((text as { isWellFormed?(): boolean }).isWellFormed?.()) return text;
  return text.replace(LONE_SURROGATE, (unit) => `\\u${unit.charCodeAt(0).toString(16)}`);
}

/** Encodes text into a slot; returns the length in bytes. */
function writeText(slot: Slot, text: string): number {
  // Most text is ASCII: reserve three bytes for each unit only if it does not fit.
  let { read, written } = encoder.encodeInto(text, slotView(slot, 0, text.length));
  if (read < text.length) {
    const rest = text.slice(read);
    written += encoder.encodeInto(rest, slotView(slot, written, rest.length * 3)).written;
  }
  return written;
}

/** Views of the slots as they were reserved last. */
const slotViews: Uint8Array[] = [];

/** Returns a view of at least `length` bytes of a slot, from `offset` on. */
function slotView(slot: Slot, offset: number, length: number): Uint8Array {
  let view = slotViews[slot];
  // Growing or restarting the memory detaches its views.
  if (view === undefined || view.buffer !== memory().buffer || view.length < offset + length) {
    const address = reserve(slot, offset + length);
    view = new Uint8Array(memory().buffer, address, offset + length);
    slotViews[slot] = view;
  }
  return offset === 0 ? view : view.subarray(offset);
}
