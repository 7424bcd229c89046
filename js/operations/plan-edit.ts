/** Plans changes onto the latest connection, and plans the part of a plan that is left after some of its steps. */

import { type Issue, locate as locateSlots, type Path, planEdit as planEditSlots } from "../core/core.js";
import { parseJson } from "../core/input.js";
import { readOptions } from "../core/options.js";
import { moveIssue } from "../core/place.js";
import { Slot, writeInput, writeJson, writeOptions } from "../core/slots.js";
import type { Conflict, Effect } from "../core/values.js";
import { callOperation, memoize, retryAfterTrap } from "./call.js";
import { type DecodedPlan, decodePlan, type EncodedPlan, TextReader } from "./decode-plan.js";
import { decodeEffects, type EncodedEffects } from "./effects.js";
import type { ReadPlanOptions } from "./plan-options.js";
import { addConflictValues } from "./rebase.js";

/** JSON as text or UTF-8 bytes. */
export type Json = string | Uint8Array;

/** The plan of changes that were rebased onto the latest connection, or every issue. */
export type EditPlan =
  | {
      ok: true;
      /** The plan. Absent if there are conflicts. */
      plan?: DecodedPlan;
      conflicts: Conflict[];
      /** The changes by others: differences between the base and the latest connection. */
      drift: Effect[];
      /** The changes, rebased onto the latest connection. */
      rebased: Uint8Array<ArrayBuffer>;
      /** The changes before the rebase, and the connection that they are based on. */
      edit: { base: Json; changes: Json };
      issues: Issue[];
    }
  | { ok: false; issues: Issue[] };

/** The result as the module encodes it. Each number is the length of a text in bytes. */
interface EncodedEdit {
  plan: EncodedPlan | null;
  conflicts: Conflict[];
  drift: EncodedEffects;
  rebased: number;
  base: number;
  changes: number;
}

/** Rebases changes, which were made to `base`, onto the latest connection, and plans them. */
export function planEdit(base: Json, changes: Json, latest: Json, options: ReadPlanOptions): EditPlan {
  return run(base, changes, latest, options, false);
}

/**
 * Finds the part of a plan that is left after some of its steps, and plans it for the connection that is stored now.
 *
 * @param expected the connection that the done steps should have left; new environments have no id
 * @param wanted the connection that the remaining steps lead to
 * @param actual the connection that is stored now
 */
export function resumePlan(expected: Json, wanted: Json, actual: Json, options: ReadPlanOptions): EditPlan {
  return run(expected, wanted, actual, options, true);
}

function run(base: Json, other: Json, latest: Json, options: ReadPlanOptions, isResumed: boolean): EditPlan {
  const { common, keepsOwnValues, restate } = options;
  const operation = (...lengths: number[]) => {
    const [baseLength, otherLength, latestLength, optionsLength] = lengths as [number, number, number, number];
    return planEditSlots(baseLength, otherLength, latestLength, optionsLength, keepsOwnValues, restate, isResumed);
  };
  const result = callOperation(operation, common, base, other, latest);
  if (!result.ok) return result;
  const { messages } = result;
  const encoded: EncodedEdit = JSON.parse(result.list);
  const reader = new TextReader(result.bytes);
  const [before, after] = [memoize(() => parseJson(base)), memoize(() => parseJson(latest))];
  const plan = encoded.plan === null ? undefined : decodePlan(reader, encoded.plan, after, messages);
  const rebased = reader.next(encoded.rebased)();
  const [resumedBase, resumedChanges] = [reader.next(encoded.base), reader.next(encoded.changes)];
  const edit = isResumed ? { base: resumedBase(), changes: resumedChanges() } : { base, changes: other };
  const documents = {
    base: isResumed ? memoize(() => parseJson(edit.base)) : before,
    mine: memoize(() => parseJson(edit.changes)),
    latest: after,
  };
  return {
    ok: true,
    ...(plan && { plan }),
    conflicts: addConflictValues(encoded.conflicts, documents, messages),
    drift: decodeEffects(encoded.drift, { before, after }, messages?.difference),
    rebased,
    edit,
    issues: result.issues,
  };
}

/**
 * Moves issues about the body of a step to their paths in the changes.
 *
 * @param current the connection that the plan is based on
 * @param changes the changes that were planned
 * @param step the index of the step in the plan
 */
export function locateIssues(
  issues: Issue[],
  current: Json,
  changes: Json,
  step: number,
  options: ReadPlanOptions,
): Issue[] {
  if (issues.every(({ path }) => path.length === 0)) return issues;
  const { common, keepsOwnValues, restate } = options;
  const moduleOptions = readOptions(common);
  const json = retryAfterTrap(() =>
    locateSlots(
      writeInput(Slot.Current, current),
      writeInput(Slot.Body, changes),
      writeJson(
        Slot.Findings,
        issues.map(({ path }) => path),
      ),
      writeOptions(moduleOptions),
      keepsOwnValues,
      restate,
      step,
    ),
  );
  const paths: Path[] = JSON.parse(json);
  // An issue without a path is not about the body, but about the session, for example.
  return issues.map((issue, at) => (issue.path.length === 0 ? issue : moveIssue(issue, paths[at] as Path)));
}
