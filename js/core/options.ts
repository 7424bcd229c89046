/** Checks the options of operations and converts them for the module. */

import type { IssueCode, Level } from "./core.js";
import { type Messages, readMessages } from "./messages.js";

/**
 * Levels of issues: `"strict"`, or a record of levels by issue code.
 *
 * Archived rules are in the archived API description, but not on the published page. With `"strict"`, archived rules are
 * errors. In a record, `extends: "strict"` starts from these levels.
 *
 * A level for a code applies to archived rules and to this package's own rules. It can raise the level of a rule of the
 * published page, but cannot lower it. The key `published:CODE` can raise and lower the level of a published rule. Two kinds of
 * errors cannot be changed: input that cannot be read, and input without a safe destination.
 *
 * @example
 * const rules: Rules = { extends: "strict", "invalid-ulid": "off", "published:invalid-value": "warning" };
 */
export type Rules = "strict" | ({ extends?: "strict" } & { [code in IssueCode | `published:${IssueCode}`]?: Level });

/** Options of every operation. */
export interface CommonOptions {
  /** Levels of issues: `"strict"`, or levels by issue code. */
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
  /**
   * Functions that write the messages, for example in another language.
   *
   * @defaultValue messages in English
   */
  messages?: Messages;
}

/** Names of the options in {@link CommonOptions}. */
export const COMMON_OPTION_NAMES = ["rules", "maxBytes", "maxDepth", "messages"];

/** Options in the form that the module reads; `undefined` if all have their defaults. */
export type ModuleOptions =
  | { strict: boolean; levels: Record<string, string>; maxBytes?: number; maxDepth?: number; messages?: Messages }
  | undefined;

/** Size and nesting limits of an input. */
export interface Limits {
  maxBytes: number;
  maxDepth: number;
}

/** The default limits of the module. They are repeated here, so that a large input is refused before it is copied. */
export const DEFAULT_LIMITS: Limits = { maxBytes: 16_777_216, maxDepth: 128 };

/** Returns the limits in `options`. A limit that is not set has its default. */
export function resolveLimits(options: ModuleOptions): Limits {
  if (options?.maxBytes === undefined && options?.maxDepth === undefined) return DEFAULT_LIMITS;
  return {
    maxBytes: options.maxBytes ?? DEFAULT_LIMITS.maxBytes,
    maxDepth: options.maxDepth ?? DEFAULT_LIMITS.maxDepth,
  };
}

/**
 * Checks the options of an operation and converts them for the module.
 *
 * @param extraNames names of the options that the operation accepts in addition to {@link CommonOptions}
 * @throws {TypeError} if an option is unknown or has a wrong type
 */
export function readOptions(options: CommonOptions | undefined, extraNames: string[] = []): ModuleOptions {
  if (options === undefined) return undefined;
  assertKnownKeys(options, [...COMMON_OPTION_NAMES, ...extraNames], "options");
  const { rules, maxBytes, maxDepth, messages } = options;
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
    ...(messages !== undefined && { messages: readMessages(messages) }),
  };
}

/**
 * Asserts that an argument is an object that has only known members.
 *
 * @throws {TypeError} if it is not an object or has an unknown member; the message begins with `argument`
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
