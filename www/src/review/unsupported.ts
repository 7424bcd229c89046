/** Describes edits that are not saved. */

import type { UnsupportedEdit } from "connection-update";
import { labelOfPath, nameOfEnvironment } from "./labels.ts";
import { toSentence } from "./lines.ts";
import type { UnsupportedLine } from "./types.ts";

/** Sentences about reasons. Later versions of the package can have other reasons. */
const REASONS: Partial<Record<string, string>> = {
  "scheme-type": "The type of an existing credential can't change. Create a new environment instead.",
  entries: "Credentials of an existing environment can't be added, removed or moved. Create a new environment instead.",
  credential: "This belongs to the credential itself. Edit the credential instead.",
  "read-only": "Only the server sets this.",
  "name-cycle": "These environments swap names. Save one of them with another name first.",
  removal: "This can be changed, but not removed.",
};

/** Describes an edit that is not saved. */
export function describeUnsupported({ path, environment, reason, message }: UnsupportedEdit): UnsupportedLine {
  // The path of an environment ends with its id or its index.
  const inside = environment === undefined ? path : path.slice(path[1] === "update" ? 3 : 2);
  const label = labelOfPath(inside);
  const owner = environment === undefined ? [] : [nameOfEnvironment(environment)];
  return {
    label: [...owner, ...(label === "" ? [] : [label])].join(": ") || "Other edits",
    message: (Object.hasOwn(REASONS, reason) ? REASONS[reason] : undefined) ?? toSentence(message),
  };
}
