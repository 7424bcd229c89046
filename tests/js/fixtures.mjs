// Reads the fixtures that tests in Rust, WebAssembly and JavaScript share.

import { readFile } from "node:fs/promises";

const read = (file) => readFile(new URL(`../fixtures/${file}`, import.meta.url), "utf8");

/** Reads a fixture as text. */
export const fixtureText = (name) => read(`${name}.json`);

/** Reads a fixture. */
export const fixture = async (name) => JSON.parse(await fixtureText(name));

/** Returns the body of a case as a value: `body`, or `base` changed by `with` and `without`; `undefined` if it is text. */
export function bodyOf({ text, body, with: extra = {}, without = [] }, base) {
  if (text !== undefined) return undefined;
  if (body !== undefined) return body;
  const value = { ...base, ...extra };
  for (const key of without) delete value[key];
  return value;
}
