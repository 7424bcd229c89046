/** Options of the verbs: takes what a caller passed, gives what the module reads, or a `TypeError` that names the option. */

import type { IssueCode, Level } from "./core.js";
import type { Options } from "./input.js";

/** What every verb takes. */
export interface CommonOptions {
  /**
   * `"strict"` raises what only the platform's fuller description forbids to errors; a record sets the level of single
   * codes. What cannot be read, or has no safe place to go, stays an error.
   */
  rules?: "strict" | Partial<Record<IssueCode, Level>>;
  /** The largest input, in bytes of UTF-8: 16 MiB unless told, 256 MiB at most. */
  maxBytes?: number;
  /** How many arrays and objects may be nested: 128 unless told, 1,024 at most. */
  maxDepth?: number;
}

/** The names of the options that every verb takes. */
export const COMMON_OPTIONS = ["rules", "maxBytes", "maxDepth"];

/** Reads the options of a verb; `own` names those that it takes besides. Throws a `TypeError` on misuse. */
export function readOptions(options: CommonOptions | undefined, own: string[] = []): Options {
  if (options === undefined) return undefined;
  expectKnown(options, [...COMMON_OPTIONS, ...own], "options");
  const { rules, maxBytes, maxDepth } = options;
  if (
    rules !== undefined &&
    rules !== "strict" &&
    (typeof rules !== "object" || rules === null || Symbol.iterator in rules)
  ) {
    throw new TypeError('options.rules: expected "strict" or a record of levels by code');
  }
  const levels = typeof rules === "object" ? rules : {};
  return {
    strict: rules === "strict",
    levels: Object.fromEntries(Object.entries(levels).map(([code, level]) => [code, String(level)])),
    ...limit("maxBytes", maxBytes, 2 ** 28 - 1),
    ...limit("maxDepth", maxDepth, 1024),
  };
}

/** Throws a `TypeError` where an argument is not an object, or has a member that nobody would read. */
export function expectKnown(value: unknown, known: string[], argument: string): asserts value is object {
  if (typeof value !== "object" || value === null) throw new TypeError(`${argument}: expected an object`);
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw new TypeError(`${argument}: there is no option \`${key}\``);
  }
}

function limit<K extends string>(name: K, value: number | undefined, most: number): { [key in K]?: number } {
  if (value === undefined) return {};
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new TypeError(`options.${name}: expected a whole number from 1 to ${most}`);
  }
  return { [name]: value } as { [key in K]: number };
}
