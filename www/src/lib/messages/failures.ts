/** Writes the messages of failed calls: the cause, and the outcome if it is uncertain. */

import type { Messages } from "connection-update";
import { labelOf } from "../labels.ts";
import { plural } from "../plural.ts";
import { type GetValue, listNames } from "./wording.ts";

/** The error of a call, as far as its message needs it. */
type Failure = Parameters<NonNullable<Messages["error"]>>[0];

/** Returns the message of an error; `undefined` if its kind is unknown. */
export function describeFailure(failure: Failure, getValue: GetValue): string | undefined {
  const { kind, message, issues, conflicts = [] } = failure;
  switch (kind) {
    case "invalid": {
      const count = issues.filter(({ severity }) => severity === "error").length;
      return count === 0 ? "The request can't be sent." : `Fix ${plural(count, "error")} to save.`;
    }
    case "http":
      return describeStatus(failure, getValue);
    case "network":
      return "Can't reach the server.";
    case "timeout": {
      // The time limit is only in the message: the package's, or this one's if a client and a draft both write messages.
      const [, number, unit] = /(\d+) (ms|seconds)\b/.exec(message) ?? [];
      const seconds = Math.round(Number(number) / (unit === "ms" ? 1000 : 1));
      return seconds > 0 ? `The server took more than ${plural(seconds, "second")}.` : "The server took too long.";
    }
    case "aborted":
      return "The request was cancelled.";
    case "conflict":
      return `Someone else changed this connection.${conflicts.length > 0 ? " Choose which version to keep." : ""}`;
    case "decode":
      return "The server sent a response that can't be read.";
    case "internal":
      return issues.some(({ code }) => code === "out-of-memory")
        ? "This connection is too large for this device."
        : "Something went wrong in this console. Your changes are still here.";
    default:
      return undefined;
  }
}

/** Describes a response whose status is not a success. Never contains text of the response. */
function describeStatus({ status = 0, issues, retryAfterMs }: Failure, getValue: GetValue): string {
  const retry =
    retryAfterMs === undefined
      ? "Try again in a moment."
      : `Try again in ${plural(Math.max(Math.ceil(retryAfterMs / 1000), 1), "second")}.`;
  switch (status) {
    case 400:
    case 422: {
      const value = getValue();
      const labels = new Set(issues.filter(({ path }) => path.length > 0).map(({ path }) => labelOf(path, value)));
      return labels.size === 0
        ? "The server rejected the changes."
        : `The server rejected ${plural(labels.size, "field")}: ${listNames([...labels])}.`;
    }
    case 401:
      return "Your session expired. Log in to finish saving; your changes are still here.";
    case 403:
      return "You don't have access to this connection.";
    case 404:
      return "This connection doesn't exist or was deleted.";
    case 408:
    case 504:
      return `The server took too long (${status}).`;
    case 409:
    case 412:
      return `The server refused the changes, because something in them is in use or has changed (${status}).`;
    case 413:
      return "The changes are too large for the server.";
    case 429:
      return `Too many requests. ${retry}`;
    case 503:
      return `The server is unavailable. ${retry}`;
    default:
      if (status >= 500) return `The server failed (${status}).`;
      return status >= 400 ? `The server refused the request (${status}).` : "The server redirected the request.";
  }
}

/** Describes the outcome of a failed save: if the changes were saved anyway. Returns `undefined` if they were certainly not. */
export function describeOutcome({ maybeApplied, applied }: Pick<Failure, "maybeApplied" | "applied">) {
  if (applied === "no") {
    return "We checked: your changes aren't saved so far. Check again before retrying, as the first attempt could still arrive.";
  }
  if (applied === "unknown") return "We couldn't check if your changes were saved. Check again before retrying.";
  return maybeApplied ? "Your changes may have been saved. Check before retrying." : undefined;
}
