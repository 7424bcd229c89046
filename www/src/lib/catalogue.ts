/** The messages that the console shows instead of the English messages of the package. */

import type { Messages } from "connection-update";
import { labelOf } from "./labels.ts";
import { describeConflict } from "./messages/conflicts.ts";
import { describeDifference } from "./messages/differences.ts";
import { describeEffect } from "./messages/effects.ts";
import { describeFailure } from "./messages/failures.ts";
import { describeIssue } from "./messages/issues.ts";
import { UNSUPPORTED_REASONS } from "./messages/unsupported.ts";

import type { GetValue } from "./messages/wording.ts";

export { describeOutcome } from "./messages/failures.ts";

/**
 * Creates the messages for one connection. A message for an unknown code or kind is `undefined`, so that the English message of
 * the package stays.
 *
 * @param getValue returns the connection that the user sees, which may have any shape; used for names
 */
export function createMessages(getValue: GetValue): Messages {
  return {
    issue: (issue) => describeIssue(issue, getValue),
    effect: (effect) => describeEffect(effect, getValue),
    difference: describeDifference,
    conflict: describeConflict,
    unsupported: ({ reason }) => UNSUPPORTED_REASONS[reason] as string | undefined,
    error: (failure) => describeFailure(failure, getValue),
    field: (path) => labelOf(path, getValue()),
  };
}
