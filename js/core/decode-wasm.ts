/** Decodes the WebAssembly module from the text in which `scripts/encode-wasm.mjs` stores it. */

/** Number of characters that begin a pair (two characters for one byte). They are the last characters of the alphabet. */
const LEAD_CHARACTERS = 2;

/** Decodes a text to bytes. The index of a character in `alphabet` is its value as a digit. */
export function decodeBytes(text: string, alphabet: string): Uint8Array<ArrayBuffer> {
  const digitByCharCode = new Uint8Array(128);
  for (let digit = 0; digit < alphabet.length; digit += 1) digitByCharCode[alphabet.charCodeAt(digit)] = digit;
  const singleCount = alphabet.length - LEAD_CHARACTERS;
  const bytes = new Uint8Array(text.length);
  let length = 0;
  for (let at = 0; at < text.length; ) {
    let rank = digitByCharCode[text.charCodeAt(at++)] as number;
    if (rank >= singleCount)
      rank = singleCount + (rank - singleCount) * alphabet.length + (digitByCharCode[text.charCodeAt(at++)] as number);
    // The first 256 decoded bytes are a table of all bytes by rank. Each later byte is encoded as its rank in the table.
    bytes[length] = length < 256 ? rank : (bytes[rank] as number);
    length += 1;
  }
  return bytes.subarray(256, length);
}
