/** Rebases changes onto the latest connection, after someone else has changed it too. */

import {
  type Changes,
  type Conflict as ConflictPaths,
  type Connection,
  type Issue,
  rebase as rebaseSlots,
} from "../core/core.js";
import type { Immutable } from "../core/immutable.js";
import { copyIfBytes, parseJson } from "../core/input.js";
import { type Messages, writeMessages } from "../core/messages.js";
import type { CommonOptions } from "../core/options.js";
import { getOwn, valueAt } from "../core/path.js";
import type { Conflict } from "../core/values.js";
import { callOperation } from "./call.js";

/** Changes to the latest connection, or every issue. */
export type RebaseResult =
  | {
      /** No issue is an error. */
      ok: true;
      /** The changes in `mine`, without conflicting changes and without changes that `latest` already contains. */
      changes: Changes;
      /** The changes as UTF-8 JSON. Numbers keep every digit. */
      bytes: Uint8Array<ArrayBuffer>;
      /** Values that `mine` and `latest` changed differently. They are never resolved automatically. */
      conflicts: Conflict[];
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
 * Rebases changes onto the latest connection (a three-way merge).
 *
 * The two sides are `mine` and `latest`. If only one side changed a value, the change of that side wins. If both sides changed
 * a value differently, that is a conflict. Deleting or overwriting a value that the other side changed is a conflict too.
 *
 * @param base the connection that the changes were made on: a value, JSON text or UTF-8 bytes
 * @param mine the changes
 * @param latest the stored connection, as the platform sent it last
 * @throws {TypeError} if `options` has an unknown member or a member of a wrong type
 * @example
 * const rebased = rebase(base, { name: "Shop, Europe" }, latest);
 * if (rebased.ok && rebased.conflicts.length === 0) merge(latest, rebased.bytes);
 */
export function rebase(
  base: Immutable<Connection> | string | Uint8Array,
  mine: Immutable<Changes> | string | Uint8Array,
  latest: Immutable<Connection> | string | Uint8Array,
  options?: CommonOptions,
): RebaseResult {
  const result = callOperation(rebaseSlots, options, base, mine, latest);
  if (!result.ok) return result;
  const [parseBase, parseMine, parseLatest] = result.inputs.map(copyIfBytes).map((json) => () => parseJson(json));
  const documents = { base: parseBase, mine: parseMine, latest: parseLatest };
  const conflicts = addConflictValues(JSON.parse(result.list), documents, result.messages);
  const { bytes, issues } = result;
  return { ok: true, changes: parseJson(bytes) as Changes, bytes, conflicts, issues };
}

/** Functions that return the parsed inputs of a rebase. */
type ConflictDocuments = Record<"base" | "mine" | "latest", (() => unknown) | undefined>;

/** Adds the values of conflicts and writes their messages, in place. */
export function addConflictValues(
  conflicts: ConflictPaths[],
  documents: ConflictDocuments,
  messages: Messages | undefined,
): Conflict[] {
  for (const conflict of conflicts) {
    const get = () => readConflictValues(conflict, documents);
    Object.defineProperty(conflict, "values", { enumerable: false, get });
  }
  return writeMessages(conflicts as Conflict[], messages?.conflict);
}

function readConflictValues(conflict: ConflictPaths, parsers: ConflictDocuments): Conflict["values"] {
  const values: Conflict["values"] = {};
  for (const side of ["base", "mine", "latest"] as const) {
    const path = conflict[side];
    if (path === undefined) continue;
    const document = parsers[side]?.();
    const value = side === "mine" ? readMine(conflict, document) : valueAt(document, path);
    if (value !== undefined) values[side] = value;
  }
  return values;
}

/** Returns the value that changes set in a conflict; `undefined` if they remove it. */
export function readMine({ mine = [], name }: ConflictPaths, changes: unknown): unknown {
  // An item of `remove` is the name or the id of what is removed. It is not a value.
  if (mine.at(-2) === "remove" && typeof mine.at(-1) === "number") return undefined;
  const value = valueAt(changes, mine);
  if (name === undefined || !Array.isArray(value)) return value;
  // The changes contain the whole list, and the conflict is about one variable.
  return getOwn(
    value.find((variable) => getOwn(variable, "name") === name),
    "value",
  );
}
