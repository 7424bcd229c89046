/** Labels for the members and the values of a connection. */

import { asObjects, asString } from "../lib/coerce.ts";
import { ALGORITHM_LABELS, FLOW_LABELS, labelOfMember, PLACE_LABELS, SCHEME_TYPE_LABELS } from "../lib/labels.ts";
import type { Path } from "../lib/path.ts";
import { plural } from "../lib/plural.ts";
import { formatJson, getOwn, isObject } from "./values.ts";

/** The members whose labels a path omits, because the label of the item before or after them is enough. */
const OMITTED_MEMBERS = new Set(["credentials", "credential"]);

/** Returns the label of an item of a list, such as "Auth scheme 1" or "Credential 2 (to the system)". */
export function labelOfItem(list: string, index: number): string {
  return labelOfMember(list).replace(/s(?= \(|$)/, ` ${index + 1}`);
}

/** Returns the label of a path inside the connection or inside an environment, such as "Credential 1 (to the system): Name". */
export function labelOfPath(path: Path): string {
  const labels: string[] = [];
  for (const [at, segment] of path.entries()) {
    if (typeof segment === "number") labels.push(labelOfItem(String(path[at - 1] ?? "Items"), segment));
    // The credential and the auth scheme are the only members of an entry that people edit.
    else if (typeof path[at + 1] !== "number" && !OMITTED_MEMBERS.has(segment)) labels.push(labelOfMember(segment));
  }
  return labels.join(": ");
}

/** Returns the name of an environment. */
export function nameOfEnvironment(environment: unknown): string {
  const name = isObject(environment) ? asString(environment.name) : "";
  return name.trim() === "" ? "(no name)" : name;
}

/** Describes an auth scheme in a few words, such as "API key X-Shop-Key". */
export function describeScheme(scheme: unknown): string {
  if (!isObject(scheme)) return formatJson(scheme);
  const type = asString(scheme.schemeType);
  const name = asString(scheme.name);
  return `${SCHEME_TYPE_LABELS.get(type) ?? (type || "Auth scheme")}${name === "" ? "" : ` ${name}`}`;
}

/** Describes an auth scheme and its members, one on each line. */
export function describeSchemeInFull(scheme: unknown): string {
  if (!isObject(scheme)) return formatJson(scheme);
  return Object.entries(scheme)
    .map(([member, value]) => `${labelOfMember(member)}: ${formatSchemeMember(member, value)}`)
    .join("\n");
}

/** Describes an entry of credentials by the name of its credential. If that is unknown, describes its auth scheme. */
export function describeEntry(entry: unknown): string {
  if (!isObject(entry)) return formatJson(entry);
  const name = isObject(entry.credential) ? asString(entry.credential.name) : "";
  const scheme = entry.authSchemeConfig === undefined ? "" : describeScheme(entry.authSchemeConfig);
  if (name !== "") return scheme === "" ? name : `${name} (${scheme})`;
  return scheme || asString(entry.id) || "Credential";
}

/** Counts the variables and the credentials of an environment, such as "2 variables, 1 credential". */
export function describeContent(environment: unknown): string {
  const credentials = getOwn(environment, "credentials");
  const usages = isObject(credentials) ? Object.values(credentials) : [];
  const count = usages.reduce<number>((sum, list) => sum + asObjects(list).length, 0);
  const variableCount = asObjects(getOwn(environment, "variables")).length;
  return `${countOf(variableCount, "variable")}, ${countOf(count, "credential")}`;
}

function countOf(count: number, noun: string): string {
  return count === 0 ? `no ${noun}s` : plural(count, noun);
}

/** Formats the value of a member of an auth scheme. */
export function formatSchemeMember(member: string, value: unknown): string {
  switch (member) {
    case "schemeType":
      return SCHEME_TYPE_LABELS.get(asString(value)) ?? formatText(value);
    case "in":
      return PLACE_LABELS.get(asString(value)) ?? formatText(value);
    case "algorithm":
      return ALGORITHM_LABELS.get(asString(value)) ?? formatText(value);
    case "digestInputs":
      return Array.isArray(value) ? formatDigestInputs(value) : formatText(value);
    case "scopes":
      return Array.isArray(value) ? asObjects(value).map(formatScope).join(", ") || "None" : formatText(value);
    case "flows":
      return isObject(value) ? Object.entries(value).map(formatFlow).join(", ") || "None" : formatText(value);
    default:
      return formatText(value);
  }
}

/** Returns a string unchanged, and any other value as JSON. */
export function formatText(value: unknown): string {
  return typeof value === "string" ? value : formatJson(value);
}

function formatDigestInputs(inputs: unknown[]): string {
  const words = inputs.map((input) => (input === "url" ? "URL" : formatText(input)));
  const text = words.join(", then ");
  return text === "" ? "Nothing" : text.charAt(0).toUpperCase() + text.slice(1);
}

function formatScope({ name, description }: Record<string, unknown>): string {
  const text = asString(description);
  return text === "" ? asString(name) : `${asString(name)} (${text})`;
}

function formatFlow([flow, settings]: [string, unknown]): string {
  const label = FLOW_LABELS.get(flow) ?? flow;
  const credential = isObject(settings) ? settings.applicationCredential : undefined;
  if (!isObject(credential)) return label;
  const name = asString(credential.name) || asString(credential.id);
  return name === "" ? label : `${label} with ${name}`;
}
