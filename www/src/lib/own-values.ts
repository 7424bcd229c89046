/** Counts the own values of environments, so that an edit of a shared variable can say what it replaces. */

import { asObjects, asString } from "./coerce.ts";

/** Returns the number of environments whose stored value of a variable differs from both given values. */
export type CountOwnValues = (name: string, ...others: (string | undefined)[]) => number;

/** Reads the variables of all environments once, so that each count is fast. */
export function readOwnValues(environments: unknown): CountOwnValues {
  const counts = new Map<string, Map<string, number>>();
  for (const { variables } of asObjects(environments)) {
    for (const { name, value } of asObjects(variables)) {
      const byValue = counts.get(asString(name)) ?? new Map<string, number>();
      counts.set(asString(name), byValue);
      byValue.set(asString(value), (byValue.get(asString(value)) ?? 0) + 1);
    }
  }
  return (name, ...others) => {
    const byValue = counts.get(name);
    if (byValue === undefined) return 0;
    const total = [...byValue.values()].reduce((sum, count) => sum + count, 0);
    const shared = new Set(others.filter((value) => value !== undefined));
    return [...shared].reduce((left, value) => left - (byValue.get(value) ?? 0), total);
  };
}
