/** Validation for JavaScript: takes a value, text or bytes, gives the value with its type, or every issue. */

import {
  type ConnectionUpdate,
  type Finding,
  type Issue,
  type RawOptions,
  validate as validateSlot,
  word,
} from "./core.js";
import { isBytes, write } from "./input.js";
import { readOptions, type VerbOptions } from "./options.js";

/** How a body is validated. */
export interface ValidateOptions extends VerbOptions {}

/** What validation says: the value with its type, or why it cannot be sent. Warnings may come with either. */
export type Validation = { ok: true; value: ConnectionUpdate; issues: Issue[] } | { ok: false; issues: Issue[] };

/**
 * Validates the body of an Update Connection request.
 *
 * Bad input of any kind gives issues; it never throws. All issues are reported at once, in the order of the document.
 *
 * @param body a value, which is read as the JSON text that `fetch` would send; or that text itself, or its UTF-8 bytes
 * @returns `value` is `body` itself where it is a value; of text and bytes it is parsed when it is first asked for
 * @throws {TypeError} where `options` are not what they should be
 */
export function validate(body: unknown, options?: ValidateOptions): Validation {
  const raw = readOptions(options);
  const issues = issuesOf(body, raw);
  if (!isOk(issues)) return { ok: false, issues };
  if (typeof body === "string" || isBytes(body)) {
    return withLazy({ ok: true as const, issues }, "value", () => parse(body) as ConnectionUpdate);
  }
  return { ok: true, value: body as ConnectionUpdate, issues };
}

/**
 * Validates the body of an Update Connection request given as JSON text or as its UTF-8 bytes.
 *
 * @throws {TypeError} where `json` is neither, or `options` are not what they should be
 */
export function validateJson(json: string | Uint8Array, options?: ValidateOptions): Validation {
  if (typeof json !== "string" && !isBytes(json)) throw new TypeError("json: expected a string or a Uint8Array");
  return validate(json, options);
}

function issuesOf(body: unknown, options: RawOptions | undefined): Issue[] {
  const written = write(0, body, options);
  const worded = words(written.findings, options);
  return written.ok ? [...worded, ...validateSlot(written.len, options)] : worded;
}

/** The findings of the inspection as issues. */
export function words(findings: Finding[], options: RawOptions | undefined): Issue[] {
  return findings.length === 0 ? [] : word(findings, options);
}

/** Whether nothing keeps the body from being sent. */
export function isOk(issues: Issue[]): boolean {
  return issues.every(({ severity }) => severity !== "error");
}

/** The JavaScript value of JSON text. Numbers beyond 2⁵³ lose digits here, as everywhere in JavaScript; the text does not. */
export function parse(json: string | Uint8Array): unknown {
  return JSON.parse(typeof json === "string" ? json : new TextDecoder().decode(json));
}

/** Adds a member that is computed when it is first read. */
export function withLazy<T extends object, K extends string, V>(object: T, key: K, compute: () => V): T & Record<K, V> {
  return Object.defineProperty(object, key, {
    configurable: true,
    enumerable: true,
    get() {
      const value = compute();
      Object.defineProperty(object, key, { configurable: true, enumerable: true, value, writable: true });
      return value;
    },
  }) as T & Record<K, V>;
}
