/** The difference for JavaScript: takes the stored connection and what a form holds now, gives the changes between them. */

import { type Changes, type Connection, diff as diffSlots, type Issue, type UnsupportedEdit } from "../core/core.js";
import type { CommonOptions } from "../core/options.js";
import { ask } from "./call.js";
import { parse } from "./validate.js";

/** What has changed, or why the two cannot be compared. */
export type DiffResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** What `merge` takes: the smallest changes that lead there; `{}` where nothing has changed. */
      changes: Changes;
      /** The same as UTF-8 JSON, in which no number has lost a digit. */
      bytes: Uint8Array<ArrayBuffer>;
      /** Edits that this request cannot carry, each with the operation that can. */
      unsupported: UnsupportedEdit[];
      /** Warnings and information; no errors. */
      issues: Issue[];
    }
  | {
      /** An issue is an error, so that there is nothing to give. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Compares the stored connection with the one that a form holds now.
 *
 * Environments are told by their ids and variables by their names, so that a new order is a new order and not a rewrite.
 * What `next` leaves out stays as it is; a list that it holds is the whole list.
 *
 * @param current the connection as the platform answered it: a value, its JSON text, or its UTF-8 bytes
 * @param next the connection as it should become; new environments have no `id`
 * @throws {TypeError} where `options` are not what they should be
 */
export function diff(
  current: Connection | string | Uint8Array,
  next: object | string | Uint8Array,
  options?: CommonOptions,
): DiffResult {
  const answer = ask(diffSlots, options, current, next);
  if (!answer.ok) return answer;
  const { bytes, list, issues } = answer;
  return {
    ok: true,
    changes: parse(bytes) as Changes,
    bytes,
    unsupported: JSON.parse(list) as UnsupportedEdit[],
    issues,
  };
}
