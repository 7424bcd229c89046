// Encodes bytes as text for a string in a script. Base64 spreads most bytes over two characters. This encoding uses one
// character for most bytes, so that the text compresses like the bytes.

/** The characters of the text: printable ASCII that needs no escape in HTML or in any kind of string. */
export const ALPHABET = [...Array(95)]
  .map((_, at) => String.fromCharCode(32 + at))
  .filter((character) => !"\"$'<\\`".includes(character))
  .join("");

/**
 * Number of characters that begin a pair and are never used alone. They are the last characters of the alphabet.
 * `js/core/decode-wasm.ts` decodes this format.
 */
const LEAD_CHARACTERS = 2;

/**
 * Encodes bytes as text: a frequent byte as one character, any other byte as a pair of characters. The text begins with the 256
 * byte values, the most frequent first.
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

/** Returns the character or the pair for a rank. Rank 0 is the most frequent byte. */
function codeOf(rank) {
  const singles = ALPHABET.length - LEAD_CHARACTERS;
  if (rank < singles) return ALPHABET[rank];
  const pairIndex = rank - singles;
  return ALPHABET[singles + Math.floor(pairIndex / ALPHABET.length)] + ALPHABET[pairIndex % ALPHABET.length];
}
