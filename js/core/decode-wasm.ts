/**
 * Decodes the WebAssembly module from the text in which `scripts/encode-wasm.mjs` stores it. A small module, `decode-wasm.wat`,
 * contains the loop. In JavaScript, the loop would begin in an interpreter: 10 ms instead of 2 ms before the first call.
 */

/** The exports of the decoder. */
interface Decoder {
  memory: WebAssembly.Memory;
  /** Replaces the text between `TEXT_ADDRESS` and `end` by the bytes. Returns the end of the bytes. */
  decode(end: number): number;
}

/** The address of the text in the decoder's memory. */
const TEXT_ADDRESS = 16_384;

/** Size of a page of WebAssembly memory. */
const PAGE_BYTES = 65_536;

/** Decodes a text to bytes. `decoder` is the assembled `decode-wasm.wat`. */
export function decodeBytes(text: string, decoder: number[]): Uint8Array<ArrayBuffer> {
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(Uint8Array.from(decoder)));
  const { memory, decode } = exports as unknown as Decoder;
  memory.grow(Math.ceil(text.length / PAGE_BYTES));
  const bytes = new Uint8Array(memory.buffer as ArrayBuffer);
  const { written } = new TextEncoder().encodeInto(text, bytes.subarray(TEXT_ADDRESS));
  return bytes.subarray(TEXT_ADDRESS, decode(TEXT_ADDRESS + written));
}
