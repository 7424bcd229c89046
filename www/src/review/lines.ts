/** Creates parts of lines: formats the values before and after a save. */

import { createSecretMask, URL_MEMBERS } from "../lib/mask.ts";
import { formatSchemeMember, formatText } from "./labels.ts";
import type { ReviewLine } from "./types.ts";
import { readUrl } from "./values.ts";

/** The members of a line that have no default. */
export type NewLine = Pick<ReviewLine, "kind" | "label"> & Partial<ReviewLine>;

/** Returns the kind of change from a value to another one. Absent values are `undefined`. */
export function kindOf(before: unknown, after: unknown): "changed" | "added" | "removed" {
  return before === undefined ? "added" : after === undefined ? "removed" : "changed";
}

/** Creates the line of a variable. Its removal is a loss. */
export function createVariableLine(name: string, before: string | undefined, after: string | undefined): NewLine {
  return {
    kind: kindOf(before, after),
    label: name,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
    isSecret: true,
    isCode: true,
    isLoss: before !== undefined && after === undefined,
  };
}

/** The members of a line that show its values. */
export type ShownValues = Pick<NewLine, "before" | "after" | "isSecret" | "isCode" | "masked">;

/** Formats the values of a field of the connection. The value of an unknown field may be secret. */
export function formatField(field: string, before: unknown, after: unknown): ShownValues {
  if (URL_MEMBERS.has(field)) return formatUrls(before, after);
  const isKnown = field === "name" || field === "datasetId";
  return { ...formatBoth(before, after, createFormat()), isSecret: !isKnown, isCode: field !== "name" };
}

/** Formats the values of a member of an auth scheme. */
export function formatMember(member: string, before: unknown, after: unknown): ShownValues {
  if (URL_MEMBERS.has(member)) return formatUrls(before, after);
  const texts = formatBoth(before, after, (value) => formatSchemeMember(member, value));
  // Values can differ in members that the words do not mention.
  const differ = texts.before !== texts.after;
  return { ...(differ ? texts : formatBoth(before, after, createFormat())), isCode: !differ || member === "name" };
}

/** Returns a function that formats values of any type. In JSON, it masks equal secrets in the same way. */
function createFormat(): (value: unknown) => string {
  const { json } = createSecretMask();
  return (value) => (typeof value === "string" ? value : json(value));
}

function formatBoth(before: unknown, after: unknown, format: (value: unknown) => string): ShownValues {
  return {
    ...(before !== undefined && { before: format(before) }),
    ...(after !== undefined && { after: format(after) }),
  };
}

function formatUrls(before: unknown, after: unknown): ShownValues {
  const [old, next] = [before, after].map((url) => (url === undefined ? undefined : readUrl(formatText(url))));
  const isSecret = (old?.isSecret ?? false) || (next?.isSecret ?? false);
  const masked = { ...(old && { before: old.masked }), ...(next && { after: next.masked }) };
  return { ...formatBoth(before, after, formatText), isSecret, isCode: true, ...(isSecret && { masked }) };
}

/** Returns a summary of the package as a sentence. */
export function toSentence(summary: string): string {
  return summary.charAt(0).toUpperCase() + summary.slice(1);
}

/** Describes the items of a list. Items that have the same words get numbers. */
export function describeDistinct<Item>(items: readonly Item[], describe: (item: Item) => string): string[] {
  const texts = items.map(describe);
  const counts = new Map<string, number>();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return texts.map((text, at) => ((counts.get(text) ?? 0) > 1 ? `${text} #${at + 1}` : text));
}
