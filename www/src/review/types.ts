/** Declares the review of a save. */

import type { PlanStep } from "connection-update";
import type { ReviewLosses } from "./losses.ts";

/** A line of the review: one item that a request changes. */
export interface ReviewLine {
  /** A text that is unique in the review, and the same for the same plan. */
  id: string;
  /**
   * The kind of line. The other kinds are changes of the item:
   *
   * - `kept`: an environment keeps its own values, although those of the connection change.
   * - `note`: a consequence of other lines, or a request that changes nothing else.
   */
  kind: "changed" | "added" | "removed" | "moved" | "kept" | "note";
  /** The item, such as "Base URL", "REGION" or "Production: PAGE_SIZE". Of a note, one sentence without a full stop. */
  label: string;
  /** The formatted value before the save. Absent if there is none. It can have line breaks. */
  before?: string;
  /** The formatted value after the save. Absent if there is none. It can have line breaks. */
  after?: string;
  /** True if `before` and `after` can contain a secret. They are to be masked until the user reveals them. */
  isSecret: boolean;
  /** The texts to show while the values are masked. If it is absent, the whole values are to be masked. */
  masked?: { before?: string; after?: string };
  /** True if the values are code, such as a URL or the value of a variable. */
  isCode: boolean;
  /** True if the save destroys something: an environment, a variable, an auth scheme, or an own value of an environment. */
  isLoss: boolean;
  /** A short remark, such as "Own value, replaced". */
  note?: string;
  /** The environment of the item. Absent if the item belongs to the connection, or if a note is about several environments. */
  environment?: { id?: string; name: string };
}

/** A request of the plan. */
export interface ReviewStep {
  /** The title, such as "Update environment Staging". */
  title: string;
  operation: PlanStep["operation"];
  /** The environment that the request updates. */
  environment?: { id?: string; name: string };
  /** The lines: first the edits and the notes, then the own values that environments lose. */
  lines: ReviewLine[];
  /** The number of lines beyond the limit. Notes are never left out. */
  moreCount: number;
}

/** An edit that is not saved. */
export interface UnsupportedLine {
  /** The item, such as "Staging: Action credential 1: Name". */
  label: string;
  /** One sentence about the reason. */
  message: string;
}

/** The review of a save. */
export interface Review {
  steps: ReviewStep[];
  losses: ReviewLosses;
  /** The number of edits by the user. The consequences of an edit for other environments do not count. */
  changeCount: number;
  unsupported: UnsupportedLine[];
}

/** Options of `createReview`. */
export interface ReviewOptions {
  /**
   * Maximum number of lines of a request, without the notes.
   *
   * @defaultValue 100
   */
  maxLines?: number;
}
