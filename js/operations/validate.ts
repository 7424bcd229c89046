/** Validates a body. Returns the body as a typed value, or every issue. */

import { type Connection, type ConnectionUpdate, type Issue, validate as validateSlots } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import {
  copyIfBytes,
  isJson,
  type JsonInput,
  parseJson,
  readInput,
  readReducedInput,
  readStoredConnection,
} from "../core/input.js";
import { isStarted, runOnInstance } from "../core/instance.js";
import { isSurelyValid } from "../core/is-valid.js";
import { createTrapIssues, decodeIssues, isOk, issuesFromFindings, mergeIssues } from "../core/issues.js";
import { writeIssues } from "../core/messages.js";
import { type CommonOptions, type ModuleOptions, readOptions } from "../core/options.js";
import { Slot, writeInput, writeOptions } from "../core/slots.js";

/** Options of `validate`. */
export interface ValidateOptions extends CommonOptions {
  /**
   * The stored connection: a value, JSON text or UTF-8 bytes. If it is set, `validate` also compares the body with the stored
   * connection. Changes to immutable values are errors. Environments and variables that the request would delete or overwrite
   * are warnings.
   */
  current?: Immutable<Connection> | string | Uint8Array;
}

/** A valid body as a typed value, or every issue. */
export type ValidationResult =
  | {
      /** No issue is an error: the body can be sent. */
      ok: true;
      /** The body. Text and bytes are parsed when `value` is first read. */
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
 * @param body a value, JSON text or UTF-8 bytes; a value is validated as the JSON that `JSON.stringify` would write
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const { ok, issues } = validate({ name: "Shop", baseUrl: "shop" });
 * // ok is false; issues has an item with code "invalid-url" and field "baseUrl"
 */
export function validate(body: unknown, options?: ValidateOptions): ValidationResult {
  const moduleOptions = readOptions(options, ["current"]);
  if (dependsOnBodyOnly(options) && isStarted() && isSurelyValid(body)) {
    return { ok: true, value: body as ConnectionUpdate, issues: [] };
  }
  const issues = runOnInstance(() => findIssues(body, options?.current, moduleOptions), createTrapIssues);
  writeIssues(issues, moduleOptions?.messages);
  if (!isOk(issues)) return { ok: false, issues };
  if (isJson(body)) return createJsonResult(body, issues);
  return { ok: true, value: body as ConnectionUpdate, issues };
}

/** Returns true if the fast check `isSurelyValid` is enough, because no option can add an issue to a body that passes it. */
function dependsOnBodyOnly(options: ValidateOptions | undefined): boolean {
  if (options === undefined) return true;
  const { current, rules, maxBytes, maxDepth } = options;
  return typeof rules !== "object" && (current ?? maxBytes ?? maxDepth) === undefined;
}

/** Returns the issues of a body, in the order of the document. Must run inside `runOnInstance`. */
export function findIssues(body: unknown, current: ValidateOptions["current"], options: ModuleOptions): Issue[] {
  const stored: JsonInput = current === undefined ? { findings: [] } : readStoredConnection(current, options);
  // Rules about stored values compare every part of the body.
  const reduced = current === undefined ? readReducedInput(body, options) : undefined;
  const source = reduced ?? readInput(body, options);
  if (source.json === undefined) return issuesFromFindings([...stored.findings, ...source.findings], options);
  const length = writeInput(Slot.Body, source.json);
  const storedLength = stored.json === undefined ? undefined : writeInput(Slot.Current, stored.json);
  const encoded = validateSlots(length, storedLength, writeOptions(options));
  const issues = mergeIssues(source, decodeIssues(encoded), options);
  return stored.findings.length === 0 ? issues : [...issuesFromFindings(stored.findings, options), ...issues];
}

/** Returns the result for a valid body in JSON. `value` is an own member, so that copies of the result have it. */
function createJsonResult(body: string | Uint8Array, issues: Issue[]): ValidationResult {
  const json = copyIfBytes(body);
  let parsed: { value: ConnectionUpdate } | undefined;
  return {
    ok: true,
    issues,
    get value() {
      parsed ??= { value: parseJson(json) as ConnectionUpdate };
      return parsed.value;
    },
  };
}
