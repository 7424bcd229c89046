/** Writes the messages of differences: of what is stored otherwise than expected. */

import type { Effect } from "connection-update";
import { labelOfMember } from "../labels.ts";
import { describeTexts, listNames, startWith } from "./wording.ts";

/**
 * Returns the message of a difference: what the server stored instead of what was sent, or what someone else changed. Returns
 * `undefined` if its kind is unknown.
 */
export function describeDifference(difference: Effect): string | undefined {
  const { kind, path, environment, names = [] } = difference;
  const field = String(path.at(-1) ?? "");
  const prefix = environment === undefined ? "" : `${startWith(environment)}: `;
  const differ = (names: string[]) => `${listNames(names)} ${names.length === 1 ? "is" : "are"} different`;
  switch (kind) {
    case "created":
      return `${startWith(environment)} was added.`;
    case "deleted":
      return `${startWith(environment)} is missing.`;
    case "reordered":
      return "The environments are in a different order.";
    case "overwritten":
      return `${prefix}${names.length === 0 ? "variables are different" : differ(names)}.`;
    case "replaced":
      if (environment !== undefined) {
        return field === "name" ? `${prefix}name is different.` : `${prefix}credentials are different.`;
      }
      if (field === "environmentVariables") {
        return names.length === 0 ? "The variables are different." : `Variables: ${differ(names)}.`;
      }
      if (field === "authSchemeConfigs") return "The auth schemes are different.";
      return describeTexts(field, difference.values) ?? `${labelOfMember(field)} is different.`;
    default:
      return undefined;
  }
}
