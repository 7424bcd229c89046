/** Compares lists of variables. */

import { getReadable, isEqual } from "./values.js";

/**
 * Returns true if a save would not change a list of variables. A list that is absent or `null` is an empty list. Members that no
 * stored variable has, such as row keys, are not saved.
 *
 * @param inOrder true if another order is a change
 */
export function areSameVariables(edited: unknown, stored: unknown, inOrder: boolean): boolean {
  if (edited === stored) return true;
  const [now, before] = [edited ?? [], stored ?? []];
  if (!Array.isArray(now) || !Array.isArray(before) || now.length !== before.length) return false;
  const members = [...new Set(["name", "value"].concat(before.flatMap((variable) => Object.keys(Object(variable)))))];
  const isSame = (a: unknown, b: unknown): boolean => {
    if (a === b) return true;
    if (typeof a !== "object" || typeof b !== "object") return false;
    return members.every((name) => isEqual(getReadable(a, name), getReadable(b, name)));
  };
  if (now.every((variable, at) => isSame(variable, before[at]))) return true;
  if (inOrder) return false;
  const nameOf = (variable: unknown) => getReadable(variable, "name");
  const byName = new Map(before.map((variable) => [nameOf(variable), variable]));
  if (byName.size < before.length || new Set(now.map(nameOf)).size < now.length) return false;
  return now.every((variable) => isSame(variable, byName.get(nameOf(variable))));
}
