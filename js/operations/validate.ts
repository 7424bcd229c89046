/** Validation for JavaScript: takes a value, text or bytes, gives the value with its type, or every issue. */

import { type Connection, type ConnectionUpdate, type Issue, validate as validateSlots } from "../core/core.js";
import {
  isText,
  kept,
  type Options,
  type Source,
  toCurrentSource,
  toSource,
  writeOptions,
  writeSource,
} from "../core/input.js";
import { attempt, isStarted } from "../core/instance.js";
import { isSound } from "../core/is-valid.js";
import { internalIssues, isOk, join, unpack, words } from "../core/issues.js";
import { type CommonOptions, readOptions } from "../core/options.js";

/** How a body is validated. */
export interface ValidateOptions extends CommonOptions {
  /**
   * The connection as it is stored: a value, its JSON text or its UTF-8 bytes. With it, what cannot change is an error,
   * and what would be deleted or overwritten is a warning.
   */
  current?: Connection | string | Uint8Array;
}

/** What validation says: the value with its type, or why it cannot be sent. Warnings may come with either. */
export type ValidationResult =
  | {
      /** No issue is an error: it can be sent. */
      ok: true;
      /** The value with its type; of text and bytes, parsed when it is first asked for. */
      value: ConnectionUpdate;
      /** Warnings and information, in the order of the document. */
      issues: Issue[];
    }
  | {
      /** An issue is an error, so that there is nothing to give. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Validates the body of an Update Connection request.
 *
 * Bad input of any kind gives issues; it never throws. All issues are reported at once, in the order of the document.
 *
 * @param body a value, which is read as the JSON text that `fetch` would send; or that text itself, or its UTF-8 bytes
 * @returns `value` is `body` itself where it is a value; of text and bytes it is parsed when it is first asked for
 * @throws {TypeError} where `options` are not what they should be
 */
export function validate(body: unknown, options?: ValidateOptions): ValidationResult {
  const raw = readOptions(options, ["current"]);
  if (isBare(options) && isStarted() && isSound(body)) return { ok: true, value: body as ConnectionUpdate, issues: [] };
  const issues = attempt(() => issuesOf(body, options?.current, raw), internalIssues);
  if (!isOk(issues)) return { ok: false, issues };
  if (isText(body)) {
    return new SoundJson(body, issues);
  }
  return { ok: true, value: body as ConnectionUpdate, issues };
}

/** Whether nothing but the body decides whether something is found. */
function isBare(options: ValidateOptions | undefined): boolean {
  if (options === undefined) return true;
  const { current, rules, maxBytes, maxDepth } = options;
  return typeof rules !== "object" && (current ?? maxBytes ?? maxDepth) === undefined;
}

/** The issues of a body, in the order of the document. */
export function issuesOf(body: unknown, current: ValidateOptions["current"], options: Options): Issue[] {
  const stored: Source = current === undefined ? { findings: [] } : toCurrentSource(current, options);
  const source = toSource(body, options);
  if (source.json === undefined) return words([...stored.findings, ...source.findings], options);
  const len = writeSource(0, source.json);
  const storedLen = stored.json === undefined ? undefined : writeSource(1, stored.json);
  const found = join(source, unpack(validateSlots(len, storedLen, writeOptions(options))), options);
  return stored.findings.length === 0 ? found : [...words(stored.findings, options), ...found];
}

/** The JavaScript value of JSON text. Numbers beyond 2⁵³ lose digits here, as everywhere in JavaScript; the text does not. */
export function parse(json: string | Uint8Array): unknown {
  return JSON.parse(typeof json === "string" ? json : new TextDecoder().decode(json));
}

/** What validation says of sound text. A class, since members that compute are dear to put on a single object. */
class SoundJson {
  readonly ok = true;
  readonly issues: Issue[];
  readonly #json: string | Uint8Array;
  #value: ConnectionUpdate | undefined;

  constructor(json: string | Uint8Array, issues: Issue[]) {
    this.issues = issues;
    this.#json = kept(json);
  }

  get value(): ConnectionUpdate {
    this.#value ??= parse(this.#json) as ConnectionUpdate;
    return this.#value;
  }
}
