// Spells bytes as text for a string in a script. Unlike base64, which spreads a byte over two characters, this leaves most
// bytes one character each, so that compression finds in the text what it finds in the bytes.

/** Printable ASCII that stands in every kind of string, in HTML too, as it is. */
export const ALPHABET = [...Array(95)]
  .map((_, at) => String.fromCharCode(32 + at))
  .filter((character) => !"\"$'<\\`".includes(character))
  .join("");

/** How many characters of the alphabet, the last ones, begin a pair; `js/core/decode-wasm.ts` reads what is written here. */
const PAIRS = 2;

/**
 * Gives the bytes as text: the frequent ones as a character, the others as a pair. At the beginning stand the 256 bytes
 * by frequency.
 */
export function encodeBytes(bytes) {
  const counts = Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  const byFrequency = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const spellings = [...counts.keys()].map(spelling);
  const spellingOf = [];
  byFrequency.forEach((byte, rank) => {
    spellingOf[byte] = spellings[rank];
  });
  const order = byFrequency.map((byte) => spellings[byte]);
  return order.join("") + Array.from(bytes, (byte) => spellingOf[byte]).join("");
}

function spelling(rank) {
  const single = ALPHABET.length - PAIRS;
  if (rank < single) return ALPHABET[rank];
  const rest = rank - single;
  return ALPHABET[single + Math.floor(rest / ALPHABET.length)] + ALPHABET[rest % ALPHABET.length];
}
