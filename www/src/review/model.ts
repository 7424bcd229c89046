/** Describes a planned save item by item: takes the stored connection and a plan, and returns lines of text for people. */

import type { Connection, Immutable, PlanResult, UnsupportedEdit } from "connection-update";
import { createContext } from "./context.ts";
import type { ReviewLosses } from "./losses.ts";
import { StepReview } from "./step.ts";
import type { Review, ReviewOptions } from "./types.ts";
import { describeUnsupported } from "./unsupported.ts";
import type { Fields } from "./values.ts";

export { confirmLosses, describeLosses, type ReviewLosses } from "./losses.ts";
export type { Review, ReviewLine, ReviewOptions, ReviewStep, UnsupportedLine } from "./types.ts";

/**
 * Describes a plan.
 *
 * @param current the stored connection that the plan is based on
 * @param unsupported the edits that the plan does not make
 */
export function createReview(
  current: Immutable<Connection>,
  planned: PlanResult & { ok: true },
  unsupported: readonly UnsupportedEdit[],
  { maxLines = 100 }: ReviewOptions = {},
): Review {
  const context = createContext(current as unknown as Fields, planned.connection as unknown as Fields);
  const losses: ReviewLosses = {
    deletedEnvironments: [],
    ownValues: { environments: 0, values: 0 },
    removedVariables: [],
    removedSchemes: 0,
    others: 0,
    count: 0,
  };
  const takenIds = new Set<string>();
  let changeCount = unsupported.length;
  const steps = planned.steps.map((step, index) => {
    const review = new StepReview(step, String(index), context, losses, takenIds, maxLines);
    changeCount += review.changeCount;
    return review.finish();
  });
  const { deletedEnvironments, ownValues, removedVariables, removedSchemes, others } = losses;
  losses.count = deletedEnvironments.length + ownValues.values + removedVariables.length + removedSchemes + others;
  return { steps, losses, changeCount, unsupported: unsupported.map(describeUnsupported) };
}
