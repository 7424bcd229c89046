/** Writes the messages of conflicts: of what the user and someone else changed. */

import type { Conflict } from "connection-update";
import { labelOfMember, lowerLabel } from "../labels.ts";
import { plural } from "../plural.ts";
import { nameOf, shorten } from "./wording.ts";

/** Returns the message of a conflict; `undefined` if its kind is unknown. */
export function describeConflict(conflict: Conflict): string | undefined {
  const { kind, path, environment, name, count = 0 } = conflict;
  const field = path.at(-1);
  const owner = environment === undefined ? "" : ` of ${nameOf(environment)}`;
  const subject = describeSubject(conflict);
  // An item of a list: the environment itself, or a variable.
  const isItem = name !== undefined || (environment !== undefined && typeof field === "number");
  switch (kind) {
    case "value":
      return `You and someone else changed ${subject}.`;
    case "order":
      return `You and someone else changed the order of the ${environment === undefined ? "environments" : `credentials${owner}`}.`;
    case "deleted":
      if (!isItem) return `You and someone else changed ${subject}.`;
      return `Someone else ${name === undefined ? "deleted" : "removed"} ${subject}, which you changed.`;
    case "edited":
      return `Someone else changed ${subject}, which you ${name === undefined ? "deleted" : "removed"}.`;
    case "overwritten":
      return `Someone else changed the variables${owner}, which your changes would replace.`;
    case "same-name":
      return `Another environment is named ${nameOf(environment)} now. Names must be unique.`;
    case "list":
      return `You and someone else changed ${field === "environments" ? "the environments" : `the variables${owner}`}.`;
    case "more":
      return `You and someone else changed ${plural(count, "more value")}.`;
    default:
      return undefined;
  }
}

/** Describes the value of a conflict inside a sentence, such as "REGION in Staging" or "the base URL". */
function describeSubject({ path, environment, name }: Conflict): string {
  if (name !== undefined) return `${shorten(name)}${environment === undefined ? "" : ` in ${nameOf(environment)}`}`;
  const field = path.at(-1);
  if (environment === undefined) {
    const label = labelOfMember(String(field ?? ""));
    return `the ${lowerLabel(label)}`;
  }
  if (typeof field === "number") return nameOf(environment);
  if (field === "name") return `the name of ${nameOf(environment)}`;
  return `${field === "authSchemeConfig" ? "an auth scheme" : "the credentials"} of ${nameOf(environment)}`;
}
