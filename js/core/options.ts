/** Checks the options of the operations and converts them to the form that the module reads. */

import type { IssueCode, Level } from "./core.js";

/**
 * Levels of issues: `"strict"`, or levels by code.
 *
 * `"strict"` raises rules that only the archived API description states to errors. In a record, `extends: "strict"` starts from
 * the strict levels. A level for a code changes archived rules and judgements of this package, and only raises rules of the
 * published page; the key `published:CODE` lowers those too. Fixed errors remain errors: input that cannot be read, or that has
 * no safe destination.
 *
 * @example
 * const rules: Rules = { extends: "strict", "invalid-ulid": "off", "published:invalid-value": "warning" };
 */
export type Rules = "strict" | ({ extends?: "strict" } & { [code in IssueCode | `published:${IssueCode}`]?: Level });

/** Options of every operation. */
export interface CommonOptions {
  /** Levels of issues. */
  rules?: Rules;
  /**
   * Size limit of each input, in bytes of UTF-8, at most 268,435,455.
   *
   * @defaultValue 16,777,216 (16 MiB)
   */
  maxBytes?: number;
  /**
   * Nesting limit of arrays and objects in each input, at most 1,024.
   *
   * @defaultValue 128
   */
  maxDepth?: number;
}

/** Names of the options that every operation takes. */
export const COMMON_OPTIONS = ["rules", "maxBytes", "maxDepth"];

/** Options as the module reads them; `undefined` for the defaults. */
export type ModuleOptions =
  | { strict: boolean; levels: Record<string, string>; maxBytes?: number; maxDepth?: number }
  | undefined;

/** Limits of an input. */
export interface Limits {
  maxBytes: number;
  maxDepth: number;
}

/** The limits of the module, repeated here to refuse an input before it is copied. */
export const DEFAULT_LIMITS: Limits = { maxBytes: 16 * 1024 * 1024, maxDepth: 128 };

/** Returns the limits that options set. */
export function limitsOf(options: ModuleOptions): Limits {
  if (options?.maxBytes === undefined && options?.maxDepth === undefined) return DEFAULT_LIMITS;
  return {
    maxBytes: options.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    maxDepth: options.maxDepth ?? DEFAULT_LIMITS.maxDepth,
  };
}

/**
 * Converts the options of an operation. `extra` names the options that it takes besides the common ones.
 *
 * @throws {TypeError} if an option is unknown or has a wrong type
 */
export function readOptions(options: CommonOptions | undefined, extra: string[] = []): ModuleOptions {
  if (options === undefined) return undefined;
  assertKnownKeys(options, [...COMMON_OPTIONS, ...extra], "options");
  const { rules, maxBytes, maxDepth } = options;
  if (
    rules !== undefined &&
    rules !== "strict" &&
    (typeof rules !== "object" || rules === null || Symbol.iterator in rules)
  ) {
    throw new TypeError('options.rules: expected "strict" or a record of levels by code');
  }
  const { extends: preset, ...levels } = typeof rules === "object" ? rules : {};
  if (preset !== undefined && preset !== "strict") throw new TypeError('options.rules.extends: expected "strict"');
  return {
    strict: rules === "strict" || preset === "strict",
    levels: Object.fromEntries(Object.entries(levels).map(([code, level]) => [code, String(level)])),
    ...readLimit("maxBytes", maxBytes, 2 ** 28 - 1),
    ...readLimit("maxDepth", maxDepth, 1024),
  };
}

/**
 * Asserts that an argument is an object without unknown members.
 *
 * @throws {TypeError} if it is not; the message names `argument`
 */
export function assertKnownKeys(value: unknown, known: string[], argument: string): asserts value is object {
  if (typeof value !== "object" || value === null) throw new TypeError(`${argument}: expected an object`);
  for (const key of Object.keys(value)) {
    if (!known.includes(key)) throw new TypeError(`${argument}: there is no option \`${key}\``);
  }
}

function readLimit<K extends string>(name: K, value: number | undefined, max: number): { [key in K]?: number } {
  if (value === undefined) return {};
  if (!Number.isInteger(value) || value < 1 || value > max) {
    throw new TypeError(`options.${name}: expected a whole number from 1 to ${max}`);
  }
  return { [name]: value } as { [key in K]: number };
}
