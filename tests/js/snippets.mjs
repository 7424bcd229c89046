// Reads the snippets of the guide and the recipes.

import { readFile } from "node:fs/promises";

/** Returns the code blocks of a page in the given languages, in order. A block can have the name of a file after its language. */
export async function readSnippets(page, ...languages) {
  const text = await readFile(page, "utf8");
  const found = [...text.matchAll(/^```(\w+)(?: ([\w.-]+))?\n(.*?)^```$/gms)];
  return found
    .filter(([, language]) => languages.includes(language))
    .map(([, language, file, code]) => ({ language, file, code }));
}
