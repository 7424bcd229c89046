/** Validates a body and returns it with its type, or every issue. */

import { type Connection, type ConnectionUpdate, type Issue, validate as validateSlots } from "../core/core.js";
import { copyIfBytes, type InputSource, isJson, parseJson, toCurrentSource, toSource } from "../core/input.js";
import { isStarted, withInstance } from "../core/instance.js";
import { isSurelyValid } from "../core/is-valid.js";
import { decodeIssues, internalIssues, isOk, issuesFromFindings, mergeIssues } from "../core/issues.js";
import { type CommonOptions, type ModuleOptions, readOptions } from "../core/options.js";
import { Slot, writeOptions, writeSource } from "../core/slots.js";

/** Options of `validate`. */
export interface ValidateOptions extends CommonOptions {
  /**
   * The stored connection: a value, JSON text or UTF-8 bytes. With it, changes to what cannot change are errors, and
   * environments and variables that the request would delete or overwrite are warnings.
   */
  current?: Connection | string | Uint8Array;
}

/** A valid body with its type, or every issue. */
export type ValidationResult =
  | {
      /** No issue is an error: the body can be sent. */
      ok: true;
      /** The body. For text and bytes, parsed when first read. */
      value: ConnectionUpdate;
      /** Warnings and information, in the order of the document. */
      issues: Issue[];
    }
  | {
      /** At least one issue is an error. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Validates the body of an Update Connection request.
 *
 * Bad input of any kind is reported as issues, never thrown. All issues are reported at once.
 *
 * @param body JSON text, its UTF-8 bytes, or a value, which is validated as the JSON text that `fetch` would send
 * @throws {TypeError} if `options` has an unknown member or one of a wrong type
 * @example
 * const { ok, issues } = validate({ name: "Shop", baseUrl: "shop" });
 * // ok is false; issues has an item with code "invalid-url" and field "baseUrl"
 */
export function validate(body: unknown, options?: ValidateOptions): ValidationResult {
  const read = readOptions(options, ["current"]);
  if (dependsOnBodyOnly(options) && isStarted() && isSurelyValid(body)) {
    return { ok: true, value: body as ConnectionUpdate, issues: [] };
  }
  const issues = withInstance(() => findIssues(body, options?.current, read), internalIssues);
  if (!isOk(issues)) return { ok: false, issues };
  if (isJson(body)) return new ValidJson(body, issues);
  return { ok: true, value: body as ConnectionUpdate, issues };
}

/** Returns true if no option can add an issue to a body that is surely valid. */
function dependsOnBodyOnly(options: ValidateOptions | undefined): boolean {
  if (options === undefined) return true;
  const { current, rules, maxBytes, maxDepth } = options;
  return typeof rules !== "object" && (current ?? maxBytes ?? maxDepth) === undefined;
}

/** Returns the issues of a body, in the order of the document. Must run inside `withInstance`. */
export function findIssues(body: unknown, current: ValidateOptions["current"], options: ModuleOptions): Issue[] {
  const stored: InputSource = current === undefined ? { findings: [] } : toCurrentSource(current, options);
  const source = toSource(body, options);
  if (source.json === undefined) return issuesFromFindings([...stored.findings, ...source.findings], options);
  const length = writeSource(Slot.Body, source.json);
  const storedLength = stored.json === undefined ? undefined : writeSource(Slot.Current, stored.json);
  const encoded = validateSlots(length, storedLength, writeOptions(options));
  const issues = mergeIssues(source, decodeIssues(encoded), options);
  return stored.findings.length === 0 ? issues : [...issuesFromFindings(stored.findings, options), ...issues];
}

/** The result for valid JSON. A class, because getters on an object literal are slow to create. */
class ValidJson {
  readonly ok = true;
  readonly issues: Issue[];
  readonly #json: string | Uint8Array;
  #value: ConnectionUpdate | undefined;

  constructor(json: string | Uint8Array, issues: Issue[]) {
    this.issues = issues;
    this.#json = copyIfBytes(json);
  }

  get value(): ConnectionUpdate {
    this.#value ??= parseJson(this.#json) as ConnectionUpdate;
    return this.#value;
  }
}
