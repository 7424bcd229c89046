/** Rebases changes from the connection that they were made on onto the latest one. */

import {
  type Changes,
  type Conflict as ConflictPaths,
  type Connection,
  type Issue,
  rebase as rebaseSlots,
} from "../core/core.js";
import { copyIfBytes, parseJson } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { valueAt } from "../core/path.js";
import { call } from "./call.js";

/** Two different changes to the same value, one on each side. */
export interface Conflict extends ConflictPaths {
  /** The values at the paths. Not enumerable, so that they do not reach logs or copies by accident: they may be secret. */
  readonly values: {
    /** The value when the edit began; absent if there was none. */
    base?: unknown;
    /** The value that `changes` sets. */
    mine?: unknown;
    /** The value now; absent if there is none. */
    latest?: unknown;
  };
}

/** Changes to the latest connection, or every issue. */
export type RebaseResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** The changes that still have to be made: without those in conflict, and without those that the other side made too. */
      changes: Changes;
      /** The changes as UTF-8 JSON, in which no number has lost a digit. */
      bytes: Uint8Array<ArrayBuffer>;
      /** Values that both sides changed differently. Never resolved automatically. */
      conflicts: Conflict[];
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
 * Rebases changes onto the connection as it is stored now (a three-way merge).
 *
 * A value that only one side changed is taken from that side. A value that both sides changed differently is a conflict, and
 * so is deleting or overwriting a value that the other side changed.
 *
 * @param base the connection that the changes were made on: a value, JSON text or UTF-8 bytes
 * @param mine the changes
 * @param latest the connection as it is stored now
 * @throws {TypeError} if `options` has an unknown member or one of a wrong type
 * @example
 * const rebased = rebase(base, { name: "Shop, Europe" }, latest);
 * if (rebased.ok && rebased.conflicts.length === 0) merge(latest, rebased.bytes);
 */
export function rebase(
  base: Connection | string | Uint8Array,
  mine: Changes | string | Uint8Array,
  latest: Connection | string | Uint8Array,
  options?: CommonOptions,
): RebaseResult {
  const result = call(rebaseSlots, options, base, mine, latest);
  if (!result.ok) return result;
  const conflicts = JSON.parse(result.list) as Conflict[];
  const [readBase, readMine, readLatest] = result.inputs.map(copyIfBytes).map((json) => () => parseJson(json));
  const inputs = { base: readBase, mine: readMine, latest: readLatest };
  for (const conflict of conflicts) {
    Object.defineProperty(conflict, "values", { enumerable: false, get: () => valuesOf(conflict, inputs) });
  }
  const { bytes, issues } = result;
  return { ok: true, changes: parseJson(bytes) as Changes, bytes, conflicts, issues };
}

function valuesOf(
  conflict: ConflictPaths,
  inputs: Record<"base" | "mine" | "latest", (() => unknown) | undefined>,
): Conflict["values"] {
  const values: Conflict["values"] = {};
  for (const side of ["base", "mine", "latest"] as const) {
    const path = conflict[side];
    if (path !== undefined) values[side] = valueAt(inputs[side]?.(), path);
  }
  return values;
}
