/** Defines the requests that a save has done, and the edits that are left. */

import type { Effect } from "../core/values.js";
import type { PlanStep } from "../operations/decode-plan.js";

/** A request of a save that the platform has done. */
export interface DoneStep {
  /** The request. */
  step: PlanStep;
  /** Differences between the response and what the request should have stored. */
  drift: Effect[];
  /** The HTTP response. Its body has already been read. */
  response: Response;
}

/** The edits that a save did not make. Pass them to the next `save`. */
export interface RemainingEdits {
  /** The connection that the changes are based on, as JSON text or UTF-8 bytes. */
  base: string | Uint8Array;
  /** The changes that were not made, as JSON text or UTF-8 bytes. */
  changes: string | Uint8Array;
}
