// Encodes bytes as text for a string in a script. Base64 spreads most bytes over two characters. This encoding uses one
// character for most bytes, so that the text compresses like the bytes. `js/core/decode-wasm.wat` decodes the text.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./run.mjs";

/** The characters of the text: printable ASCII that needs no escape in HTML or in any kind of string. */
const ALPHABET = [...Array(95)]
  .map((_, at) => String.fromCharCode(32 + at))
  .filter((character) => !"\"$'<\\`".includes(character))
  .join("");

/** Number of characters that begin a pair and are never used alone: `}` and `~`, the last characters of the alphabet. */
const LEAD_CHARACTERS = 2;

/**
 * Encodes bytes as text: a frequent byte as one character, any other byte as a pair of characters. The text begins with the codes
 * of all bytes from 0 to 255.
 */
export function encodeBytes(bytes) {
  const counts = Array(256).fill(0);
  for (const byte of bytes) counts[byte] += 1;
  const byFrequency = [...counts.keys()].sort((one, other) => counts[other] - counts[one]);
  const codeByByte = [];
  byFrequency.forEach((byte, rank) => {
    codeByByte[byte] = codeOf(rank);
  });
  return codeByByte.join("") + Array.from(bytes, (byte) => codeByByte[byte]).join("");
}

/** Returns the character or the pair for a rank. Rank 0 is the most frequent byte. */
function codeOf(rank) {
  const singles = ALPHABET.length - LEAD_CHARACTERS;
  if (rank < singles) return ALPHABET[rank];
  const pairIndex = rank - singles;
  return ALPHABET[singles + Math.floor(pairIndex / ALPHABET.length)] + ALPHABET[pairIndex % ALPHABET.length];
}

/** Assembles the module that decodes the text. */
export async function assembleDecoder() {
  // Imports binaryen here and not at the top of the file, because set-up may have to install it first.
  const { default: binaryen } = await import("binaryen");
  const module = binaryen.parseText(await readFile(join(root, "js", "core", "decode-wasm.wat"), "utf8"));
  try {
    if (!module.validate()) throw new Error("js/core/decode-wasm.wat is not valid");
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}
