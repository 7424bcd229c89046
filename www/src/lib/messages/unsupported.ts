/** Words the reasons why an edit is not saved. */

import type { UnsupportedReason } from "connection-update";

export const UNSUPPORTED_REASONS: Record<UnsupportedReason, string> = {
  "scheme-type": "The type of an existing auth scheme can't be changed. Add a new environment instead.",
  entries: "Credentials of an existing environment can't be added, removed or moved. Add a new environment instead.",
  credential: "Credentials can't be changed here, because their secrets can't be read.",
  "read-only": "Only the server sets this. Undo this change.",
  "name-cycle": "Environments can't swap names in one save. Save a temporary name first.",
  removal: "This can't be removed after it was saved. Replace it instead.",
  more: "More changes can't be saved here.",
};
