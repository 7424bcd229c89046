/** Compares the stored connection with the edited connection of a form, and returns the changes. */

import { type Changes, type Connection, diff as diffSlots, type Issue, type UnsupportedEdit } from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { parseJson } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { callOperation } from "./call.js";
import { decodeUnsupported } from "./unsupported.js";

/** The changes between two connections, or every issue. */
export type DiffResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** The smallest changes that turn `current` into `next`; `{}` if nothing has changed. Pass them to `plan` or `save`. */
      changes: Changes;
      /** The changes as UTF-8 JSON. Numbers keep every digit. */
      bytes: Uint8Array<ArrayBuffer>;
      /** Edits that no request makes. Their paths point into `next`. */
      unsupported: UnsupportedEdit[];
      /** Warnings and information, no errors. */
      issues: Issue[];
    }
  | {
      /** At least one issue is an error. */
      ok: false;
      /** Every issue, in the order of the document. */
      issues: Issue[];
    };

/**
 * Compares the stored connection with the edited connection of a form, and returns the changes.
 *
 * Environments are matched by id and variables by name, so that a new order does not change every item. An edit of a stored
 * environment is in `environments.update`. A member that `next` omits is unchanged. A list in `next` is complete: items that it
 * omits are removed.
 *
 * @param current the stored connection as the platform sent it: a value, JSON text or UTF-8 bytes
 * @param next the edited connection; new environments have no `id`
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const result = diff(current, { ...current, name: "Shop, Europe" });
 * // result.changes is { name: "Shop, Europe" }
 */
export function diff(
  current: Immutable<Connection> | string | Uint8Array,
  next: object | string | Uint8Array,
  options?: CommonOptions,
): DiffResult {
  return compare(current, next, options, false);
}

/**
 * Compares the stored connection with a draft, as `diff` does. A draft has every member of the stored connection: a member that the
 * draft does not contain was removed, which is an issue or an edit that no request makes.
 */
export function diffDraft(current: string | Uint8Array | object, draft: object, options?: CommonOptions): DiffResult {
  return compare(current, draft, options, true);
}

function compare(current: unknown, next: unknown, options: CommonOptions | undefined, isDraft: boolean): DiffResult {
  const operation = (...lengths: number[]) => {
    const [currentLength, nextLength, optionsLength] = lengths as [number, number, number];
    return diffSlots(currentLength, nextLength, optionsLength, isDraft);
  };
  const result = callOperation(operation, options, current, next);
  if (!result.ok) return result;
  const { bytes, list, issues, messages } = result;
  const unsupported = decodeUnsupported(JSON.parse(list), messages);
  return { ok: true, changes: parseJson(bytes) as Changes, bytes, unsupported, issues };
}
