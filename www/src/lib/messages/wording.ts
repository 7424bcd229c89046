/** Words names, lists and values as parts of sentences. */

import type { Effect, NamedEnvironment } from "connection-update";
import { displayName, labelOfMember } from "../labels.ts";
import { maskUserInfo } from "../mask.ts";
import { joinWords } from "../plural.ts";

/** Returns the value that the messages are about, of any shape. */
export type GetValue = () => unknown;

/** Maximum number of names that a message lists. */
const MAX_NAMES = 5;

/** The fields of a connection whose values a message shows. */
const SHOWN_FIELDS = ["name", "baseUrl", "datasetId"];

/** Returns the name of an environment inside a sentence. */
export function nameOf(environment: Partial<NamedEnvironment> | undefined): string {
  return displayName(environment) ?? "an unnamed environment";
}

/** Returns the name of an environment at the start of a sentence. */
export function startWith(environment: Partial<NamedEnvironment> | undefined): string {
  return displayName(environment) ?? "An unnamed environment";
}

/** Words the own values of an environment, such as "its own value of REGION". */
export function ownValues(names: string[]): string {
  return `its own ${names.length === 1 ? "value" : "values"} of ${listNames(names)}`;
}

/** Lists names in a sentence. A long list ends with the number of the others. */
export function listNames(names: string[]): string {
  return joinWords(shortList(names));
}

/** Returns the first names. If there are more, the last item is the number of the others. */
export function shortList(names: string[]): string[] {
  const shown = names.slice(0, MAX_NAMES).map(shorten);
  return names.length > MAX_NAMES ? [...shown, `${names.length - MAX_NAMES} more`] : shown;
}

/** Returns a text in double quotes. */
export function quote(text: string): string {
  return `"${text}"`;
}

/** Returns a text as a part of a sentence: on one line, and not too long. */
export function shorten(text: string): string {
  return displayName({ name: text }) ?? "";
}

/**
 * Describes two values of a field, such as "Name: Orders → Orders v2.". Masks secrets in URLs. Returns `undefined` if the values
 * are not texts, or if the field can contain a secret.
 */
export function describeTexts(field: string, values: Effect["values"]): string | undefined {
  if (!SHOWN_FIELDS.includes(field)) return undefined;
  const { before, after } = values ?? {};
  if (typeof before !== "string" || typeof after !== "string") return undefined;
  const [shown, shownNext] = [before, after].map((text) =>
    shorten(maskUserInfo(text).replace(/^(\w+:\/\/[^?#]*)[?#].+$/s, "$1?••••")),
  );
  return shown === shownNext
    ? undefined
    : `${labelOfMember(field)}: ${shown || "(empty)"} → ${shownNext || "(empty)"}.`;
}
