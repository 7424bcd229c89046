/** Describes in one sentence everything that a save destroys. */

import { joinWords, plural } from "../lib/plural.ts";

/** Everything that a save destroys. Values that merely change are not destroyed. */
export interface ReviewLosses {
  /** The names of the environments that are deleted. */
  deletedEnvironments: string[];
  /** The own values of environments that the variables of the connection overwrite. */
  ownValues: { environments: number; values: number };
  /** The variables that are removed, such as "REGION", or "ALERTS of Production" for a variable of one environment. */
  removedVariables: string[];
  removedSchemes: number;
  /** The number of losses of other kinds, which a later version of the platform may have. */
  others: number;
  /** The number of all losses. */
  count: number;
}

/** Maximum number of names in a sentence. Longer lists are counted. */
const MAX_NAMES = 3;

/** Returns one sentence about all losses, such as "Deletes 1 environment (Staging) and replaces 2 own values of 1 environment". */
export function describeLosses(losses: ReviewLosses): string {
  const { deletedEnvironments, ownValues, removedVariables, removedSchemes, others } = losses;
  const parts: string[] = [];
  if (deletedEnvironments.length > 0) {
    parts.push(`deletes ${plural(deletedEnvironments.length, "environment")}${listInBrackets(deletedEnvironments)}`);
  }
  if (ownValues.values > 0) {
    parts.push(`replaces ${plural(ownValues.values, "own value")} of ${plural(ownValues.environments, "environment")}`);
  }
  if (removedVariables.length > 0) {
    parts.push(`removes ${plural(removedVariables.length, "variable")}${listInBrackets(removedVariables)}`);
  }
  if (removedSchemes > 0) parts.push(`removes ${plural(removedSchemes, "auth scheme")}`);
  if (others > 0) parts.push(`makes ${plural(others, "other change")} that can't be undone`);
  const sentence = joinWords(parts);
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

/** Returns the label of the checkbox that confirms all losses, such as "I understand that Staging is deleted". */
export function confirmLosses(losses: ReviewLosses): string {
  const { deletedEnvironments, ownValues, removedVariables, removedSchemes, others } = losses;
  const parts: string[] = [];
  const loses = (count: number) => (count === 1 ? "loses its" : "lose their");
  if (deletedEnvironments.length > 0) {
    const count = deletedEnvironments.length;
    const names = count > MAX_NAMES ? plural(count, "environment") : joinWords(deletedEnvironments);
    parts.push(`${names} ${isOrAre(count)} deleted`);
  }
  if (ownValues.values > 0) {
    const { environments, values } = ownValues;
    const what = values === 1 ? "own value" : "own values";
    parts.push(`${plural(environments, "environment")} ${loses(environments)} ${what}`);
  }
  if (removedVariables.length > 0) {
    const count = removedVariables.length;
    const noun = count === 1 ? "variable" : "variables";
    const names = count > MAX_NAMES ? plural(count, "variable") : `the ${noun} ${joinWords(removedVariables)}`;
    parts.push(`${names} ${isOrAre(count)} removed`);
  }
  if (removedSchemes > 0) parts.push(`${plural(removedSchemes, "auth scheme")} ${isOrAre(removedSchemes)} removed`);
  if (others > 0) parts.push(`${plural(others, "other change")} can't be undone`);
  return parts.length === 0 ? "" : `I understand that ${joinWords(parts)}`;
}

function isOrAre(count: number): string {
  return count === 1 ? "is" : "are";
}

function listInBrackets(names: string[]): string {
  return names.length > MAX_NAMES ? "" : ` (${names.join(", ")})`;
}
