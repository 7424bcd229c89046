/** Decides what the save bar says. One place counts everything that a save depends on. */

import type { ConnectError, Issue, PlanStep } from "connection-update";
import { plural } from "../lib/plural.ts";

/** A syntax error, or another reason why the JSON text cannot be applied to the draft. */
export interface TextProblem {
  message: string;
  /** The position, from 1. */
  line: number;
  column: number;
  /**
   * True if the text is not JSON. Its message then has the position. Otherwise it is JSON that the form would change, such as a number
   * with too many digits.
   */
  isSyntax?: boolean;
}

/** The outcome of the last save, or of a check of that save. */
export interface Outcome {
  error?: ConnectError;
  /** The requests that are left after a failed save. */
  remaining?: readonly PlanStep[];
  /** True if the browser had no network when the save failed. */
  wasOffline?: boolean;
  /** Set by a check after a save of unknown outcome: true if the changes were saved, false if not. */
  isApplied?: boolean;
}

export interface StatusInput {
  isSaving: boolean;
  /** The progress of a save of several requests, such as "Saving 2 of 5". */
  progress?: string | undefined;
  textProblem?: TextProblem | undefined;
  /** Number of errors that prevent a save. */
  errorCount: number;
  /** The fields that the server rejected. */
  rejectedLabels: readonly string[];
  conflictCount: number;
  outcome?: Outcome | undefined;
  isDirty: boolean;
  /** Number of changes; `undefined` until it is counted. */
  changeCount?: number | undefined;
  /** Number of changes that no request of the console makes. */
  unsupportedCount: number;
  /** A sentence about everything that a save destroys; absent if it destroys nothing. */
  lossText?: string | undefined;
  isOffline: boolean;
  /** Seconds until the server accepts requests again; 0 if at once. */
  waitSeconds: number;
}

export type StatusAction = "problem" | "rejected" | "conflicts" | "retry" | "log-in" | "check" | "review" | "text";

export interface Status {
  tone: "idle" | "busy" | "good" | "warning" | "error";
  text: string;
  /** The action that helps, with the label of its button. */
  action?: { kind: StatusAction; label: string; isWaiting?: boolean };
  /** True if a review can begin. */
  canReview: boolean;
}

/** Returns the status. A reason that blocks a save comes before everything else. */
export function describeStatus(input: StatusInput): Status {
  const { isSaving, progress, textProblem, errorCount, conflictCount, outcome, isDirty } = input;
  if (isSaving) return { tone: "busy", text: progress ?? "Saving…", canReview: false };
  if (textProblem !== undefined) {
    return {
      tone: "error",
      text: describeTextProblem(textProblem),
      action: { kind: "text", label: "Show in the text" },
      canReview: false,
    };
  }
  if (errorCount > 0) {
    const label = `Fix ${plural(errorCount, "error")} to save`;
    return { tone: "error", text: "Not saved.", action: { kind: "problem", label }, canReview: false };
  }
  if (conflictCount > 0) {
    return {
      tone: "error",
      text: `${plural(conflictCount, "conflict")} with changes by someone else. Nothing more is saved until you choose.`,
      action: { kind: "conflicts", label: "Resolve" },
      canReview: false,
    };
  }
  if (outcome?.error !== undefined) return describeError(outcome.error, input);
  if (isDirty) return describeChanges(input);
  if (outcome === undefined) return { tone: "idle", text: "No unsaved changes", canReview: false };
  return {
    tone: "good",
    text: outcome.isApplied === true ? "Your changes were saved after all." : "All changes saved",
    canReview: false,
  };
}

function describeTextProblem({ message, line, column, isSyntax = false }: TextProblem): string {
  return isSyntax ? message : `Line ${line}, column ${column}: ${message}`;
}

/** Describes edits that are not saved. Edits that no request makes are not among those that a save would save. */
function describeChanges({ changeCount, unsupportedCount, lossText, outcome }: StatusInput): Status {
  const isLeftBehind = unsupportedCount > 0;
  const leftBehind = `${plural(unsupportedCount, "change")} can't be saved here`;
  if (changeCount === 0 && isLeftBehind) {
    const text = outcome === undefined ? `${leftBehind}.` : `Saved, but ${leftBehind}.`;
    return { tone: "warning", text, action: { kind: "review", label: "Show" }, canReview: true };
  }
  const sentences = [
    ...(outcome?.isApplied === false ? ["We checked: your changes aren't saved so far."] : []),
    changeCount === undefined ? "Unsaved changes" : plural(changeCount, "unsaved change"),
    ...(lossText === undefined ? [] : [lossText]),
    ...(isLeftBehind ? [`${leftBehind}.`] : []),
  ];
  const isWarning = lossText !== undefined || isLeftBehind || outcome?.isApplied === false;
  return { tone: isWarning ? "warning" : "idle", text: sentences.join(" · "), canReview: true };
}

function describeError(error: ConnectError, input: StatusInput): Status {
  const remainingCount = input.outcome?.remaining?.length ?? 0;
  const failed = (text: string, action: Status["action"], tone: Status["tone"] = "error"): Status => ({
    tone,
    text: `${describeDone(error, remainingCount)}${text}`,
    ...(action && { action }),
    canReview: input.isDirty,
  });
  const { waitSeconds } = input;
  const isWaiting = waitSeconds > 0;
  const label = error.done.length > 0 ? "Save the rest" : "Try again";
  const retry = {
    kind: "retry",
    label: isWaiting ? `Try again in ${plural(waitSeconds, "second")}` : label,
    isWaiting,
  } as const;
  if (error.status === 401) {
    return failed("Your session expired. Your changes are still here.", { kind: "log-in", label: "Log in to save" });
  }
  if (error.status === 429) {
    return failed("Too many requests.", retry);
  }
  if (error.maybeApplied) {
    const [changes, attempt] = error.done.length > 0 ? ["the other changes", "last"] : ["your changes", "first"];
    const text =
      error.applied === "no"
        ? `We checked: ${changes} aren't saved so far. The ${attempt} attempt could still arrive.`
        : `We couldn't find out if ${changes} were saved.`;
    return failed(text, { kind: "check", label: "Check again" }, "warning");
  }
  const { rejectedLabels } = input;
  if (rejectedLabels.length > 0) {
    const shown = rejectedLabels.slice(0, 3).join(", ");
    const more = rejectedLabels.length > 3 ? ` and ${rejectedLabels.length - 3} more` : "";
    const text = `The server rejected ${plural(rejectedLabels.length, "field")}: ${shown}${more}.`;
    return failed(text, { kind: "rejected", label: "Go to field" });
  }
  if (error.kind === "network" && input.isOffline) return failed("You're offline. Your changes are still here.", retry);
  if (error.kind === "network" && input.outcome?.wasOffline) {
    return failed("You're back online. Your changes are still here.", retry);
  }
  if (error.kind === "network") return failed("Can't reach the server. Your changes are still here.", retry);
  if (error.status === 403) return failed("You don't have permission to change this connection.", undefined);
  if (error.status === 404) return failed("This connection doesn't exist or was deleted.", undefined);
  // The button counts down, so that the text does not repeat the wait.
  if (error.status === 503) return failed("The server is unavailable. Your changes are still here.", retry);
  if ((error.status ?? 0) >= 500)
    return failed(`The server failed (${error.status}). Your changes are still here.`, retry);
  return failed(error.message, retry);
}

/** Returns the part of a save that was done, as a sentence. */
function describeDone({ done }: ConnectError, remainingCount: number): string {
  return done.length === 0
    ? ""
    : `Partly saved: ${done.length} of ${plural(done.length + remainingCount, "request")}. `;
}

/** Returns true if an issue prevents a save. What the server rejected can be sent again. */
export function isBlocking({ severity, code }: Issue): boolean {
  return severity === "error" && code !== "rejected";
}
