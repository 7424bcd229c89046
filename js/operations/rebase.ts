/** Rebasing for JavaScript: takes changes with the connection that they were made on, and the latest one; gives changes to that. */

import {
  type Changes,
  type Connection,
  type Issue,
  type Conflict as Placed,
  rebase as rebaseSlots,
} from "../core/core.js";
import { kept } from "../core/input.js";
import type { CommonOptions } from "../core/options.js";
import { valueAt } from "../core/path.js";
import { ask } from "./call.js";
import { parse } from "./validate.js";

/** Something that both sides changed, each in its own way. */
export interface Conflict extends Placed {
  /**
   * The values at the places. Not enumerable, so that they are in no log and no copy by chance: they may be secret.
   */
  readonly values: {
    /** What stood there when the edit began; absent where nothing did. */
    base?: unknown;
    /** What these make of it. */
    mine?: unknown;
    /** What stands there now; absent where nothing does. */
    latest?: unknown;
  };
}

/** Changes to the latest connection, or why there are none. */
export type RebaseResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** What both sides agree on: without what is in conflict, and without what the other side did alike. */
      changes: Changes;
      /** The same as UTF-8 JSON, in which no number has lost a digit. */
      bytes: Uint8Array<ArrayBuffer>;
      /** What both sides changed differently; never decided here. */
      conflicts: Conflict[];
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
 * Rebases changes onto the connection as it is stored now. What only one side changed is taken, what both changed alike is
 * taken once; what both changed differently is a conflict, and so is deleting or overwriting what the other side changed.
 *
 * @param base the connection that the changes were made on: a value, its JSON text, or its UTF-8 bytes
 * @param mine the changes
 * @param latest the connection as it is stored now
 * @throws {TypeError} where `options` are not what they should be
 */
export function rebase(
  base: Connection | string | Uint8Array,
  mine: Changes | string | Uint8Array,
  latest: Connection | string | Uint8Array,
  options?: CommonOptions,
): RebaseResult {
  const answer = ask(rebaseSlots, options, base, mine, latest);
  if (!answer.ok) return answer;
  const conflicts = JSON.parse(answer.list) as Conflict[];
  const [ofBase, ofMine, ofLatest] = answer.inputs.map(kept).map((json) => () => parse(json));
  const inputs = { base: ofBase, mine: ofMine, latest: ofLatest };
  for (const conflict of conflicts) {
    Object.defineProperty(conflict, "values", { enumerable: false, get: () => valuesOf(conflict, inputs) });
  }
  return { ok: true, changes: parse(answer.bytes) as Changes, bytes: answer.bytes, conflicts, issues: answer.issues };
}

function valuesOf(
  conflict: Placed,
  inputs: Record<"base" | "mine" | "latest", (() => unknown) | undefined>,
): Conflict["values"] {
  const values: Conflict["values"] = {};
  for (const side of ["base", "mine", "latest"] as const) {
    const path = conflict[side];
    if (path !== undefined) values[side] = valueAt(inputs[side]?.(), path);
  }
  return values;
}
