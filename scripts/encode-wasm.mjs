// Encodes bytes as text for a string in a script. In base64 a byte is spread over two characters. Here most bytes are one
// character each, so that the text compresses like the bytes.

/** Printable ASCII that needs no escape in any kind of string, nor in HTML. */
export const ALPHABET = [...Array(95)]
  .map((_, at) => String.fromCharCode(32 + at))
  .filter((character) => !"\"$'<\\`".includes(character))
  .join("");

/** The number of characters, the last of the alphabet, that begin a pair. `js/core/decode-wasm.ts` decodes this format. */
const PAIRS = 2;

/**
 * Returns the bytes as text: frequent ones as a character, the others as a pair of characters. The text begins with the
 * 256 byte values in the order of frequency.
 */
export function encodeBytes(bytes) {
  const counts = Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  const byFrequency = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const codes = [...counts.keys()].map(codeOf);
  const codeByByte = [];
  byFrequency.forEach((byte, rank) => {
    codeByByte[byte] = codes[rank];
  });
  const order = byFrequency.map((byte) => codes[byte]);
  return order.join("") + Array.from(bytes, (byte) => codeByByte[byte]).join("");
}

/** Returns the character or the pair for the byte of a rank by frequency. */
function codeOf(rank) {
  const single = ALPHABET.length - PAIRS;
  if (rank < single) return ALPHABET[rank];
  const rest = rank - single;
  return ALPHABET[single + Math.floor(rest / ALPHABET.length)] + ALPHABET[rest % ALPHABET.length];
}
