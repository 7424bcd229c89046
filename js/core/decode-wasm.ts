/** Decodes the module's bytes from the text that `scripts/encode-wasm.mjs` made of them. */

/** Number of characters, at the end of the alphabet, that begin a pair. */
const PAIRS = 2;

/** Decodes a text to bytes. `alphabet` lists the characters of the text in the order of their digits. */
export function decodeBytes(text: string, alphabet: string): Uint8Array<ArrayBuffer> {
  const digits = new Uint8Array(128);
  for (let digit = 0; digit < alphabet.length; digit += 1) digits[alphabet.charCodeAt(digit)] = digit;
  const single = alphabet.length - PAIRS;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    let rank = digits[text.charCodeAt(at++)] as number;
    if (rank >= single) rank = single + (rank - single) * alphabet.length + (digits[text.charCodeAt(at++)] as number);
    // The first 256 entries map each rank to its byte.
    bytes[length] = length < 256 ? rank : (bytes[rank] as number);
    length += 1;
  }
  return bytes.subarray(256, length);
}
