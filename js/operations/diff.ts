/** Compares the stored connection with the one in a form and returns the changes between them. */

import { type Changes, type Connection, diff as diffSlots, type Issue, type UnsupportedEdit } from "../core/core.js";
import { parseJson } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { call } from "./call.js";

/** The changes between two connections, or every issue. */
export type DiffResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** The smallest changes that lead to `next`, for `merge`; `{}` if nothing has changed. */
      changes: Changes;
      /** The changes as UTF-8 JSON, in which no number has lost a digit. */
      bytes: Uint8Array<ArrayBuffer>;
      /** Edits that this request cannot make, each with the operation that can. */
      unsupported: UnsupportedEdit[];
      /** Warnings and information; no errors. */
      issues: Issue[];
    }
  | {
      /** At least one issue is an error. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Compares the stored connection with the one that a form contains now.
 *
 * Environments are identified by their ids and variables by their names, so that a new order does not rewrite the list.
 * Members that `next` leaves out are unchanged; a list in it is the whole list.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param next the connection as it should become; new environments have no `id`
 * @throws {TypeError} if `options` has an unknown member or one of a wrong type
 * @example
 * const result = diff(current, { ...current, name: "Shop, Europe" });
 * // result.changes is { name: "Shop, Europe" }
 */
export function diff(
  current: Connection | string | Uint8Array,
  next: object | string | Uint8Array,
  options?: CommonOptions,
): DiffResult {
  const result = call(diffSlots, options, current, next);
  if (!result.ok) return result;
  const { bytes, list, issues } = result;
  return {
    ok: true,
    changes: parseJson(bytes) as Changes,
    bytes,
    unsupported: JSON.parse(list) as UnsupportedEdit[],
    issues,
  };
}
