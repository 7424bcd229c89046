/** Writes the messages of effects: of what a save changes. */

import type { Effect } from "connection-update";
import { asObjects, asString, memberOf } from "../coerce.ts";
import { displayName, labelOfMember, lowerLabel, SCHEME_TYPE_LABELS } from "../labels.ts";
import { plural } from "../plural.ts";
import {
  describeTexts,
  type GetValue,
  listNames,
  nameOf,
  ownValues,
  shorten,
  shortList,
  startWith,
} from "./wording.ts";

/** Returns the message of an effect; `undefined` if its kind is unknown. */
export function describeEffect(effect: Effect, getValue: GetValue): string | undefined {
  // Values are read only if a message needs them: reading can parse a document.
  const { kind, environment, names = [] } = effect;
  switch (kind) {
    case "created":
      return `Adds ${nameOf(environment)}.`;
    case "deleted":
      return `Deletes ${nameOf(environment)}. This can't be undone.`;
    case "renamed": {
      const name = displayName({ name: effect.values?.after });
      return `Renames ${nameOf(environment)}${name === undefined ? "" : ` to ${name}`}. Other products may use the old name.`;
    }
    case "reordered": {
      if (environment !== undefined) return `Changes the order of the credentials of ${nameOf(environment)}.`;
      const order = asObjects(memberOf(getValue(), "environments")).map((item) => nameOf(item));
      return order.length === 0
        ? "Changes the order of the environments."
        : `New order: ${shortList(order).join(", ")}.`;
    }
    case "overwritten":
      if (names.length === 0) return `${startWith(environment)} gets the new variables.`;
      return effect.values === undefined
        ? `${startWith(environment)} loses ${ownValues(names)}.`
        : `${startWith(environment)}: ${describeVariables(effect)}.`;
    case "kept":
      return names.length === 0
        ? `${startWith(environment)} keeps its own variables. They are restored after the shared ones are saved.`
        : `${startWith(environment)} keeps ${ownValues(names)}, restored after the shared ones are saved.`;
    case "restated":
      return "Sends the stored lists again. An environment that someone adds meanwhile would be deleted.";
    case "stale-copy":
      return `${startWith(environment)} keeps an older copy of an auth scheme.`;
    case "replaced":
      return describeReplaced(effect);
    default:
      return undefined;
  }
}

/** Describes a field or a list that gets another value. */
function describeReplaced(effect: Effect): string {
  const { path, environment, names, count } = effect;
  if (count !== undefined) return `${plural(count, "more field")} ${count === 1 ? "changes" : "change"}.`;
  if (environment !== undefined) {
    return names === undefined || names.length === 0
      ? `Changes an auth scheme of ${nameOf(environment)}. It then differs from the connection's.`
      : `${startWith(environment)}: ${describeVariables(effect)}.`;
  }
  const field = String(path[0] ?? "");
  const label = labelOfMember(field);
  if (field === "environmentVariables" && names !== undefined && names.length > 0) {
    return `${label}: ${describeVariables(effect)}.`;
  }
  if (field === "authSchemeConfigs") return describeSchemes(effect.values);
  return describeTexts(field, effect.values) ?? `Changes the ${lowerLabel(label)}.`;
}

/** Describes the variables that change, without their values. */
function describeVariables({ names = [], values }: Effect): string {
  const [before, after] = [values?.before, values?.after].map(
    (list) => new Set(asObjects(list).map(({ name }) => asString(name))),
  ) as [Set<string>, Set<string>];
  const parts: [string, string[]][] = [
    ["added", names.filter((name) => !before.has(name) && after.has(name))],
    ["changed", names.filter((name) => before.has(name) === after.has(name))],
    ["removed", names.filter((name) => before.has(name) && !after.has(name))],
  ];
  return parts
    .filter(([, names]) => names.length > 0)
    .map(([verb, names]) => `${listNames(names)} ${verb}`)
    .join("; ");
}

/** Describes the auth schemes that change: by their names if one replaces another, else by their types. */
function describeSchemes(values: Effect["values"]): string {
  const [old, next] = [asObjects(values?.before), asObjects(values?.after)];
  const without = (schemes: typeof old, others: typeof old) => {
    const known = new Set(others.map((scheme) => JSON.stringify(scheme)));
    return schemes.filter((scheme) => !known.has(JSON.stringify(scheme)));
  };
  const [removed, added] = [without(old, next), without(next, old)];
  const [scheme, newScheme] = [removed[0], added[0]];
  if (scheme !== undefined && newScheme !== undefined && removed.length === 1 && added.length === 1) {
    const label = `Auth scheme ${next.indexOf(newScheme) + 1}`;
    const isSameType = scheme.schemeType === newScheme.schemeType;
    const [from, to] = [scheme, newScheme].map((item) => (isSameType ? displayName(item) : typeOf(item)));
    return from === undefined || to === undefined || from === to
      ? `Changes ${lowerLabel(label)}.`
      : `${label}: ${from} → ${to}.`;
  }
  const parts = [
    ...(added.length > 0 ? [`${listNames(added.map(typeOf))} added`] : []),
    ...(removed.length > 0 ? [`${listNames(removed.map(typeOf))} removed`] : []),
  ];
  return parts.length === 0 ? "The auth schemes change." : `Auth schemes: ${parts.join("; ")}.`;
}

function typeOf({ schemeType }: Record<string, unknown>): string {
  return SCHEME_TYPE_LABELS.get(asString(schemeType)) ?? (shorten(asString(schemeType)) || "Unknown type");
}
